import { readRetryAfter } from './retry-after';

const NOW = Date.UTC(2026, 0, 1);

describe('readRetryAfter', () => {
  for (const [header, seconds] of [
    ['0', 0],
    [' 120 ', 120],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
    [null, undefined],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['5 minutes', undefined],
    ['2026', 2026],
    ['Thu, nonsense', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(header)} as ${String(seconds)}`, () => {
      expect(readRetryAfter(header, NOW)).toBe(seconds);
    });
  }
});
