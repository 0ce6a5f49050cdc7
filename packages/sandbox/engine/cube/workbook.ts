import writeXlsxFile from 'write-excel-file/node';
import type { ExportedCell, ExportedRows } from './exported-rows.ts';

/** The type of workbooks: ECMA-376, which the engine's `NxExportFileType` calls `OOXML`. */
export const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Returns a workbook with one sheet. Titles are bold; numbers are numbers, with what their text shows as a number format. */
export function workbook(rows: ExportedRows): Promise<Uint8Array> {
  const [titles = [], ...cells] = rows;
  const data = [
    titles.map(({ text }) => ({ value: text, type: String, fontWeight: 'bold' as const })),
    ...cells.map((row) => row.map(toCell)),
  ];
  return writeXlsxFile(data, { sheet: 'Sheet1', stickyRowsCount: 1 }).toBuffer();
}

/** Dates and other duals stay texts: their number means nothing without their format. */
function toCell({ text, number }: ExportedCell): object {
  const format = number === undefined ? undefined : formatOf(text, number);
  return format === undefined || number === undefined
    ? { value: text, type: String }
    : { value: number, type: Number, ...(format !== '' && { format }) };
}

/** Returns the number format of a text that shows a number; empty for the number as it is, undefined for other texts. */
function formatOf(text: string, number: number): string | undefined {
  if (text === String(number)) return '';
  const [, currency = '', integer, decimals = '', percent = ''] =
    /^-?([$€£¥]?)([\d,]+)(?:\.(\d+))?(%?)$/.exec(text) ?? [];
  if (integer === undefined) return undefined;
  const shown = Number(text.replace(/[$€£¥,%]/g, ''));
  const isSame = Math.abs(shown - number * (percent ? 100 : 1)) <= 0.5 * 10 ** -decimals.length;
  if (!isSame) return undefined;
  const places = decimals === '' ? '' : `.${'0'.repeat(decimals.length)}`;
  const symbol = currency === '' ? '' : `"${currency}"`;
  return `${symbol}${integer.includes(',') ? '#,##0' : '0'}${places}${percent}`;
}
