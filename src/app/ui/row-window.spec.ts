import { findRowWindow } from './row-window';

const rowHeight = 32;

describe('the window of rows', () => {
  it('covers the visible rows at any position', () => {
    for (const rowCount of [0, 1, 9, 10, 11, 500, 1_000_000]) {
      for (const share of [0, 0.1, 0.33, 0.5, 0.99, 1]) {
        const height = 320;
        const position = Math.max(0, rowCount * rowHeight - height) * share;
        const { top, count } = findRowWindow({ position, height, rowCount, rowHeight });
        const firstInSight = Math.floor(position / rowHeight);
        const lastInSight = Math.min(rowCount, Math.ceil((position + height) / rowHeight));
        expect(top).toBeLessThanOrEqual(firstInSight);
        expect(top + count).toBeGreaterThanOrEqual(lastInSight);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top + count).toBeLessThanOrEqual(rowCount);
      }
    }
  });

  it('begins with the first row if there is content above the rows', () => {
    expect(findRowWindow({ position: -400, height: 640, rowCount: 1_000, rowHeight }).top).toBe(0);
  });

  it('is never longer than the visible rows and some around them', () => {
    const { count } = findRowWindow({ position: 1_000_000, height: 640, rowCount: 1_000_000, rowHeight });
    expect(count).toBeLessThan(60);
  });

  it('does not move during a short scroll', () => {
    const at = (position: number) => findRowWindow({ position, height: 320, rowCount: 10_000, rowHeight });
    expect(at(100 * rowHeight)).toEqual(at(104 * rowHeight));
  });
});
