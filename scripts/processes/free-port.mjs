import { createServer } from 'node:net';

const LAST_PORT = 65_535;
const HOSTS = ['127.0.0.1', '::1', '0.0.0.0'];

/**
 * The first port from `wanted` on that nobody listens on.
 * @param {number} wanted
 * @param {Set<number>} reserved ports promised to others
 * @returns {Promise<number>}
 */
export async function findFreePort(wanted, reserved = new Set()) {
  for (let port = wanted; port <= LAST_PORT; port += 1) {
    if (!reserved.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No port from ${wanted} on is free.`);
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
