/** The delimiter is detected in the first lines; the text may be long. */
const SAMPLE_LINES = 50;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Why a text cannot become an inline table. */
export type InlineProblem = 'empty' | 'bracket';

/**
 * Returns a LOAD statement for CSV whose first line names the fields.
 * @returns the problem if there is one: inline tables of Qlik end at the first `]`
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

/** Returns the delimiter with the most columns in every line. */
function findDelimiter(lines: readonly string[]): string {
  const counted = DELIMITERS.map((delimiter) => ({
    delimiter,
    columns: Math.min(...lines.slice(0, SAMPLE_LINES).map((line) => line.split(delimiter).length)),
  }));
  return counted.reduce((best, each) => (each.columns > best.columns ? each : best)).delimiter;
}

/** Returns the start and end of a line in a text. */
export function findLineRange(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
  return { from, to: from + (lines[line - 1]?.length ?? 0) };
}
