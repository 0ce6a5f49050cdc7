import { findRowWindow, ROW_HEIGHT } from './row-window';

describe('the window of rows', () => {
  it('covers what is in sight, wherever the table stands', () => {
    for (const rowCount of [0, 1, 9, 10, 11, 500, 1_000_000]) {
      for (const share of [0, 0.1, 0.33, 0.5, 0.99, 1]) {
        const height = 320;
        const scrollTop = Math.max(0, rowCount * ROW_HEIGHT - height) * share;
        const { top, count } = findRowWindow({ scrollTop, height, rowCount });
        const firstInSight = Math.floor(scrollTop / ROW_HEIGHT);
        const lastInSight = Math.min(rowCount, Math.ceil((scrollTop + height) / ROW_HEIGHT));
        expect(top).toBeLessThanOrEqual(firstInSight);
        expect(top + count).toBeGreaterThanOrEqual(lastInSight);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top + count).toBeLessThanOrEqual(rowCount);
      }
    }
  });

  it('is never longer than what is in sight and a few rows around', () => {
    const { count } = findRowWindow({ scrollTop: 1_000_000, height: 640, rowCount: 1_000_000 });
    expect(count).toBeLessThan(60);
  });

  it('stays where it is while a scroll is short', () => {
    const at = (scrollTop: number) => findRowWindow({ scrollTop, height: 320, rowCount: 10_000 });
    expect(at(100 * ROW_HEIGHT)).toEqual(at(104 * ROW_HEIGHT));
  });
});
