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
  var: [1, 1],
  sterr: [1, 1],
  skew: [1, 1],
  kurtosis: [1, 1],
  fractileexc: [2, 2],
  correl: [2, 2],
  linest_m: [2, 2],
  linest_b: [2, 2],
  linest_r2: [2, 2],
  minstring: [1, 1],
  maxstring: [1, 1],
  concat: [1, 3],
  nullcount: [1, 1],
  numericcount: [1, 1],
  textcount: [1, 1],
  missingcount: [1, 1],
  firstsortedvalue: [2, 3],
};

/** Returns whether a lower-case name is an aggregation function. */
export function isAggregation(name: string): boolean {
  return Object.hasOwn(AGGREGATIONS, name);
}
