import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/**
 * Who listens on a port, in words such as `process 4711 (node server.js)`, or `undefined` where this system does not tell.
 * Linux only: it reads /proc.
 */
export function describePortOwner(port) {
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

function listeners(table, port) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(table, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${hexPort}`))
    .map((columns) => columns[9]);
}

function holds(pid, inodes) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const match = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      return match !== null && inodes.has(match[1]);
    });
  } catch {
    // Somebody else's process, or one that has just ended.
    return false;
  }
}

function commandOf(pid) {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  return command.length > 100 ? `${command.slice(0, 100)} …` : command;
}
