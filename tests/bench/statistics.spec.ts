import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, quartiles } from './statistics.ts';

describe('the median', () => {
  it('is the middle, in any order', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it('of nothing is an error', () => {
    assert.throws(() => median([]), RangeError);
  });
});

describe('the quartiles', () => {
  it('lie between two values in proportion', () => {
    assert.deepEqual(quartiles([50, 10, 40, 20, 30]), { lower: 20, median: 30, upper: 40 });
    assert.deepEqual(quartiles([1, 2, 3, 4]), { lower: 1.75, median: 2.5, upper: 3.25 });
    assert.deepEqual(quartiles([7]), { lower: 7, median: 7, upper: 7 });
  });
});
