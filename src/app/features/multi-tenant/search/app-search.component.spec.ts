import { describeCounts } from './app-search.component';

describe('describeCounts', () => {
  for (const [counts, text] of [
    [['found', 'found'], '2 of 2 connections have answered'],
    [['found', 'waiting'], '1 of 2 connections have answered'],
    [['found', 'failed', 'failed', 'waiting'], '1 of 4 connections have answered, 2 failed'],
    [['failed'], '0 of 1 connections have answered, 1 failed'],
  ] as const)
    it(`counts ${counts.join(', ')}`, () => {
      expect(describeCounts(counts.map((status) => ({ status })))).toBe(text);
    });
});
