import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'qlik-sandbox-';
/** Containers may share a folder for temporary files, and each counts its processes from 1. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Of a folder that {@link temporaryFolder} made on this machine: the number of its process. */
const NAME = new RegExp(String.raw`^${PREFIX}[a-z-]+-${MACHINE}-(\d+)-\w+$`);

/** A folder that only its owner can read, until it is removed. */
export interface TemporaryFolder {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const present = new Set<string>();
let sweeping: Promise<void> | undefined;

/**
 * Makes a folder that `remove` or the end of the process removes. A process that a signal ends without an `exit` event leaves it; the next
 * process that makes one removes it then.
 */
export async function temporaryFolder(
  what: 'cloud' | 'client-managed' | 'https' | 'browser',
): Promise<TemporaryFolder> {
  await (sweeping ??= firstUse());
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${what}-${MACHINE}-${process.pid}-`));
  present.add(folder);
  return {
    folder,
    remove: async () => {
      // A browser that was killed may still write to it.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      present.delete(folder);
    },
  };
}

function firstUse(): Promise<void> {
  process.once('exit', () => {
    for (const folder of present) removeAtExit(folder);
  });
  return sweep();
}

function removeAtExit(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // An error here would change the exit code of a program that is done. The next start removes the folder.
  }
}

/** Removes the folders of processes that have ended. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir());
  await Promise.all(names.filter(hasEnded).map((name) => removeOwn(join(tmpdir(), name))));
}

function hasEnded(name: string): boolean {
  const pid = Number(NAME.exec(name)?.[1] ?? process.pid);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Any other error is that of a process that is there.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Removes a folder of this user: in one of another user, links may lead elsewhere. */
async function removeOwn(folder: string): Promise<void> {
  try {
    const found = await lstat(folder);
    const isOwn = process.getuid === undefined || found.uid === process.getuid();
    if (isOwn && found.isDirectory()) await rm(folder, { recursive: true, force: true });
  } catch (error) {
    // Another process that starts now removes it too.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
