/**
 * Puts the rows of a Markdown table into a former one: they take the place of those whose first word is the same, and the rest stays.
 * @returns a table with the heading of the new one, its rows in the order of their first words
 */
export function mergeRows(before: string, table: string): string {
  const [heading = '', line = '', ...rows] = table.split('\n');
  const ids = new Set(rows.map(firstWord));
  const [, , ...former] = before.split('\n').filter((each) => each.startsWith('|'));
  const kept = former.filter((row) => !ids.has(firstWord(row)));
  const numberOf = (row: string): number => Number(firstWord(row).replace(/\D/g, ''));
  const all = [...kept, ...rows].sort((one, other) => numberOf(one) - numberOf(other));
  return [heading, line, ...all].join('\n');
}

function firstWord(row: string): string {
  return /^\|\s*([^\s|]+)/.exec(row)?.[1] ?? '';
}
