import { keptFolder } from './kept-folder.ts';
import type { SandboxConfig } from './sandbox.ts';

/** The ports by the options of `startSandbox`, unless others are chosen. */
export const DEFAULT_PORTS = { adminPort: 8180, cloudPort: 8181, cloud2Port: 8182, clientManagedPort: 8183 };

/** Whether nothing but the default ports is wanted, so that files are kept from one start to the next. */
export function hasUsualPorts({ cloudPort = DEFAULT_PORTS.cloudPort }: SandboxConfig): boolean {
  return cloudPort === DEFAULT_PORTS.cloudPort;
}

/** Where the client-managed server listens, and what it keeps. */
export interface ClientManagedPlace {
  /** Of the proxy; 0 for any free one. */
  readonly port: number;
  /** Folder of the certificates; without it a temporary one. */
  readonly certificateFolder: string | undefined;
}

/** Returns the place of the client-managed server; `undefined` where it is omitted. */
export function clientManagedPlace(config: SandboxConfig): ClientManagedPlace | undefined {
  const port = config.clientManagedPort ?? (hasUsualPorts(config) ? DEFAULT_PORTS.clientManagedPort : 0);
  if (port === false) return undefined;
  const certificateFolder =
    config.clientManagedCertificates ??
    (port === DEFAULT_PORTS.clientManagedPort ? keptFolder('client-managed') : undefined);
  return { port, certificateFolder };
}
