/**
 * How many generated cases a property has: all without zone.js, a tenth and at least twenty with it. Cases differ in their values, and what
 * zone.js adds to promises, timers and events is the same for each value; so each property runs with it, with other values at each run.
 *
 * @param count of cases without zone.js
 */
export function generatedCases(count: number): number {
  return 'Zone' in globalThis ? Math.min(count, Math.max(20, count / 10)) : count;
}

describe('generated cases', () => {
  it('are all of them without zone.js, and a tenth, at least twenty, with it', () => {
    const hasZone = 'Zone' in globalThis;
    expect([5_000, 100, 12].map(generatedCases)).toEqual(hasZone ? [500, 20, 12] : [5_000, 100, 12]);
  });
});
