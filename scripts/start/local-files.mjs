import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inProject } from '../environment/project-root.mjs';

const DEFAULT_TENANT = 'http://localhost:8181';

/**
 * Writes what a start on these ports needs: the public files with connections that lead to this sandbox, and the development
 * server's proxy table that leads to this backend.
 *
 * @returns the folder for logs and the proxy table's path
 */
export function writeLocalFiles({ cloud, backend }) {
  const publicFolder = inProject('.local/public');
  rmSync(publicFolder, { recursive: true, force: true });
  mkdirSync(publicFolder, { recursive: true });
  const logs = inProject('.local/logs');
  mkdirSync(logs, { recursive: true });

  writeConnections(`${publicFolder}/connections.json`, `http://localhost:${cloud}`);

  const proxyFile = inProject('.local/proxy.conf.json');
  cpSync(inProject('proxy.conf.json'), proxyFile);
  const table = readFileSync(proxyFile, 'utf8').replaceAll(
    'http://localhost:3000',
    `http://localhost:${backend}`,
  );
  writeFileSync(proxyFile, table);
  return { logs, proxyFile };
}

function writeConnections(file, tenant) {
  const configuration = JSON.parse(readFileSync(inProject('src/public/connections.json'), 'utf8'));
  for (const connection of configuration.connections) {
    if (connection.host === DEFAULT_TENANT) connection.host = tenant;
  }
  writeFileSync(file, `${JSON.stringify(configuration, null, 2)}\n`);
}
