import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatText } from '../../tools/environment/format-text.ts';
import { inProject } from '../../tools/environment/project-root.ts';
import { drawBars } from './bar-chart.ts';
import type { Comparison } from './compare.ts';
import { mergeRows } from './merge-rows.ts';
import { type FigureResult, formatFigures, formatLoads, formatMarkdown } from './report.ts';

const DOCUMENT = inProject('docs/performance.md');
const CHART = 'images/performance.svg';

/** The parts that are written, each between two marks. */
const PARTS = {
  comparisons: ['<!-- Written by npm run bench -- --write -->', '<!-- End of what it writes -->'],
  loads: [
    '<!-- Pages with many parts, written by npm run bench -- --write -->',
    '<!-- End of these pages -->',
  ],
  figures: ['<!-- Figures written by npm run bench -- --write -->', '<!-- End of the figures -->'],
} as const;

/** What a run has measured. */
interface Measured {
  readonly comparisons: readonly Comparison[];
  readonly loads: readonly Comparison[];
  readonly figures: readonly FigureResult[];
}

/**
 * Writes what was measured into `docs/performance.md`, between its marks; the rest stays as it is.
 * @param visits of each
 * @throws {Error} when marks are not there
 */
export async function writeDocument(
  { comparisons, loads, figures }: Measured,
  visits: number,
): Promise<void> {
  let text = readFileSync(DOCUMENT, 'utf8');
  const run = `${new Date().toLocaleDateString('en-GB', { dateStyle: 'long' })}, ${visits} visits`;
  if (comparisons.length > 0) {
    mkdirSync(inProject('docs/images'), { recursive: true });
    const first = comparisons.filter(({ cache }) => cache === 'cold');
    writeFileSync(inProject(join('docs', CHART)), drawBars(first));
    const image = `![Times of first visits, as bars](${CHART})`;
    text = replacePart(text, 'comparisons', () => `${image}\n\n${formatMarkdown(comparisons)}`);
  }
  if (loads.length > 0) {
    text = replacePart(text, 'loads', (before) => mergeRows(before, formatLoads(loads, run)));
  }
  if (figures.length > 0) {
    text = replacePart(text, 'figures', (before) => mergeRows(before, formatFigures(figures, run)));
  }
  writeFileSync(DOCUMENT, await formatText(DOCUMENT, text));
}

/** @param write returns the new content for the former one */
function replacePart(text: string, part: keyof typeof PARTS, write: (before: string) => string): string {
  const [begin, end] = PARTS[part];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${DOCUMENT} lacks ${begin} and ${end}.`);
  const contentAt = from + begin.length;
  return `${text.slice(0, contentAt)}\n\n${write(text.slice(contentAt, to))}\n\n${text.slice(to)}`;
}
