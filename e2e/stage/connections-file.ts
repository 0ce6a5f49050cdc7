import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A connection as the file has it. */
export interface WrittenConnection {
  id: string;
  label: string;
  platform: string;
  host: string;
  auth: Record<string, unknown>;
}

const SHIPPED = fileURLToPath(new URL('../../src/public/connections.json', import.meta.url));

/** The connection that the application ships with, leading to another tenant. */
export function shippedConnection(host: string): WrittenConnection {
  const { connections } = JSON.parse(readFileSync(SHIPPED, 'utf8')) as { connections: WrittenConnection[] };
  const [first] = connections;
  if (!first) throw new Error('src/public/connections.json has no connection.');
  return { ...first, host };
}

/** Writes what the backend hands out from now on: connections, or any text at all. */
export function writeConnections(file: string, content: readonly WrittenConnection[] | string): void {
  writeFileSync(
    file,
    typeof content === 'string' ? content : JSON.stringify({ connections: content }, null, 2),
  );
}
