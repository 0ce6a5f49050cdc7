import { createServer } from 'node:net';

const LAST_PORT = 65_535;
const HOSTS = ['127.0.0.1', '::1', '0.0.0.0'];

/** Which ports will do. */
export interface PortOptions {
  /** Ports promised to others. */
  reserved?: ReadonlySet<number>;
  /** How many in a row; default 1. */
  count?: number;
}

/**
 * The first port from `wanted` on that is free, or the first of several in a row.
 * @throws {Error} when there is none
 */
export async function findFreePort(
  wanted: number,
  { reserved = new Set(), count = 1 }: PortOptions = {},
): Promise<number> {
  for (let first = wanted; first + count - 1 <= LAST_PORT; first += 1) {
    const row = portsFrom(first, count);
    if (row.some((port) => reserved.has(port))) continue;
    const free = await Promise.all(row.map((port) => isFree(port)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No port from ${wanted} on is free.`);
}

/** So many ports in a row. */
export function portsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Whether a server could listen on that port, on IPv4 and IPv6. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of HOSTS) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no listener there either.
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
