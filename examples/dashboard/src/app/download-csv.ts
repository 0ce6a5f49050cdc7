import type { HypercubeColumn, HypercubeRow } from 'ngx-qlik/qix';
import { toCsv } from './csv';

/** By it spreadsheets know that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Saves rows as a file, in the browser's folder for downloads. */
export function downloadCsv(
  document: Document,
  name: string,
  columns: readonly HypercubeColumn[],
  rows: readonly HypercubeRow[],
): void {
  const file = new Blob([BYTE_ORDER_MARK, toCsv(columns, rows)], { type: 'text/csv;charset=utf-8' });
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
