/** A delimiter shows in the first lines; the whole text may be long. */
const SAMPLE_LINES = 50;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Why a text cannot be written into a script as it is. */
export type InlineProblem = 'empty' | 'bracket';

/**
 * A statement that loads lines of CSV, the first of which names the fields.
 *
 * @returns the problem where there is one: Qlik's inline tables end at the first `]`
 */
export function writeInlineLoad(csv: string, table: string): string | { readonly problem: InlineProblem } {
  const lines = csv
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const [head] = lines;
  if (head === undefined) return { problem: 'empty' };
  if (csv.includes(']')) return { problem: 'bracket' };
  const delimiter = findDelimiter(lines);
  const format = delimiter === ',' ? '' : ` (delimiter is '${delimiter === '\t' ? '\\t' : delimiter}')`;
  return `[${table.replaceAll(']', '')}]:\nLOAD * INLINE [\n${lines.join('\n')}\n]${format};\n`;
}

/** The one that cuts every line into most columns; one in a text of the head alone cuts no other line. */
function findDelimiter(lines: readonly string[]): string {
  const counted = DELIMITERS.map((delimiter) => ({
    delimiter,
    columns: Math.min(...lines.slice(0, SAMPLE_LINES).map((line) => line.split(delimiter).length)),
  }));
  return counted.reduce((best, each) => (each.columns > best.columns ? each : best)).delimiter;
}

/** Where a line of a text begins and ends. */
export function findLineRange(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
  return { from, to: from + (lines[line - 1]?.length ?? 0) };
}
