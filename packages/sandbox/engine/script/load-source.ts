import { isRecord } from '../../json/is-record.ts';
import { numberOf, type Value } from '../expression/value.ts';
import { interpretCell, type CellFormats } from './cell-value.ts';
import { delimitedRows } from './delimited-text.ts';
import type { FileOptions, LoadSource } from './load-statement.ts';
import { readQvd } from './qvd-file.ts';
import { ScriptError } from './script-error.ts';
import { MAX_ROWS, type ScriptState } from './script-state.ts';
import { emptyTable, takeRows, type ScriptTable } from './script-table.ts';
import { statementValue } from './statement-value.ts';

/**
 * Reads the records of a `LOAD`, as many as the fetch limit allows; those of a resident table are within the limit already.
 * @throws {ScriptError} for an unknown file, connection or table
 */
export async function readSource(
  source: Exclude<LoadSource, { type: 'preceding' }>,
  state: ScriptState,
): Promise<ScriptTable> {
  const table = await readAll(source, state);
  if (source.type === 'resident' || table.rowCount <= state.fetchLimit) return table;
  return takeRows(
    table,
    Array.from({ length: state.fetchLimit }, (_, row) => row),
  );
}

async function readAll(
  source: Exclude<LoadSource, { type: 'preceding' }>,
  state: ScriptState,
): Promise<ScriptTable> {
  switch (source.type) {
    case 'resident':
      return state.table(source.table);
    case 'autogenerate': {
      const count = numberOf(statementValue(source.count, state));
      if (!(count >= 0 && count <= MAX_ROWS)) throw new ScriptError('AutoGenerate takes a number of rows');
      return { ...emptyTable('AUTOGENERATE', []), rowCount: Math.trunc(count) };
    }
    case 'inline':
      return delimitedTable('INLINE', withoutBlankEnds(source.text), source.options, state.formats);
    case 'file': {
      const text = await state.files.read(source.path, source.options.encoding);
      return { ...fileTable(source.path, text, source.options, state.formats), file: source.path };
    }
  }
}

/** Removes blank lines before and after the rows of an inline table. */
function withoutBlankEnds(text: string): string {
  const begun = text.replace(/^(?:[^\S\n]*\n)+/, '');
  const end = begun.indexOf('\n', begun.trimEnd().length);
  return end === -1 ? begun : begun.slice(0, end);
}

/** Reads a file as a table. @throws {ScriptError} for a file of another format */
export function fileTable(
  path: string,
  text: string,
  options: FileOptions,
  formats: CellFormats,
): ScriptTable {
  const name = fileName(path);
  switch (options.format) {
    case 'json':
      return jsonTable(name, text, formats);
    case 'qvd': {
      const found = readQvd(text);
      if (!found) throw ScriptError.of('wrongFormat', `'${path}' is no QVD file that was stored here`);
      return { ...found.table, name };
    }
    case 'delimited':
      return delimitedTable(name, text, options, formats);
  }
}

function fileName(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.[^.]*$/, '');
}

function delimitedTable(name: string, text: string, options: FileOptions, formats: CellFormats): ScriptTable {
  const rows = delimitedRows(text.replace(/^\uFEFF/, ''), options.delimiter, options.quoting)
    .slice(options.headerLines)
    .filter((row) => row.length > 1 || row[0]?.trim() !== '')
    .filter((row) => options.comment === undefined || !row[0]?.startsWith(options.comment));
  const labels = options.hasLabels ? rows.shift() : undefined;
  const width = labels?.length ?? rows.reduce((most, row) => Math.max(most, row.length), 0);
  const fields = Array.from({ length: width }, (_, column) => labels?.[column]?.trim() || `@${column + 1}`);
  return {
    name,
    rowCount: rows.length,
    columns: new Map(
      fields.map((field, column) => {
        const read = cellReader(formats);
        return [field, rows.map((row) => (row[column] === undefined ? null : read(row[column])))];
      }),
    ),
  };
}

/** Returns a reader that interprets each distinct text of a column once. */
function cellReader(formats: CellFormats): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = interpretCell(text, formats);
    if (known.size < 100_000) known.set(text, value);
    return value;
  };
}

function jsonTable(name: string, text: string, formats: CellFormats): ScriptTable {
  const rows = jsonRows(text);
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  return {
    name,
    rowCount: rows.length,
    columns: new Map(
      [...fields].map((field) => {
        const read = cellReader(formats);
        return [field, rows.map((row) => jsonValue(row[field], read))];
      }),
    ),
  };
}

function jsonRows(text: string): readonly Readonly<Record<string, unknown>>[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ScriptError(
      `Cannot read the JSON file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!Array.isArray(content) || !content.every(isRecord))
    throw new ScriptError('The JSON file does not contain a list of objects');
  return content;
}

function jsonValue(value: unknown, read: (text: string) => Value): Value {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return read(value);
  if (typeof value === 'boolean') return value ? -1 : 0;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
