import {
  followScroll,
  isNearFalseEnd,
  lastPosition,
  type Scrolled,
  type ScrollSpace,
  toLaidOutHeight,
  toPosition,
  toScrollTop,
} from './tall-scroll';

const viewHeight = 320;
const spaceOf = (rows: number): ScrollSpace => ({ contentHeight: rows * 32, viewHeight });
const TALL = [1_000_000, 20_000_000, 1_000_000_000].map(spaceOf);

describe('scrolling over more rows than a browser can lay out', () => {
  it('is not compressed if the browser can lay the rows out', () => {
    const space = spaceOf(100_000);
    for (const scrollTop of [0, 1, 777, 1_000_000, lastPosition(space)])
      expect(toPosition(scrollTop, space)).toBe(scrollTop);
  });

  it('stays within the height that browsers lay out, and reaches the last row', () => {
    for (const space of TALL) {
      const last = toLaidOutHeight(space.contentHeight) - viewHeight;
      expect(last).toBeLessThan(17_000_000 / 4);
      expect(toPosition(last, space)).toBe(lastPosition(space));
      expect(toPosition(0, space)).toBe(0);
    }
  });

  it('is the same after a round trip of both conversions', () => {
    for (const space of TALL) {
      for (const share of [0, 0.001, 0.02, 0.3, 0.5, 0.97, 0.9999, 1]) {
        const position = lastPosition(space) * share;
        expect(toPosition(toScrollTop(position, space), space)).toBeCloseTo(position, 1);
      }
    }
  });

  it('moves pixel by pixel at both ends and in the middle', () => {
    for (const space of TALL) {
      const scrollTop = 2_000_000;
      const start: Scrolled = { scrollTop, position: toPosition(scrollTop, space) };
      const down = followScroll(start, scrollTop + 100, space);
      expect(down.position).toBeCloseTo(start.position + 100, 5);
      expect(followScroll(down, scrollTop, space).position).toBeCloseTo(start.position, 5);
    }
  });

  it('jumps in proportion when the scrollbar is dragged', () => {
    for (const space of TALL) {
      const start: Scrolled = { scrollTop: 0, position: 0 };
      const half = (toLaidOutHeight(space.contentHeight) - viewHeight) / 2;
      expect(followScroll(start, half, space).position / lastPosition(space)).toBeCloseTo(0.5, 3);
    }
  });

  it('skips no row during a long wheel scroll, if false ends are corrected', () => {
    const space = spaceOf(1_000_000);
    let at: Scrolled = { scrollTop: 395_000, position: 395_000 };
    let corrections = 0;
    for (let turn = 0; turn < 400_000 && at.position < lastPosition(space); turn += 1) {
      const before = at;
      at = followScroll(at, Math.min(at.scrollTop + 120, 4_000_000 - viewHeight), space);
      expect(at.position - before.position).toBeLessThanOrEqual(120.001);
      if (isNearFalseEnd(at, space)) {
        corrections += 1;
        at = { ...at, scrollTop: toScrollTop(at.position, space) };
      }
    }
    expect(at.position).toBe(lastPosition(space));
    expect(corrections).toBeLessThan(50);
  });
});
