import { computeCube, type Cube } from '../cube/cube.ts';
import { cubeRows, delimitedText, type ExportedRows, listRows, pivotRows } from '../cube/exported-rows.ts';
import { modeOf } from '../cube/mode.ts';
import { computeListObject } from '../cube/list-object.ts';
import { pivotTable } from '../cube/pivot-table.ts';
import { workbook, WORKBOOK_TYPE } from '../cube/workbook.ts';
import { toText, type JsonObject } from '../protocol/json.ts';
import type { ExportedFile } from '../objects/exported-files.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import { anyValue, flag, method, text, type MethodTable } from './method.ts';

/** A format of `NxExportFileType`. */
interface ExportFormat {
  readonly extension: string;
  /** MIME type. */
  readonly type: string;
  readonly write: (rows: ExportedRows) => ExportedFile['content'] | Promise<ExportedFile['content']>;
}

const WORKBOOK: ExportFormat = { extension: 'xlsx', type: WORKBOOK_TYPE, write: workbook };
const COMMAS: ExportFormat = {
  extension: 'csv',
  type: 'text/csv; charset=utf-8',
  write: (rows) => delimitedText(rows, ','),
};
const TABS: ExportFormat = {
  extension: 'txt',
  type: 'text/tab-separated-values; charset=utf-8',
  write: (rows) => delimitedText(rows, '\t'),
};

/** By number and name. */
const FORMATS: Readonly<Record<string, ExportFormat>> = {
  '0': WORKBOOK,
  OOXML: WORKBOOK,
  '1': COMMAS,
  CSV_C: COMMAS,
  '2': TABS,
  CSV_T: TABS,
};

/** Maximum number of exported rows: the file is created in memory. */
const MAX_ROWS = 1_000_000;

async function exportData(
  context: EntryContext,
  fileType: unknown,
  path: string,
  fileName: string,
  exportState: unknown,
  isServedOnce: boolean,
): Promise<JsonObject> {
  const format = FORMATS[String(fileType).replace(/^EXPORT_/, '')];
  if (!format) {
    const message = 'Only workbooks (OOXML) and delimited text (CSV_C, CSV_T) can be exported here';
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
  const name = `${(fileName || context.entry.id).replaceAll(/[^\w .-]/g, '_')}.${format.extension}`;
  const file = { name, type: format.type, content: await format.write(rows) };
  const id = context.exports.files.put(file, context.user.id, { isServedOnce });
  return { qUrl: context.exports.pathOf(id, name), qWarnings: [] };
}

function rowsAt(context: EntryContext, path: string, isAll: boolean): ExportedRows {
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
