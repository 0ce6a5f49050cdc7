import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

const KEPT_LINES = 40;
const STOP_LIMIT_MS = 8_000;

/** What to start, and where its output goes. */
export interface ChildOptions {
  command: readonly string[];
  logFile: string;
  cwd?: string | undefined;
  env?: Record<string, string | undefined> | undefined;
  /** Whether it and what it starts get only the processor time that other programs leave. */
  isInBackground?: boolean | undefined;
}

/** How a program ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * A program that runs beside this one, in a process group of its own, so that it can be stopped with everything it started.
 * Its output goes to a file, each line with its time; the last lines are kept for messages.
 */
export class Child {
  readonly name: string;
  readonly logFile: string;
  /** Resolves when the program has ended. */
  readonly ended: Promise<ChildEnd>;
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #lastLines: string[] = [];
  readonly #lineListeners = new Set<(line: string) => void>();
  #isStopping = false;

  constructor(name: string, { command, logFile, cwd, env, isInBackground = false }: ChildOptions) {
    this.name = name;
    this.logFile = logFile;
    this.#log = createWriteStream(logFile);
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#process = child;
    if (isInBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#take(error.message);
        resolve({ code: null, signal: null });
      });
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.ended.then(() => this.#log.end());
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** The last lines it wrote, oldest first. */
  get lastLines(): string[] {
    return [...this.#lastLines];
  }

  /** Calls back with each line, from now on. */
  onLine(listener: (line: string) => void): void {
    this.#lineListeners.add(listener);
  }

  /** Ends the whole group: with SIGTERM, and after a while with SIGKILL. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.hasEnded) return;
    this.#signal('SIGTERM');
    const limit = setTimeout(() => this.#signal('SIGKILL'), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(limit);
  }

  /** Ends the whole group at once, for when there is no time left. */
  kill(): void {
    this.#isStopping = true;
    if (!this.hasEnded) this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
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

  #take(line: string): void {
    const text = stripVTControlCharacters(line).trimEnd();
    if (text === '') return;
    this.#log.write(`${new Date().toISOString()} ${text}\n`);
    this.#lastLines.push(text);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    for (const listener of this.#lineListeners) listener(text);
  }
}
