import type { DataConnection } from '../../apps/app-definition.ts';
import { textOf } from '../expression/value.ts';
import { toInteger, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { cellFormats } from '../script/cell-value.ts';
import { fileTable } from '../script/load-source.ts';
import type { FileOptions } from '../script/load-statement.ts';
import { ScriptError } from '../script/script-error.ts';
import type { ScriptTable } from '../script/script-table.ts';
import type { DocumentContext } from './context.ts';
import { method, object, text, type MethodTable } from './method.ts';

const PREVIEW_ROWS = 20;

/** Returns a connection. @throws {QixError} 2001 for an unknown id */
export function connectionOf({ connections }: DocumentContext, id: string): DataConnection {
  const found = connections.all.find((connection) => connection.id === id);
  if (!found) throw new QixError(QIX_CODES.connectionNotFound, 'Connection not found', id);
  return found;
}

interface ReadFile {
  readonly name: string;
  readonly text: string;
}

async function readFrom(context: DocumentContext, id: string, path: string): Promise<ReadFile> {
  const name = path.replace(/^\/+/, '');
  const connection = connectionOf(context, id);
  if (!(await connection.list()).includes(name))
    throw new QixError(QIX_CODES.notFound, 'File not found', path);
  return { name, text: await connection.read(name) };
}

/** Returns the format of a file by its name and first line, as `GuessFileType`. */
function guessedFormat({ name, text: content }: ReadFile): FileOptions {
  const base = {
    isLabelsGiven: false,
    headerLines: 0,
    quoting: 'msq' as const,
    comment: undefined,
    hasLabels: true,
  };
  if (/\.json$/i.test(name)) return { ...base, format: 'json', delimiter: ',' };
  if (/\.qvd$/i.test(name)) return { ...base, format: 'qvd', delimiter: ',' };
  const [line = ''] = content.split(/\r?\n/, 1);
  const counts = [',', ';', '\t', '|'].map((sign) => [sign, line.split(sign).length] as const);
  const [delimiter] = counts.reduce((best, next) => (next[1] > best[1] ? next : best));
  return { ...base, format: 'delimited', delimiter };
}

/** The guessed format with what a client says about it. */
function formatOf(file: ReadFile, given: JsonObject): FileOptions {
  const guessed = guessedFormat(file);
  const code = toInteger(toObject(given['qDelimiter'])['qNumber']);
  const label = toText(given['qLabel']).toLowerCase();
  return {
    ...guessed,
    ...(code > 0 ? { delimiter: String.fromCharCode(code) } : {}),
    ...(label === '' ? {} : { hasLabels: label.startsWith('embedded') }),
    headerLines: Math.max(toInteger(given['qHeaderSize']), 0),
  };
}

const DELIMITERS: Readonly<Record<string, { readonly qName: string; readonly qScriptCode: string }>> = {
  ',': { qName: 'Comma', qScriptCode: "','" },
  ';': { qName: 'Semicolon', qScriptCode: "';'" },
  '\t': { qName: 'Tab', qScriptCode: "'\\t'" },
  '|': { qName: 'Pipe', qScriptCode: "'|'" },
};

/** Returns `FileDataFormat`. */
function dataFormat({ format, delimiter, hasLabels, headerLines }: FileOptions): JsonObject {
  if (format !== 'delimited') return { qType: format === 'json' ? 'JSON' : 'QVD' };
  return {
    qType: 'CSV',
    qLabel: hasLabels ? 'Embedded labels' : 'No labels',
    qQuote: 'MSQ',
    qDelimiter: {
      ...(DELIMITERS[delimiter] ?? { qName: 'Custom', qScriptCode: `'${delimiter}'` }),
      qNumber: delimiter.charCodeAt(0),
      qIsMultiple: false,
    },
    qCodePage: 65_001,
    qHeaderSize: headerLines,
  };
}

/** Returns the format specification that a script has after the file. */
function formatSpecification({ format, delimiter, hasLabels, headerLines }: FileOptions): string {
  if (format !== 'delimited') return `(${format})`;
  const code = DELIMITERS[delimiter]?.qScriptCode ?? `'${delimiter}'`;
  const header = headerLines > 0 ? `, header is ${headerLines} lines` : '';
  return `(txt, utf8, ${hasLabels ? 'embedded' : 'no'} labels, delimiter is ${code}, msq${header})`;
}

interface OpenFile {
  readonly file: ReadFile;
  readonly options: FileOptions;
  readonly table: ScriptTable;
}

async function open(
  context: DocumentContext,
  id: string,
  path: string,
  given: JsonObject,
): Promise<OpenFile> {
  const file = await readFrom(context, id, path);
  const options = formatOf(file, given);
  const formats = cellFormats((name) => context.document.scopes.variableDefinition(name));
  try {
    return { file, options, table: fileTable(file.name, file.text, options, formats) };
  } catch (error) {
    if (error instanceof ScriptError) throw new QixError(QIX_CODES.invalidArgument, error.message, path);
    throw error;
  }
}

function fieldsOf({ columns }: ScriptTable): readonly JsonObject[] {
  return [...columns.keys()].map((qName) => ({ qName, qOriginalFieldName: qName, qIsKey: false }));
}

const FILE = [text('qConnectionId'), text('qRelativePath'), object('qDataFormat')] as const;

/** Methods of a document for the files of its data connections. */
export const FILE_METHODS: MethodTable<DocumentContext> = {
  GuessFileType: method(
    [text('qConnectionId'), text('qRelativePath')],
    async (context: DocumentContext, id, path) => ({
      qDataFormat: dataFormat(guessedFormat(await readFrom(context, id, path))),
    }),
  ),
  GetFileTables: method(FILE, async (context: DocumentContext, id, path, given) => {
    const { file } = await open(context, id, path, given);
    return { qTables: [{ qName: file.name, qType: 'TABLE' }] };
  }),
  GetFileTablesEx: method(FILE, async (context: DocumentContext, id, path, given) => {
    const { file, options, table } = await open(context, id, path, given);
    return {
      qTables: [{ qName: file.name, qFields: fieldsOf(table), qFormatSpec: formatSpecification(options) }],
    };
  }),
  GetFileTableFields: method([...FILE, text('qTable')], async (context: DocumentContext, id, path, given) => {
    const { options, table } = await open(context, id, path, given);
    return { qFields: fieldsOf(table), qFormatSpec: formatSpecification(options) };
  }),
  GetFileTablePreview: method(
    [...FILE, text('qTable')],
    async (context: DocumentContext, id, path, given) => {
      const { options, table } = await open(context, id, path, given);
      const rows = Array.from({ length: Math.min(table.rowCount, PREVIEW_ROWS) }, (_, row) => ({
        qValues: [...table.columns.values()].map((column) => textOf(column[row] ?? null)),
      }));
      return { qPreview: rows, qFormatSpec: formatSpecification(options) };
    },
  ),
  GetIncludeFileContent: method([text('qPath')], async (context: DocumentContext, path) => {
    const [, name = '', file = ''] = /^lib:\/\/([^/]+)\/(.+)$/i.exec(path) ?? [];
    const connection = context.connections.all.find((candidate) => candidate.name === name);
    if (!connection) throw new QixError(QIX_CODES.connectionNotFound, 'Connection not found', path);
    return { qContent: (await readFrom(context, connection.id, file)).text };
  }),
};
