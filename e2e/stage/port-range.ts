const PORTS_PER_WORKER = 50;
const PORTS_PER_RUN = 2 * PORTS_PER_WORKER;
/** Runs side by side on one machine keep out of each other's way: a port is free when it is looked up, and taken seconds later. */
const FIRST_PORT = 20_000 + (process.ppid % 120) * PORTS_PER_RUN;

/** Where a worker of this run begins to look for free ports. */
export function portRange(parallelIndex: number): number {
  return FIRST_PORT + parallelIndex * PORTS_PER_WORKER;
}
