import { TEST_ARGUMENTS } from './statistical-tests.ts';

/** Aggregation functions with their minimum and maximum number of arguments. */
export const AGGREGATIONS: Readonly<Record<string, readonly [number, number]>> = {
  sum: [1, 1],
  count: [1, 1],
  avg: [1, 1],
  min: [1, 2],
  max: [1, 2],
  only: [1, 1],
  mode: [1, 1],
  median: [1, 1],
  fractile: [2, 2],
  stdev: [1, 1],
  sterr: [1, 1],
  skew: [1, 1],
  kurtosis: [1, 1],
  fractileexc: [2, 2],
  correl: [2, 2],
  linest_b: [2, 4],
  linest_df: [2, 4],
  linest_f: [2, 4],
  linest_m: [2, 4],
  linest_r2: [2, 4],
  linest_seb: [2, 4],
  linest_sem: [2, 4],
  linest_sey: [2, 4],
  linest_ssreg: [2, 4],
  linest_ssresid: [2, 4],
  steyx: [2, 2],
  irr: [1, 1],
  npv: [2, 2],
  xirr: [2, 2],
  xnpv: [3, 3],
  jsonarray: [1, 2],
  jsonobject: [2, 3],
  ...TEST_ARGUMENTS,
  minstring: [1, 1],
  maxstring: [1, 1],
  concat: [1, 3],
  nullcount: [1, 1],
  numericcount: [1, 1],
  textcount: [1, 1],
  missingcount: [1, 1],
  firstsortedvalue: [2, 3],
  firstvalue: [1, 1],
  lastvalue: [1, 1],
};

/** Aggregations of load scripts only. */
const SCRIPT_AGGREGATIONS: ReadonlySet<string> = new Set(['firstvalue', 'lastvalue']);

/** Returns whether an aggregation exists in load scripts only, by its lower-case name. */
export function isScriptAggregation(name: string): boolean {
  return SCRIPT_AGGREGATIONS.has(name);
}

/** Returns whether a lower-case name is an aggregation function. */
export function isAggregation(name: string): boolean {
  return Object.hasOwn(AGGREGATIONS, name);
}
