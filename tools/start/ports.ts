import { findFreePort, isFree, portsFrom } from '../processes/free-port.ts';
import { describePortOwner } from '../processes/port-owner.ts';

const PARTS = {
  admin: { name: "the sandbox's operator API" },
  cloud: { name: "the sandbox's tenant" },
  cloud2: { name: "the sandbox's second tenant" },
  // Proxy, Proxy Service, repository and engine.
  qap: { name: "the sandbox's client-managed server", count: 4 },
  backend: { name: 'the backend' },
  app: { name: 'the application' },
};

/**
 * The wanted ports, or the next free ones; says which was taken, and by which process where that can be told.
 * @param {{ ports: Record<string, number> }} options
 * @param {import('./run-folder.mjs').RunFolder} run learns the ports, and knows those of runs that are starting
 */
export async function choosePorts({ ports }, run) {
  const claimed = run.claimedPorts();
  const chosen = {};
  // Nobody may be moved to a port that another part asks for.
  const wanted = Object.fromEntries(
    Object.entries(PARTS).map(([part, { count = 1 }]) => [part, portsFrom(ports[part], count)]),
  );
  const reserved = new Set();
  for (const [part, { name, count = 1 }] of Object.entries(PARTS)) {
    const others = Object.entries(wanted).flatMap(([other, row]) => (other === part ? [] : row));
    const port = await findFreePort(ports[part], {
      reserved: new Set([...reserved, ...others, ...claimed.keys()]),
      count,
    });
    for (const each of portsFrom(port, count)) reserved.add(each);
    chosen[part] = port;
    if (port !== ports[part])
      process.stdout.write(`${await describeMove(wanted[part], name, port, claimed)}\n`);
  }
  run.claimPorts([...reserved]);
  return chosen;
}

async function describeMove(wanted, name, port, claimed) {
  for (const each of wanted) {
    if (claimed.has(each)) {
      return `Port ${each} is that of another npm start (process ${claimed.get(each)}); ${name} takes ${port} instead.`;
    }
    if (await isFree(each)) continue;
    const owner = describePortOwner(each) ?? 'another program';
    return `Port ${each} is in use by ${owner}; ${name} takes ${port} instead.`;
  }
  return `Port ${wanted[0]} is wanted by another part; ${name} takes ${port} instead.`;
}
