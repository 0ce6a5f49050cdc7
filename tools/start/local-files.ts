import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';
import { demoConnections, demoSecrets } from '../stack/demo-connections.ts';
import type { SandboxAddresses } from '../stack/sandbox-addresses.ts';
import type { Ports } from './options.ts';

/** Other users of this machine cannot read it. */
const OWNER_ONLY = 0o600;
/** The backend's address in the development server's proxy table. */
const USUAL_BACKEND = 'http://localhost:3000';

/** Paths of both files, and of the folder for logs. */
export interface LocalFiles {
  logs: string;
  proxyFile: string;
  connectionsFile: string;
}

/**
 * Writes what a start on these ports needs: a connection to this sandbox for each auth type, and the development server's proxy
 * table that leads to this backend.
 *
 * @param folder of this run
 */
export function writeLocalFiles(
  folder: string,
  { cloud, qap, backend }: Pick<Ports, 'cloud' | 'qap' | 'backend'>,
): LocalFiles {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });

  const connectionsFile = join(folder, 'connections.json');
  const connections = demoConnections({
    cloud: `http://localhost:${cloud}`,
    clientManaged: `http://localhost:${qap}`,
  });
  writeFileSync(connectionsFile, `${JSON.stringify({ connections }, null, 2)}\n`);

  const proxyFile = join(folder, 'proxy.conf.json');
  const table = JSON.parse(
    readFileSync(inProject('proxy.conf.json'), 'utf8').replaceAll(
      USUAL_BACKEND,
      `http://localhost:${backend}`,
    ),
  ) as Record<string, { target: string }>;
  // The build's own is the same for every run of this checkout; the backend hands out the one of its run.
  table['/connections.json'] = { target: `http://localhost:${backend}` };
  writeFileSync(proxyFile, `${JSON.stringify(table, null, 2)}\n`);
  return { logs, proxyFile, connectionsFile };
}

/**
 * Writes the backend's secrets file for a sandbox.
 * @returns its path
 */
export function writeSecrets(folder: string, sandbox: SandboxAddresses): string {
  const file = join(folder, 'backend-secrets.json');
  writeFileSync(file, `${JSON.stringify(demoSecrets(sandbox), null, 2)}\n`, { mode: OWNER_ONLY });
  return file;
}
