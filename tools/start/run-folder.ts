import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';

const PORTS_FILE = 'ports.json';
/** After this time the servers of a run listen, or its start has failed. */
const START_LIMIT_MS = 300_000;

/** Other places than the usual ones; for specs. */
export interface RunFolderOptions {
  parent?: string;
  pid?: number;
}

/**
 * The folder of one `npm start`, named after its process: several may run in one checkout.
 */
export class RunFolder {
  readonly path: string;
  readonly #parent: string;

  /** Creates the folder, and removes those of processes that have ended. */
  constructor({ parent = inProject('.local/start'), pid = process.pid }: RunFolderOptions = {}) {
    this.#parent = parent;
    this.path = join(parent, String(pid));
    // A process that has ended may have had the same number.
    rmSync(this.path, { recursive: true, force: true });
    for (const other of this.#otherPids()) {
      if (!isAlive(other)) rmSync(join(parent, String(other)), { recursive: true, force: true });
    }
    mkdirSync(this.path, { recursive: true });
  }

  /** Whether other runs of this checkout go on. */
  get hasOthers(): boolean {
    return this.#otherPids().length > 0;
  }

  /**
   * The ports that runs have chosen which are starting now, each with the process that has chosen it. Their servers may not listen yet,
   * so the ports look free.
   */
  claimedPorts(): Map<number, number> {
    return new Map(
      this.#otherPids().flatMap((pid) =>
        readPorts(join(this.#parent, String(pid))).map((port): [number, number] => [port, pid]),
      ),
    );
  }

  /** Tells the runs that start after this one which ports it has chosen. */
  claimPorts(ports: readonly number[]): void {
    writeFileSync(join(this.path, PORTS_FILE), JSON.stringify(ports));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #otherPids(): number[] {
    return namesIn(this.#parent)
      .filter((name) => /^\d+$/.test(name) && join(this.#parent, name) !== this.path)
      .map(Number);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readPorts(folder: string): number[] {
  const file = join(folder, PORTS_FILE);
  try {
    const isRecent = Date.now() - statSync(file).mtimeMs < START_LIMIT_MS;
    return isRecent ? (JSON.parse(readFileSync(file, 'utf8')) as number[]) : [];
  } catch {
    // The run has chosen no ports yet, or has just ended.
    return [];
  }
}

/** Sends no signal: 0 asks whether one could be sent. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
