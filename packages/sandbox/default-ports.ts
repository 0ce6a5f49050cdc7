import { keptFolder } from './kept-folder.ts';
import type { SandboxConfig } from './sandbox.ts';

/** Port of the first cloud tenant, unless another one is chosen. */
export const CLOUD_PORT = 8181;
const CLIENT_MANAGED_PORT = 8183;

/** Whether nothing but the default ports is wanted, so that files are kept from one start to the next. */
export function hasUsualPorts({ cloudPort = CLOUD_PORT }: SandboxConfig): boolean {
  return cloudPort === CLOUD_PORT;
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
  const port = config.clientManagedPort ?? (hasUsualPorts(config) ? CLIENT_MANAGED_PORT : 0);
  if (port === false) return undefined;
  const certificateFolder =
    config.clientManagedCertificates ??
    (port === CLIENT_MANAGED_PORT ? keptFolder('client-managed') : undefined);
  return { port, certificateFolder };
}
