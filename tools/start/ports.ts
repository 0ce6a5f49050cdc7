import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { findFreePort, isFree, portsFrom } from '../processes/free-port.ts';
import type { Ports } from './options.ts';
import type { RunFolder } from './run-folder.ts';

/** The state of a socket in /proc/net/tcp. */
const LISTENING = '0A';

const PARTS: Record<keyof Ports, { name: string; count?: number }> = {
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
 * @param run learns the ports, and knows those of runs that are starting
 */
export async function choosePorts({ ports }: { ports: Ports }, run: RunFolder): Promise<Ports> {
  const claimed = run.claimedPorts();
  const chosen = { ...ports };
  const parts = Object.keys(PARTS) as (keyof Ports)[];
  const wantedBy = (part: keyof Ports) => portsFrom(ports[part], PARTS[part].count ?? 1);
  const reserved = new Set<number>();
  for (const part of parts) {
    const { name, count = 1 } = PARTS[part];
    // No part may be moved to a port that another one asks for.
    const others = parts.filter((other) => other !== part).flatMap(wantedBy);
    const port = await findFreePort(ports[part], {
      reserved: new Set([...reserved, ...others, ...claimed.keys()]),
      count,
    });
    for (const each of portsFrom(port, count)) reserved.add(each);
    chosen[part] = port;
    if (port !== ports[part])
      process.stdout.write(`${await describeMove(wantedBy(part), name, port, claimed)}\n`);
  }
  run.claimPorts([...reserved]);
  return chosen;
}

async function describeMove(
  wanted: readonly number[],
  name: string,
  port: number,
  claimed: ReadonlyMap<number, number>,
): Promise<string> {
  for (const each of wanted) {
    const pid = claimed.get(each);
    if (pid !== undefined)
      return `Port ${each} is that of another npm start (process ${pid}); ${name} takes ${port} instead.`;
    if (await isFree(each)) continue;
    const owner = describePortOwner(each) ?? 'another program';
    return `Port ${each} is in use by ${owner}; ${name} takes ${port} instead.`;
  }
  return `Port ${String(wanted[0])} is wanted by another part; ${name} takes ${port} instead.`;
}

/** What listens on a port, such as `process 4711 (node server.js)`; `undefined` where there is no /proc, which only Linux has. */
function describePortOwner(port: number): string | undefined {
  try {
    const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)));
    if (inodes.size === 0) return undefined;
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holds(name, inodes));
    return pid === undefined ? undefined : `process ${pid} (${commandOf(pid)})`;
  } catch {
    // No /proc here: the port is named without its owner.
    return undefined;
  }
}

function listeners(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(table, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${hexPort}`))
    .flatMap(({ 9: inode }) => inode ?? []);
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    // The process of another user, or one that has just ended.
    return false;
  }
}

function commandOf(pid: string): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  return command.length > 100 ? `${command.slice(0, 100)} …` : command;
}
