import { computeCube, type Cube } from '../cube/cube.ts';
import { cubeRows, delimitedText, listRows, pivotRows, type TextRows } from '../cube/exported-rows.ts';
import { modeOf } from '../cube/mode.ts';
import { computeListObject } from '../cube/list-object.ts';
import { pivotTable } from '../cube/pivot-table.ts';
import { toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import { anyValue, flag, method, text, type MethodTable } from './method.ts';

/** The delimited text formats of `NxExportFileType`, by number and name. */
const FILE_TYPES: Readonly<Record<string, { readonly delimiter: ',' | '\t'; readonly extension: string }>> = {
  '1': { delimiter: ',', extension: 'csv' },
  CSV_C: { delimiter: ',', extension: 'csv' },
  '2': { delimiter: '\t', extension: 'txt' },
  CSV_T: { delimiter: '\t', extension: 'txt' },
};

/** Maximum number of exported rows: the file is created in memory. */
const MAX_ROWS = 1_000_000;

function exportData(
  context: EntryContext,
  fileType: unknown,
  path: string,
  fileName: string,
  exportState: unknown,
  isServedOnce: boolean,
): JsonObject {
  const kind = FILE_TYPES[String(fileType).replace(/^EXPORT_/, '')];
  if (!kind) {
    const message = 'Only delimited text (CSV_C, CSV_T) can be exported here';
    throw new QixError(QIX_CODES.notImplemented, message, String(fileType));
  }
  // 1 is NX_EXPORT_ALL: selections are ignored.
  const isAll =
    exportState === 1 ||
    toText(exportState)
      .replace(/^EXPORT_/, '')
      .startsWith('A');
  const rows = rowsAt(context, path || '/qHyperCubeDef', isAll);
  if (rows.length > MAX_ROWS)
    throw new QixError(QIX_CODES.resultTooLarge, 'Too many rows to export', String(rows.length));
  const name = `${(fileName || context.entry.id).replaceAll(/[^\w .-]/g, '_')}.${kind.extension}`;
  const content = delimitedText(rows, kind.delimiter);
  const type =
    kind.delimiter === ',' ? 'text/csv; charset=utf-8' : 'text/tab-separated-values; charset=utf-8';
  const id = context.exports.files.put({ name, type, content }, context.user.id, { isServedOnce });
  return { qUrl: context.exports.pathOf(id, name), qWarnings: [] };
}

function rowsAt(context: EntryContext, path: string, isAll: boolean): TextRows {
  const { layouts, entry } = context;
  if (layouts.isList(entry, path)) {
    const list = layouts.listAt(entry, path);
    if (!isAll) return listRows(list);
    return listRows(computeListObject(list.definition, unselectedContext(context, list.context), undefined));
  }
  const shown = layouts.cubeAt(entry, path);
  const cube: Cube = isAll ? computeCube(shown.definition, unselectedContext(context, shown.context)) : shown;
  if (cube.error)
    throw new QixError(cube.error.qErrorCode, cube.error.qExtendedMessage, cube.error.qContext || entry.id);
  if (modeOf(cube.definition) !== 'P') return cubeRows(cube);
  const { expansion } = layouts.pivotState(entry, path, cube);
  return pivotRows(pivotTable(cube, expansion));
}

function unselectedContext({ document }: EntryContext, given: Cube['context']): Cube['context'] {
  const scope = document.scopes.unselected();
  return { ...given, scope, liveScope: scope };
}

/** Methods of a generic object that export its data. */
export const EXPORT_METHODS: MethodTable<EntryContext> = {
  ExportData: method(
    [anyValue('qFileType'), text('qPath'), text('qFileName'), anyValue('qExportState'), flag('qServeOnce')],
    exportData,
  ),
};
