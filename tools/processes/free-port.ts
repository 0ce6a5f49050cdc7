import { createServer } from 'node:net';

const LAST_PORT = 65_535;
const HOSTS = ['127.0.0.1', '::1', '0.0.0.0'];

/**
 * The first port from `wanted` on that nobody listens on, or the first of several in a row.
 * @param {number} wanted
 * @param {{ reserved?: Set<number>, count?: number }} [options] `reserved`: ports promised to others; `count`: how many in a row
 * @returns {Promise<number>}
 */
export async function findFreePort(wanted, { reserved = new Set(), count = 1 } = {}) {
  for (let first = wanted; first + count - 1 <= LAST_PORT; first += 1) {
    const row = portsFrom(first, count);
    if (row.some((port) => reserved.has(port))) continue;
    const free = await Promise.all(row.map((port) => isFree(port)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No port from ${wanted} on is free.`);
}

/**
 * So many ports in a row.
 * @param {number} first
 * @param {number} count
 */
export function portsFrom(first, count) {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Whether a server could listen on that port, on IPv4 and IPv6. */
export async function isFree(port) {
  for (const host of HOSTS) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has nobody listening there either.
    server.once('error', ({ code }) => resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
