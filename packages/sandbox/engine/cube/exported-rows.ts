import { toArray, toObject, toText } from '../protocol/json.ts';
import type { Cube } from './cube.ts';
import type { ListObject } from './list-object.ts';
import type { PivotAxis, PivotNode } from './pivot-axis.ts';
import type { PivotTable } from './pivot-table.ts';
import { pageColumns, straightRows } from './straight-table.ts';

/** Rows of texts; the first row contains the titles. */
export type TextRows = readonly (readonly string[])[];

/** Returns a cube of any mode as a table of formatted texts. */
export function cubeRows(cube: Cube): TextRows {
  const titles = pageColumns(cube).map(
    (column) =>
      (cube.dimensions[column] ?? cube.measures[column - cube.dimensions.length]?.measure)?.title ?? '',
  );
  const rows = straightRows(cube, cube.order).map((row) => row.map((cell) => toText(cell['qText'])));
  return [titles, ...rows];
}

/** Returns a pivot table with its expanded nodes: left labels as columns, and a column per path on top. */
export function pivotRows(pivot: PivotTable): TextRows {
  const { cube, left, top } = pivot;
  const titles = left.levels.map((level) =>
    level === 'measures' ? '' : (cube.dimensions[level]?.title ?? ''),
  );
  const leftPaths = labelPaths(pivot, left);
  const topPaths = labelPaths(pivot, top);
  const header = topPaths.map((path) => path.filter((label) => label !== '').join(' - '));
  const { qcx, qcy } = pivot.size;
  const height = Math.max(Math.floor(10_000 / Math.max(qcx, 1)), 1);
  const rows: string[][] = [];
  for (let qTop = 0; qTop < qcy; qTop += height) {
    const [page] = pivot.pages([{ qLeft: 0, qTop, qWidth: qcx, qHeight: Math.min(height, qcy - qTop) }]);
    for (const row of toArray(page?.['qData'])) {
      const values = toArray(row).map((cell) => toText(toObject(cell)['qText']));
      rows.push([...(leftPaths[rows.length] ?? []), ...values]);
    }
  }
  return [[...titles, ...header], ...rows];
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
export function listRows(list: ListObject): TextRows {
  const { field, title } = list.dimension;
  return [[title], ...Array.from(list.codes, (code) => [field?.symbols.textOf(code) ?? ''])];
}

/** Returns a delimited text (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8. */
export function delimitedText(rows: TextRows, delimiter: ',' | '\t'): string {
  const quoted = (text: string): string =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return `\uFEFF${rows.map((row) => `${row.map(quoted).join(delimiter)}\r\n`).join('')}`;
}
