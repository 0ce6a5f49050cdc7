/** What the scheduler needs to know of a step. */
export interface Schedulable {
  id: string;
  cores: number;
  after?: readonly string[];
}

/**
 * Runs steps beside each other: as soon as there are processors for it, the first step of the list that waits for no other one.
 *
 * @param slots how many processors there are; a step that wants more runs alone
 * @param run must not reject
 * @returns the results in the order of the steps
 * @throws {Error} when steps wait for each other
 */
export async function runInSlots<S extends Schedulable, R>(
  steps: readonly S[],
  slots: number,
  run: (step: S) => Promise<R>,
): Promise<R[]> {
  const unfinished = new Set(steps.map(({ id }) => id));
  const running = new Map<S, Promise<void>>();
  const results = new Map<S, R>();
  let free = slots;
  let waiting = [...steps];
  while (unfinished.size > 0) {
    for (const step of waiting) {
      const cores = Math.min(step.cores, slots);
      if (cores > free || step.after?.some((id) => unfinished.has(id))) continue;
      free -= cores;
      const end = run(step).then((result) => {
        results.set(step, result);
        unfinished.delete(step.id);
        running.delete(step);
        free += cores;
      });
      running.set(step, end);
    }
    waiting = waiting.filter((step) => unfinished.has(step.id) && !running.has(step));
    if (running.size === 0)
      throw new Error(`These steps wait for each other: ${[...unfinished].join(', ')}.`);
    await Promise.race(running.values());
  }
  return steps.flatMap((step) => (results.has(step) ? [results.get(step) as R] : []));
}

/** Runs a function for each item, at most `limit` at a time; the results are in the order of the items. */
export function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const steps = items.map((item, at) => ({ id: String(at), cores: 1, item }));
  return runInSlots(steps, limit, ({ item }) => run(item));
}
