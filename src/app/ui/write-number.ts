/**
 * Formats a count in the browser's locale. Small counts do without the browser's formatter: its first use loads data
 * for some 20 ms.
 */
export function writeNumber(count: number): string {
  return count < 1000 ? String(count) : count.toLocaleString();
}
