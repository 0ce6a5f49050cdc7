import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inProject } from '../environment/project-root.mjs';
import { demoConnections, demoSecrets } from '../stage/demo-connections.mjs';

/** Nobody else on this machine reads it. */
const OWNER_ONLY = 0o600;

/**
 * Writes what a start on these ports needs: the public files with a connection to this sandbox for each auth type, and the
 * development server's proxy table that leads to this backend.
 *
 * @returns the folder for logs and the proxy table's path
 */
export function writeLocalFiles({ cloud, qap, backend }) {
  const publicFolder = inProject('.local/public');
  rmSync(publicFolder, { recursive: true, force: true });
  mkdirSync(publicFolder, { recursive: true });
  const logs = inProject('.local/logs');
  mkdirSync(logs, { recursive: true });

  const connections = demoConnections({
    cloud: `http://localhost:${cloud}`,
    clientManaged: `http://localhost:${qap}`,
  });
  writeFileSync(`${publicFolder}/connections.json`, `${JSON.stringify({ connections }, null, 2)}\n`);

  const proxyFile = inProject('.local/proxy.conf.json');
  cpSync(inProject('proxy.conf.json'), proxyFile);
  const table = readFileSync(proxyFile, 'utf8').replaceAll(
    'http://localhost:3000',
    `http://localhost:${backend}`,
  );
  writeFileSync(proxyFile, table);
  return { logs, proxyFile };
}

/**
 * Writes the backend's secrets file for a sandbox.
 * @returns its path
 */
export function writeSecrets(sandbox) {
  const file = inProject('.local/backend-secrets.json');
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(demoSecrets(sandbox), null, 2)}\n`, { mode: OWNER_ONLY });
  return file;
}
