import type { Browser } from '@playwright/test';
import type { Network } from './networks/network.ts';
import {
  type Load,
  type Scenario,
  type Side,
  SIDES,
  type Visit,
  type VisitOptions,
  type VisitPair,
  visitTwice,
} from './scenario.ts';
import { median, type Quartiles, quartiles } from './statistics.ts';
import { type Exchange, longestChain } from './trace/exchange.ts';
import { TASK_KINDS, type TaskTimes } from './trace/task-times.ts';

/** Whether the browser had been there before. */
export type Cache = 'cold' | 'warm';

/** One of the exchanges that had to wait for one another. */
interface ChainLink {
  readonly what: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Visits of one side: times as quartiles, in milliseconds, the rest as medians. */
export interface Figures {
  readonly milliseconds: Quartiles;
  readonly mainThreadMs: number;
  readonly firstPaintMs: number;
  readonly requests: number;
  readonly bytes: number;
  /** How many exchanges had to wait for one another. */
  readonly sequence: number;
  /** What these were at the last visit, in milliseconds from its first request on. */
  readonly chain: readonly ChainLink[];
  /** Of a page with many parts. */
  readonly load?: Load;
  /** Where the visits were traced. */
  readonly tasks?: TaskTimes;
}

/** A scenario measured on one network with one state of the cache. */
export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly network: Network['id'];
  readonly cache: Cache;
  readonly visits: number;
  readonly sides: Readonly<Partial<Record<Side, Figures>>>;
}

/**
 * Visits the sides in turns; each is first as often as the others.
 * @returns the first visits, and those with a filled cache
 */
export async function compareSides(
  browser: Browser,
  scenario: Scenario,
  {
    network,
    visits,
    ...options
  }: { readonly network: Network['id']; readonly visits: number } & VisitOptions,
): Promise<readonly Comparison[]> {
  const sides = SIDES.filter((side) => scenario.candidates[side] !== undefined);
  const cold = new Map<Side, Visit[]>(sides.map((side) => [side, []]));
  const warm = new Map<Side, Visit[]>(sides.map((side) => [side, []]));
  // The first round is not counted: the servers read their files and compile their code.
  for (let round = -1; round < visits; round += 1) {
    for (const side of rotated(sides, round + 1)) {
      const candidate = scenario.candidates[side];
      if (!candidate) continue;
      const pair = await visitTwice(browser, candidate, scenario, options);
      if (side === 'application') requireSockets(scenario, pair);
      if (round < 0) continue;
      cold.get(side)?.push(pair.cold);
      warm.get(side)?.push(pair.warm);
    }
  }
  const comparisonOf = (cache: Cache, done: ReadonlyMap<Side, readonly Visit[]>): Comparison => ({
    ...{ id: scenario.id, title: scenario.title, network, cache, visits },
    sides: Object.fromEntries([...done].map(([side, each]) => [side, summarize(each)])),
  });
  return [comparisonOf('cold', cold), comparisonOf('warm', warm)];
}

/** @throws {Error} when the application has opened more or fewer sockets than it has app sessions */
function requireSockets({ id, sockets }: Scenario, { cold, warm }: VisitPair): void {
  for (const { load } of [cold, warm])
    if (load && load.sockets !== sockets)
      throw new Error(`${id}: ${load.sockets} sockets were opened in place of ${sockets}.`);
}

/** The application's median time divided by that of another side. `undefined` where that was not measured. */
export function ratioTo({ sides }: Comparison, side: Side): number | undefined {
  const [application, other] = [sides.application, sides[side]];
  return application && other && application.milliseconds.median / other.milliseconds.median;
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function summarize(visits: readonly Visit[]): Figures {
  const medianOf = (measure: (visit: Visit) => number): number => median(visits.map(measure));
  return {
    milliseconds: quartiles(visits.map(({ milliseconds }) => milliseconds)),
    mainThreadMs: medianOf(({ mainThreadMs }) => mainThreadMs),
    firstPaintMs: medianOf(({ firstPaintMs }) => firstPaintMs),
    requests: medianOf(({ exchanges }) => exchanges.length),
    bytes: medianOf(({ exchanges }) => exchanges.reduce((sum, { bytes }) => sum + bytes, 0)),
    sequence: medianOf(({ exchanges }) => longestChain(exchanges).length),
    chain: chainOf(visits.at(-1)?.exchanges ?? []),
    ...loadOf(visits.flatMap(({ load }) => load ?? [])),
    ...tasksOf(visits.flatMap(({ tasks }) => tasks ?? [])),
  };
}

function chainOf(exchanges: readonly Exchange[]): readonly ChainLink[] {
  const first = Math.min(...exchanges.map(({ start }) => start));
  return longestChain(exchanges).map(({ what, start, end }) => ({
    what,
    startMs: (start - first) * 1000,
    endMs: (end - first) * 1000,
  }));
}

function loadOf(loads: readonly Load[]): { readonly load?: Load } {
  if (loads.length === 0) return {};
  const medianOf = (measure: (load: Load) => number): number => median(loads.map(measure));
  return {
    load: {
      sockets: medianOf(({ sockets }) => sockets),
      heapBytes: medianOf(({ heapBytes }) => heapBytes),
      longTasks: medianOf(({ longTasks }) => longTasks),
    },
  };
}

function tasksOf(traced: readonly TaskTimes[]): { readonly tasks?: TaskTimes } {
  if (traced.length === 0) return {};
  const medianOf = (measure: (times: TaskTimes) => number): number => median(traced.map(measure));
  const milliseconds = TASK_KINDS.map((kind) => [kind, medianOf((times) => times.milliseconds[kind])]);
  return {
    tasks: {
      milliseconds: Object.fromEntries(milliseconds) as TaskTimes['milliseconds'],
      counts: {
        style: medianOf(({ counts }) => counts.style),
        layout: medianOf(({ counts }) => counts.layout),
      },
    },
  };
}
