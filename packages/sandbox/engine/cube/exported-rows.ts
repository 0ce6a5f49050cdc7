import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import type { ListObject } from './list-object.ts';
import type { PivotAxis, PivotNode } from './pivot-axis.ts';
import type { PivotTable } from './pivot-table.ts';
import { pageColumns, straightRows } from './straight-table.ts';

/** A cell: its formatted text and, for numbers, its value. */
export interface ExportedCell {
  readonly text: string;
  readonly number?: number;
}

/** A row of cells; the first row of a table contains the titles. */
export type ExportedRows = readonly (readonly ExportedCell[])[];

/** Returns a cube of any mode as a table. */
export function cubeRows(cube: Cube): ExportedRows {
  const titles = pageColumns(cube).map(
    (column) =>
      (cube.dimensions[column] ?? cube.measures[column - cube.dimensions.length]?.measure)?.title ?? '',
  );
  const rows = straightRows(cube, cube.order).map((row) => row.map(toCell));
  return [titles.map(toTitle), ...rows];
}

/** Returns a pivot table with its expanded nodes: left labels as columns, and a column per path on top. */
export function pivotRows(pivot: PivotTable): ExportedRows {
  const { cube, left, top } = pivot;
  const titles = left.levels.map((level) =>
    level === 'measures' ? '' : (cube.dimensions[level]?.title ?? ''),
  );
  const leftPaths = labelPaths(pivot, left);
  const topPaths = labelPaths(pivot, top);
  const header = topPaths.map((path) => path.filter((label) => label !== '').join(' - '));
  const { qcx, qcy } = pivot.size;
  const height = Math.max(Math.floor(10_000 / Math.max(qcx, 1)), 1);
  const rows: ExportedCell[][] = [];
  for (let qTop = 0; qTop < qcy; qTop += height) {
    const [page] = pivot.pages([{ qLeft: 0, qTop, qWidth: qcx, qHeight: Math.min(height, qcy - qTop) }]);
    for (const row of toArray(page?.['qData'])) {
      const values = toArray(row).map((cell) => toCell(toObject(cell)));
      rows.push([...(leftPaths[rows.length] ?? []).map(toTitle), ...values]);
    }
  }
  return [[...titles, ...header].map(toTitle), ...rows];
}

/** Returns the labels of each leaf, outermost level first. */
function labelPaths(pivot: PivotTable, axis: PivotAxis): readonly (readonly string[])[] {
  const walk = (nodes: readonly PivotNode[], path: readonly string[]): string[][] =>
    nodes.flatMap((node) => {
      const next = [...path, toText(pivot.label(axis, node)['qText'])];
      if (node.children.length > 0) return walk(node.children, next);
      return [[...next, ...axis.levels.slice(next.length).map(() => '')]];
    });
  return walk(axis.nodes, []);
}

/** Returns the visible values of a list object. */
export function listRows(list: ListObject): ExportedRows {
  const { field, title } = list.dimension;
  return [
    [{ text: title }],
    ...Array.from(list.codes, (code) => [{ text: field?.symbols.textOf(code) ?? '' }]),
  ];
}

/** Returns a delimited text (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8. */
export function delimitedText(rows: ExportedRows, delimiter: ',' | '\t'): string {
  const quoted = (text: string): string =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return `\uFEFF${rows.map((row) => `${row.map(({ text }) => quoted(text)).join(delimiter)}\r\n`).join('')}`;
}

function toTitle(text: string): ExportedCell {
  return { text };
}

function toCell(cell: JsonObject): ExportedCell {
  const { qText, qNum } = cell;
  return typeof qNum === 'number' ? { text: toText(qText), number: qNum } : { text: toText(qText) };
}
