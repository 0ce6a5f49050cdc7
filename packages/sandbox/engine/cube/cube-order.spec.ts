import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortNumbers } from './cube-order.ts';

test('looks once at what is in order, and sorts all else', () => {
  let comparisons = 0;
  const ascending = (left: number, right: number): number => {
    comparisons += 1;
    return left - right;
  };
  const numbers = Int32Array.from({ length: 1000 }, (_, place) => place);
  sortNumbers(numbers, ascending);
  assert.equal(comparisons, 999);
  sortNumbers(numbers, (left, right) => right - left);
  assert.deepEqual([...numbers.subarray(0, 3), numbers.at(-1)], [999, 998, 997, 0]);
  sortNumbers(numbers.subarray(0, 0), ascending);
});
