/**
 * Browsers stop an element at 17 (Firefox) to 33 (Chromium) million pixels, at a third of that when the page is zoomed in three times.
 * What is taller is laid out this tall, and a pixel of scrolling stands for more than one in its middle.
 */
const MAX_HEIGHT = 4_000_000;
/** So many pixels at both ends are never compressed: whoever begins to read there scrolls as in any page. */
const EXACT_ENDS = 400_000;
/** A longer way at once is a jump: the scrollbar was dragged. A shorter one moves the rows pixel by pixel. */
const MAX_STEP = 5_000;

/** What is scrolled, in pixels. */
export interface ScrollSpace {
  /** Of all rows. */
  readonly contentHeight: number;
  /** Of the part that is visible. */
  readonly viewHeight: number;
}

/** Where it stands, in pixels. */
export interface Scrolled {
  /** As the browser knows it. */
  readonly scrollTop: number;
  /** In the rows themselves. */
  readonly position: number;
}

/** The height to give the element that stands for all rows. */
export function toLaidOutHeight(contentHeight: number): number {
  return Math.min(contentHeight, MAX_HEIGHT);
}

/** The farthest position. */
export function lastPosition({ contentHeight, viewHeight }: ScrollSpace): number {
  return Math.max(0, contentHeight - viewHeight);
}

/** Where a browser's scroll position leads when it comes out of nowhere. */
export function toPosition(scrollTop: number, space: ScrollSpace): number {
  return stretch(scrollTop, lastScrollTop(space), lastPosition(space));
}

/** The browser's scroll position for a position in the rows. */
export function toScrollTop(position: number, space: ScrollSpace): number {
  return stretch(position, lastPosition(space), lastScrollTop(space));
}

/** The position after the browser has scrolled: a short way is exact, however many rows there are. */
export function followScroll(before: Scrolled, scrollTop: number, space: ScrollSpace): Scrolled {
  const last = lastScrollTop(space);
  const way = scrollTop - before.scrollTop;
  const isAtEnd = scrollTop <= 0 || scrollTop >= last;
  const position = Math.abs(way) > MAX_STEP || isAtEnd ? toPosition(scrollTop, space) : before.position + way;
  return { scrollTop, position: Math.max(0, Math.min(position, lastPosition(space))) };
}

/** Whether an end of the browser's way is so near that it would be reached before that of the rows. */
export function isNearFalseEnd({ scrollTop, position }: Scrolled, space: ScrollSpace): boolean {
  const isNear = scrollTop < MAX_STEP || scrollTop > lastScrollTop(space) - MAX_STEP;
  return isNear && Math.abs(toPosition(scrollTop, space) - position) > 1;
}

function lastScrollTop({ contentHeight, viewHeight }: ScrollSpace): number {
  return Math.max(0, toLaidOutHeight(contentHeight) - viewHeight);
}

/** Puts a place on a way of one length onto a way of another, both ends pixel by pixel. */
function stretch(place: number, from: number, to: number): number {
  const at = Math.max(0, Math.min(place, from));
  if (from === to || at <= EXACT_ENDS) return Math.min(at, to);
  if (from - at <= EXACT_ENDS) return to - (from - at);
  return EXACT_ENDS + ((at - EXACT_ENDS) * (to - 2 * EXACT_ENDS)) / (from - 2 * EXACT_ENDS);
}
