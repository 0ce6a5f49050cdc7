import type { HypercubeCell, HypercubeColumn, HypercubeRow } from 'ngx-qlik/qix';

/** Rows of a hypercube as CSV (RFC 4180), with the titles of the columns first. */
export function toCsv(columns: readonly HypercubeColumn[], rows: readonly HypercubeRow[]): string {
  const titles = columns.map(({ title }) => quote(title));
  const lines = rows.map(({ cells }) => columns.map((column) => toField(column, cells[column.index])));
  return [titles, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** Numbers of measures as numbers, for programs that go on calculating; everything else as it is shown. */
function toField({ kind }: HypercubeColumn, cell: HypercubeCell | undefined): string {
  if (cell === undefined || cell.isNull) return '';
  return kind === 'measure' && cell.number !== undefined ? String(cell.number) : quote(cell.text);
}

/** A text that begins like a formula gets an apostrophe: spreadsheets would run it. */
function quote(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
