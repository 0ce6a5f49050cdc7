import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';

const PORTS_FILE = 'ports.json';
/** After this time the servers of a run listen, or its start has failed. */
const START_LIMIT_MS = 300_000;

/**
 * The folder of one `npm start`, named after its process: several may run in one checkout.
 */
export class RunFolder {
  #parent;

  /**
   * Creates the folder, and removes those of processes that have ended.
   * @param {{ parent?: string, pid?: number }} [options]
   */
  constructor({ parent = inProject('.local/start'), pid = process.pid } = {}) {
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
  get hasOthers() {
    return this.#otherPids().length > 0;
  }

  /**
   * The ports that runs have chosen which are starting now. Their servers may not listen yet, so the ports look free.
   * @returns {Map<number, number>} from a port to the process that has chosen it
   */
  claimedPorts() {
    return new Map(
      this.#otherPids().flatMap((pid) =>
        readPorts(join(this.#parent, String(pid))).map((port) => [port, pid]),
      ),
    );
  }

  /** Tells the runs that start after this one which ports it has chosen. */
  claimPorts(ports) {
    writeFileSync(join(this.path, PORTS_FILE), JSON.stringify(ports));
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }

  #otherPids() {
    return namesIn(this.#parent)
      .filter((name) => /^\d+$/.test(name) && join(this.#parent, name) !== this.path)
      .map(Number);
  }
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function readPorts(folder) {
  const file = join(folder, PORTS_FILE);
  try {
    return Date.now() - statSync(file).mtimeMs < START_LIMIT_MS ? JSON.parse(readFileSync(file, 'utf8')) : [];
  } catch {
    // The run has chosen no ports yet, or has just ended.
    return [];
  }
}

/** Sends no signal: 0 asks whether one could be sent. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
