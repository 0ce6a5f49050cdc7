import { readFileSync, writeFileSync } from 'node:fs';
import { inProject } from '../../../tools/environment/project-root.ts';

/** A connection as `connections.json` has it. */
export interface WrittenConnection {
  id: string;
  label: string;
  platform: string;
  host: string;
  auth: Record<string, unknown>;
}

/** The secrets file of the backend, as it is written. */
export interface WrittenSecrets {
  readonly connections: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

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
