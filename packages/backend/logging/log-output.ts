import { write, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogStream } from './log-options.ts';

const STANDARD_OUTPUT = 1;
/** Text that its reader does not take is kept up to this length; further lines are dropped and counted. */
const MAX_KEPT_CHARACTERS = 16 * 1024 * 1024;
/** A full pipe is tried again after this. */
const AGAIN_MS = 50;
const WARN = 40;
/** For the last lines at the end of the process. */
const LAST_LINES_MS = 1_000;

/**
 * Writes the log to standard output without waiting for its reader: a reader that is slow delays no request, and one that has gone ends the
 * log but nothing else. pino's own output tries without an end at the exit of the process when the reader has gone.
 */
export class LogOutput implements LogStream {
  readonly #descriptor: number;
  #kept = '';
  /** What is being written. */
  #rest: Buffer = Buffer.alloc(0);
  #state: 'idle' | 'writing' | 'waiting' | 'gone' = 'idle';
  #dropped = 0;

  constructor(descriptor = STANDARD_OUTPUT) {
    this.#descriptor = descriptor;
  }

  write(line: string): void {
    if (this.#state === 'gone') return;
    if (this.#kept.length + line.length > MAX_KEPT_CHARACTERS) this.#dropped += 1;
    else this.#kept += line;
    if (this.#state === 'idle') this.#writeNext();
  }

  /** Resolves with `false` when the reader has not taken everything within a second. */
  async finish(): Promise<boolean> {
    const until = performance.now() + LAST_LINES_MS;
    while (!this.#isDone && performance.now() < until) await delay(AGAIN_MS / 5);
    return this.#isDone;
  }

  /** Writes what is left at once; for the exit of the process. Waits a second at most for a pipe that is full. */
  finishSync(): void {
    const until = performance.now() + LAST_LINES_MS;
    // What is being written in another thread is finished by it.
    let left = Buffer.concat([
      this.#state === 'waiting' ? this.#rest : Buffer.alloc(0),
      Buffer.from(this.#kept),
    ]);
    while (left.length > 0 && this.#state !== 'gone') {
      try {
        left = left.subarray(writeSync(this.#descriptor, left));
      } catch (error) {
        // The reader has gone, and there is no other place to say so.
        if (!isFull(error) || performance.now() > until) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
      }
    }
  }

  get #isDone(): boolean {
    return this.#state === 'gone' || this.#state === 'idle';
  }

  #writeNext(): void {
    if (this.#dropped > 0) {
      const entry = {
        level: WARN,
        time: Date.now(),
        dropped: this.#dropped,
        msg: 'lines of the log were dropped',
      };
      this.#kept += `${JSON.stringify(entry)}\n`;
      this.#dropped = 0;
    }
    this.#rest = Buffer.from(this.#kept);
    this.#kept = '';
    this.#state = this.#rest.length === 0 ? 'idle' : 'writing';
    if (this.#state === 'writing') this.#writeRest();
  }

  #writeRest(): void {
    write(this.#descriptor, this.#rest, (error, written) => {
      if (error === null) {
        this.#rest = this.#rest.subarray(written);
        if (this.#rest.length > 0) this.#writeRest();
        else this.#writeNext();
      } else if (isFull(error)) {
        this.#state = 'waiting';
        setTimeout(() => {
          this.#state = 'writing';
          this.#writeRest();
        }, AGAIN_MS).unref();
      } else {
        // The reader has gone. The service goes on.
        this.#state = 'gone';
        this.#kept = '';
      }
    });
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}
