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
