import type { Comparison } from './compare.ts';
import { SIDE_NAMES, visitOf } from './report.ts';
import { type Side, SIDES } from './scenario.ts';

const [WIDTH, LABEL_WIDTH, VALUE_WIDTH] = [820, 250, 70];
const [BAR, GAP, GROUP_HEAD, MARGIN, LEGEND] = [14, 4, 22, 12, 28];
const COLORS: Readonly<Record<Side, string>> = {
  application: '#1b7f3b',
  peer: '#c2571a',
  bare: '#6b7280',
  release: '#8fbf9b',
};

/**
 * Draws comparisons as bars: a group for each, a bar for each side, with a line from its lower to its upper quartile.
 * @returns an SVG image that can be read on light and dark pages
 */
export function drawBars(comparisons: readonly Comparison[]): string {
  const longest = Math.max(
    ...comparisons.flatMap(({ sides }) => Object.values(sides).map(({ milliseconds }) => milliseconds.upper)),
  );
  const scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / longest;
  const parts: string[] = [];
  let y = MARGIN + LEGEND;
  for (const comparison of comparisons) {
    parts.push(text(MARGIN, y + BAR, `${comparison.id} ${comparison.title}`, 'bold'));
    parts.push(text(WIDTH - MARGIN, y + BAR, visitOf(comparison), 'normal', 'end'));
    y += GROUP_HEAD;
    for (const side of SIDES) {
      const milliseconds = comparison.sides[side]?.milliseconds;
      if (!milliseconds) continue;
      const [lower, median, upper] = [milliseconds.lower, milliseconds.median, milliseconds.upper].map(
        (value) => LABEL_WIDTH + value * scale,
      ) as [number, number, number];
      const middle = y + BAR / 2;
      parts.push(
        text(LABEL_WIDTH - 8, y + BAR - 3, SIDE_NAMES[side], 'normal', 'end'),
        `<rect x="${LABEL_WIDTH}" y="${y}" width="${round(median - LABEL_WIDTH)}" height="${BAR}" fill="${COLORS[side]}"/>`,
        `<path d="M${round(lower)} ${middle}H${round(upper)}" stroke="#1f2937" stroke-width="2"/>`,
        text(round(upper) + 6, y + BAR - 3, `${milliseconds.median.toFixed(0)} ms`),
      );
      y += BAR + GAP;
    }
    y += MARGIN;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img"`,
    ` aria-label="Times of first and further visits" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(
      MARGIN,
      MARGIN + BAR,
      'Milliseconds until it is on the screen: medians, and from quartile to quartile',
    ),
    ...parts,
    '</svg>\n',
  ].join('');
}

function text(
  x: number,
  y: number,
  content: string,
  weight: 'normal' | 'bold' = 'normal',
  anchor: 'start' | 'end' = 'start',
): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" fill="#1f2937" font-weight="${weight}" text-anchor="${anchor}">${escaped}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
