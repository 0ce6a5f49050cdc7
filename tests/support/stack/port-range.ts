const PORTS_PER_WORKER = 50;
const MOST_WORKERS = 4;
/**
 * Another process may take a port between its check and its use. So each run has a separate range, which depends on the id of the process
 * that started the workers, and each worker has a part of it.
 */
const FIRST_PORT = 20_000 + (process.ppid % 60) * MOST_WORKERS * PORTS_PER_WORKER;

/** Returns the port from which a worker of this run searches for free ports. */
export function firstPortOf(parallelIndex: number): number {
  return FIRST_PORT + parallelIndex * PORTS_PER_WORKER;
}
