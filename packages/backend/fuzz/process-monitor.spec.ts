import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryTrend } from './process-monitor.ts';

describe('the trend of memory', () => {
  const samples = (size: (at: number) => number): number[] => Array.from({ length: 80 }, (_, at) => size(at));

  it('is a leak when it doubles and does not settle', () => {
    assert.equal(memoryTrend(samples((at) => 100 + 3 * at)).isLeak, true);
  });

  it('is none when it settles, goes up and down, or has too few samples', () => {
    assert.equal(memoryTrend(samples((at) => (at < 20 ? 100 : 250))).isLeak, false);
    assert.equal(memoryTrend(samples((at) => 100 + 80 * (at % 2))).isLeak, false);
    assert.equal(memoryTrend([100, 200, 300, 400]).isLeak, false);
  });

  it('has the medians of the quarters', () => {
    assert.deepEqual(memoryTrend([1, 1, 5, 5, 9, 9, 2, 2]).quarters, [1, 5, 9, 2]);
  });
});
