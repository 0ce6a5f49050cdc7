/**
 * A count with the reader's separators. Small ones do without the browser's formatter: its first use loads tables for some 20 ms, which the
 * first page that shows a number would wait for.
 */
export function writeNumber(count: number): string {
  return count < 1000 ? String(count) : count.toLocaleString();
}
