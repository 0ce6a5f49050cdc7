/**
 * Browsers limit an element to 17 (Firefox) to 33 (Chromium) million pixels, to a third of that at 300 % zoom. Taller
 * content is laid out at this height, and a pixel of scrolling stands for more than one pixel of content in its middle.
 */
const MAX_HEIGHT = 4_000_000;
/** This many pixels at both ends are not compressed: scrolling there is exact. */
const EXACT_ENDS = 400_000;
/** A longer distance in one event is a jump: the scrollbar was dragged. A shorter one moves the rows pixel by pixel. */
const MAX_STEP = 5_000;

/** Sizes in pixels. */
export interface ScrollSpace {
  /** Height of all rows. */
  readonly contentHeight: number;
  /** Height of the visible part. */
  readonly viewHeight: number;
}

/** Scroll position in pixels. */
export interface Scrolled {
  /** Scroll position of the element. */
  readonly scrollTop: number;
  /** Position in the content. */
  readonly position: number;
}

/** Returns the height of the element that stands for all rows. */
export function toLaidOutHeight(contentHeight: number): number {
  return Math.min(contentHeight, MAX_HEIGHT);
}

/** Returns the last position. */
export function lastPosition({ contentHeight, viewHeight }: ScrollSpace): number {
  return Math.max(0, contentHeight - viewHeight);
}

/** Converts a scroll position of the element to a position in the content. */
export function toPosition(scrollTop: number, space: ScrollSpace): number {
  return stretch(scrollTop, lastScrollTop(space), lastPosition(space));
}

/** Converts a position in the content to a scroll position of the element. */
export function toScrollTop(position: number, space: ScrollSpace): number {
  return stretch(position, lastPosition(space), lastScrollTop(space));
}

/** Returns the position after a scroll event; short distances are exact for any number of rows. */
export function followScroll(before: Scrolled, scrollTop: number, space: ScrollSpace): Scrolled {
  const last = lastScrollTop(space);
  const way = scrollTop - before.scrollTop;
  const isAtEnd = scrollTop <= 0 || scrollTop >= last;
  const position = Math.abs(way) > MAX_STEP || isAtEnd ? toPosition(scrollTop, space) : before.position + way;
  return { scrollTop, position: Math.max(0, Math.min(position, lastPosition(space))) };
}

/** Whether the end of the element is so near that it would be reached before the end of the content. */
export function isNearFalseEnd({ scrollTop, position }: Scrolled, space: ScrollSpace): boolean {
  const isNear = scrollTop < MAX_STEP || scrollTop > lastScrollTop(space) - MAX_STEP;
  return isNear && Math.abs(toPosition(scrollTop, space) - position) > 1;
}

function lastScrollTop({ contentHeight, viewHeight }: ScrollSpace): number {
  return Math.max(0, toLaidOutHeight(contentHeight) - viewHeight);
}

/** Maps a position from one length to another; both ends are mapped pixel by pixel. */
function stretch(place: number, from: number, to: number): number {
  const at = Math.max(0, Math.min(place, from));
  if (from === to || at <= EXACT_ENDS) return Math.min(at, to);
  if (from - at <= EXACT_ENDS) return to - (from - at);
  return EXACT_ENDS + ((at - EXACT_ENDS) * (to - 2 * EXACT_ENDS)) / (from - 2 * EXACT_ENDS);
}
