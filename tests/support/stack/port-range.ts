const PORTS_PER_WORKER = 50;
const MOST_WORKERS = 4;
/**
 * Between a port's check and its use pass seconds, in which another process may take it. So each run has a range of its own, by the id of
 * the process that started the workers, and each worker a part of that.
 */
const FIRST_PORT = 20_000 + (process.ppid % 60) * MOST_WORKERS * PORTS_PER_WORKER;

/** Returns the port from which a worker of this run searches for free ports. */
export function firstPortOf(parallelIndex: number): number {
  return FIRST_PORT + parallelIndex * PORTS_PER_WORKER;
}
