/** What came of one part of a sample: a page, a script, a test of its own. */
export interface Result {
  readonly part: string;
  /** `not run` where the part needs what there is not on this machine, such as the open internet. */
  readonly outcome: 'runs' | 'fails' | 'not run';
  /** Why it fails or is not run; what is incomplete in one that runs. */
  readonly reason?: string;
}

/** A table in Markdown, and the sum below it. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map(
    ({ part, outcome, reason = '' }) => `| ${[part, outcome, reason].map(cell).join(' | ')} |`,
  );
  const runs = results.filter(({ outcome }) => outcome === 'runs').length;
  return [
    '| part | result | reason |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `${runs} of ${results.length} run.`,
    '',
  ].join('\n');
}

/** A text on one line, without what ends a cell and without tokens. */
const cell = (text: string) =>
  text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll(/eyJ[\w-]+\.[\w.-]+/g, '[token]');
