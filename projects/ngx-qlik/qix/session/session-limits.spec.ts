import { DEFAULT_SESSION_LIMITS, pauseBefore } from './session-limits';

describe('pauseBefore', () => {
  const pauses = (random: number) =>
    [1, 2, 3, 4, 7, 20].map((attempt) => pauseBefore(attempt, DEFAULT_SESSION_LIMITS, random));

  it('does not wait before the first attempt, then doubles up to the longest pause', () => {
    expect(pauses(0)).toEqual([0, 1_000, 2_000, 4_000, 30_000, 30_000]);
  });

  it('reduces the pause randomly by up to a fifth', () => {
    expect(pauses(1)).toEqual([0, 800, 1_600, 3_200, 24_000, 24_000]);
  });
});
