import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from '../../../tools/environment/project-root.ts';
import type { WrittenConnection, WrittenSecrets } from '../../../tools/stack/demo-connections.ts';

export type { WrittenConnection, WrittenSecrets };

/** The connection that the application ships with, with another host. */
export function shippedConnection(host: string): WrittenConnection {
  const file = 'src/public/connections.json';
  const { connections } = JSON.parse(readFileSync(inProject(file), 'utf8')) as {
    connections: WrittenConnection[];
  };
  const [first] = connections;
  if (!first) throw new Error(`${file} has no connection.`);
  return { ...first, host };
}

/** Writes the file that a backend serves as `connections.json`: connections, or any text. */
export function writeConnections(file: string, content: readonly WrittenConnection[] | string): void {
  writeFileSync(
    file,
    typeof content === 'string' ? content : JSON.stringify({ connections: content }, null, 2),
  );
}
