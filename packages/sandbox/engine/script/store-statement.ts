import { textOf, type Value } from '../expression/value.ts';
import { TokenStream } from '../expression/token-stream.ts';
import { tokenize } from '../expression/tokens.ts';
import { parseFileOptions } from './file-options.ts';
import { targetOf } from './data-origin.ts';
import type { FileOptions } from './load-statement.ts';
import { afterKeyword, requireEnd, takeName } from './name-list.ts';
import { qvdText } from './qvd-file.ts';
import type { RunStatement } from './script-context.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptTable } from './script-table.ts';

/** A field of `Store`: `*`, or a field with its name in the file. */
interface StoredField {
  readonly field: string;
  readonly name: string;
}

/**
 * Parses `fields From table Into path (format)`.
 * @throws {ScriptError} when it is malformed
 * @throws {ExpressionError} for an unsupported format
 */
export function parseStore(text: string): RunStatement {
  const { fields, table, path, options } = storeTarget(text);
  return async ({ state, listener }) => {
    const stored = selected(state.table(table), fields);
    const content = options.format === 'qvd' ? qvdText(stored, new Date()) : delimitedText(stored, options);
    await state.files.write(path, content);
    state.addLineage(targetOf(path, options.format));
    listener.trace(`${stored.name} >> ${path} ${stored.rowCount}`);
  };
}

/** Returns what a `Store` statement stores, and where. @throws {ScriptError} or {ExpressionError} as {@link parseStore} */
export function storeTarget(text: string) {
  const { fields, rest } = takeFields(text);
  const table = takeName(rest);
  const { path, rest: format } = takePath(clause(table.rest, 'into'));
  return { fields, table: table.name, path, options: formatOf(format, path) };
}

/** Without `from` the text before `into` is the table. */
function takeFields(text: string): { readonly fields: readonly StoredField[]; readonly rest: string } {
  const fields: StoredField[] = [];
  for (let rest = `,${text}`; rest.startsWith(',');) {
    const field = takeName(rest.slice(1));
    const alias = afterKeyword(field.rest, 'as');
    const name = alias === undefined ? field : takeName(alias);
    fields.push({ field: field.name, name: name.name });
    rest = name.rest.trim();
    const from = afterKeyword(rest, 'from');
    if (from !== undefined) return { fields, rest: from };
    if (!rest.startsWith(',')) break;
  }
  return { fields: [{ field: '*', name: '*' }], rest: text };
}

/** A path without quotes ends at a space or bracket. */
function takePath(text: string): { readonly path: string; readonly rest: string } {
  const [plain] = /^\s*lib:[^\s(]+/i.exec(text) ?? [];
  if (plain !== undefined) return { path: plain.trim(), rest: text.slice(plain.length) };
  const { name, rest } = takeName(text);
  return { path: name, rest };
}

function formatOf(text: string, path: string): FileOptions {
  const stream = new TokenStream(text, tokenize(text));
  const given = text.trim() !== '';
  const options = parseFileOptions(stream, path);
  if (stream.next.kind !== 'end') requireEnd(text.slice(stream.previousEnd));
  // A file is a QVD unless its format says otherwise.
  if (!given) return { ...options, format: 'qvd' };
  if (options.format === 'json') throw ScriptError.of('syntax', 'STORE writes the formats txt and qvd only');
  if (options.encoding !== undefined && options.encoding !== 'utf-8')
    throw new ScriptError('STORE writes UTF-8 only');
  return options;
}

function selected(table: ScriptTable, fields: readonly StoredField[]): ScriptTable {
  const columns = new Map<string, Value[]>();
  for (const { field, name } of fields) {
    if (field === '*') for (const [known, values] of table.columns) columns.set(known, values);
    else {
      const values = table.columns.get(field);
      if (!values) throw ScriptError.of('fieldNotFound', `Field '${field}' not found`);
      columns.set(name, values);
    }
  }
  return { ...table, columns };
}

/** Returns a delimited text with a line of labels, unless the format is without labels. */
function delimitedText(table: ScriptTable, { delimiter, hasLabels, isLabelsGiven }: FileOptions): string {
  const quoted = (text: string): string =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const columns = [...table.columns.values()];
  const labels = hasLabels || !isLabelsGiven ? [[...table.columns.keys()].map(quoted)] : [];
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((values) => quoted(textOf(values[row] ?? null))),
  );
  return [...labels, ...rows].map((cells) => `${cells.join(delimiter)}\r\n`).join('');
}

function clause(rest: string, keyword: string): string {
  const found = afterKeyword(rest, keyword);
  if (found === undefined) throw ScriptError.of('syntax', `"${keyword}" expected`);
  return found;
}
