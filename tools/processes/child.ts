import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

const KEPT_LINES = 40;
const STOP_LIMIT_MS = 8_000;

/**
 * A program that runs beside this one, in a process group of its own, so that it can be stopped with everything it started.
 * Its output goes to a file, each line with its time; the last lines are kept for messages.
 */
export class Child {
  #process;
  /** @type {string[]} */
  #lastLines = [];
  #log;
  #isStopping = false;
  #lineListeners = new Set();

  /**
   * Resolves when the program has ended.
   * @type {Promise<{ code: number | null, signal: string | null }>}
   */
  ended;

  /**
   * @param {string} name for people
   * @param {{ command: string[], logFile: string, cwd?: string, env?: Record<string, string | undefined> }} options
   */
  constructor(name, { command, logFile, cwd, env }) {
    this.name = name;
    this.logFile = logFile;
    this.#log = createWriteStream(logFile);
    const [program, ...args] = command;
    this.#process = spawn(program, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    this.ended = new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#take(error.message);
        resolve({ code: null, signal: null });
      });
      this.#process.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.ended.then(() => this.#log.end());
  }

  get isStopping() {
    return this.#isStopping;
  }

  /** @returns {boolean} */
  get hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /**
   * The last lines it wrote, oldest first.
   * @returns {string[]}
   */
  get lastLines() {
    return [...this.#lastLines];
  }

  /**
   * Calls back with each line, from now on.
   * @param {(line: string) => void} listener
   * @returns {void}
   */
  onLine(listener) {
    this.#lineListeners.add(listener);
  }

  /**
   * Ends the whole group: politely, and after a while not so.
   * @returns {Promise<void>}
   */
  async stop() {
    this.#isStopping = true;
    if (this.hasEnded) return;
    this.#signal('SIGTERM');
    const limit = setTimeout(() => this.#signal('SIGKILL'), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(limit);
  }

  /** Ends the whole group at once, for when there is no time left. */
  kill() {
    this.#isStopping = true;
    if (!this.hasEnded) this.#signal('SIGKILL');
  }

  #signal(signal) {
    const { pid } = this.#process;
    if (pid === undefined) return;
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended between the question and the signal.
    }
  }

  #take(line) {
    const text = stripVTControlCharacters(line).trimEnd();
    if (text === '') return;
    this.#log.write(`${new Date().toISOString()} ${text}\n`);
    this.#lastLines.push(text);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    for (const listener of this.#lineListeners) listener(text);
  }
}
