import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatText } from '../../tools/environment/format-text.ts';
import { inProject } from '../../tools/environment/project-root.ts';
import { drawBars } from './bar-chart.ts';
import type { Comparison } from './compare.ts';
import { formatMarkdown } from './report.ts';

const DOCUMENT = inProject('docs/performance.md');
const CHART = 'images/performance.svg';
const [BEGIN, END] = ['<!-- Written by npm run bench -- --write -->', '<!-- End of what it writes -->'];

/**
 * Writes the tables and the chart of comparisons into `docs/performance.md`, between its two marks.
 * @throws {Error} when the marks are not there
 */
export async function writeDocument(comparisons: readonly Comparison[]): Promise<void> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${DOCUMENT} lacks ${BEGIN} and ${END}.`);
  mkdirSync(inProject('docs/images'), { recursive: true });
  writeFileSync(
    inProject(join('docs', CHART)),
    drawBars(comparisons.filter(({ cache }) => cache === 'cold')),
  );
  const parts = [
    BEGIN,
    '',
    `![Times of first visits, as bars](${CHART})`,
    '',
    formatMarkdown(comparisons),
    '',
    END,
  ];
  const written = text.slice(0, begin) + parts.join('\n') + text.slice(end + END.length);
  writeFileSync(DOCUMENT, await formatText(DOCUMENT, written));
}
