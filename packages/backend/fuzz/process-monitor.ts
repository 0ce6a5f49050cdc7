import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BackendProcess } from '../testing/backend-process.ts';

const HEALTH_LIMIT_MS = 2_000;
const SAMPLE_MS = 2_000;
const QUIET_POLL_MS = 250;
/** How long the count has to stay the same. */
const QUIET_MS = 6_000;

interface WatchOptions {
  readonly onSlow: (ms: number) => void;
}

/** Watches a backend from the outside: health, descriptors, memory. */
export class ProcessMonitor {
  readonly #backend: BackendProcess;
  readonly #probe: ChildProcess;
  readonly #sampler: NodeJS.Timeout;
  readonly memory: number[] = [];
  #slowestMs = 0;
  #probes = 0;

  constructor(backend: BackendProcess, { onSlow }: WatchOptions) {
    this.#backend = backend;
    this.#probe = fork(fileURLToPath(new URL('health-probe.ts', import.meta.url)), [String(backend.port)], {
      execArgv: ['--import', 'tsx'],
    });
    this.#probe.on('message', (message) => {
      const ms = Number(message);
      this.#probes += 1;
      this.#slowestMs = Math.max(this.#slowestMs, ms);
      if (ms < 0 || ms > HEALTH_LIMIT_MS) onSlow(ms);
    });
    this.#sampler = setInterval(() => this.memory.push(this.residentBytes()), SAMPLE_MS);
  }

  /** Of the responses about health so far. */
  get health(): { readonly probes: number; readonly slowestMs: number } {
    return { probes: this.#probes, slowestMs: this.#slowestMs };
  }

  /** @see proc(5), `/proc/pid/status` */
  residentBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.#backend.child.pid ?? 0}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // The process has ended, which is noticed elsewhere.
      return 0;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#sampler);
    if (this.#probe.exitCode !== null || this.#probe.signalCode !== null) return;
    this.#probe.kill('SIGKILL');
    await once(this.#probe, 'exit');
  }
}

/** The count of descriptors once it is at most a number, or has been the same for a while. */
export async function quietDescriptors(
  backend: BackendProcess,
  { atMost = 0, limitMs }: { readonly atMost?: number; readonly limitMs: number },
): Promise<number> {
  let count = backend.descriptors();
  let since = Date.now();
  for (const began = Date.now(); Date.now() - began < limitMs;) {
    await delay(QUIET_POLL_MS);
    const now = backend.descriptors();
    if (now !== count) since = Date.now();
    count = now;
    if (count <= atMost || (atMost === 0 && Date.now() - since > QUIET_MS)) break;
  }
  return count;
}

/** With fewer samples, the memory after a collection is not significant. */
const MIN_SAMPLES = 16;
const GROWTH = 2;
/** A settled process grows by at most this factor. */
const SETTLED = 1.1;

/** The memory trend of a process. */
export interface MemoryTrend {
  /** Medians of the four quarters of the run, in bytes. */
  readonly quarters: readonly number[];
  /** Twice as much at the end as at the beginning, and still growing. */
  readonly isLeak: boolean;
}

/** @param samples resident bytes at equal intervals, after the warm-up */
export function memoryTrend(samples: readonly number[]): MemoryTrend {
  const size = samples.length / 4;
  const quarters = [0, 1, 2, 3].map((at) =>
    median(samples.slice(Math.floor(at * size), Math.floor((at + 1) * size))),
  );
  const [first = 0, , third = 0, last = 0] = quarters;
  const isLeak = samples.length >= MIN_SAMPLES && last > GROWTH * first && last > SETTLED * third;
  return { quarters, isLeak };
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
