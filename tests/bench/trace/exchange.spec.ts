import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Exchange, longestChain } from './exchange.ts';

const exchange = (what: string, start: number, end: number): Exchange => ({ what, start, end, bytes: 0 });
const names = (...exchanges: Exchange[]): string[] => longestChain(exchanges).map(({ what }) => what);

describe('the longest chain of exchanges', () => {
  it('counts what waits for one another and not what runs side by side', () => {
    assert.deepEqual(
      names(exchange('page', 0, 1), exchange('a', 1, 3), exchange('b', 1, 2), exchange('c', 2, 4)),
      ['page', 'b', 'c'],
    );
  });

  it('is one when everything overlaps, and none when nothing happened', () => {
    assert.equal(names(exchange('a', 0, 3), exchange('b', 1, 2.5), exchange('c', 2, 4)).length, 1);
    assert.deepEqual(names(), []);
  });
});
