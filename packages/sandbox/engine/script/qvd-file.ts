import { isRecord } from '../../json/is-record.ts';
import type { Value } from '../expression/value.ts';
import type { ScriptTable } from './script-table.ts';

/** A table in a file that `Store` wrote with the format `qvd`. */
export interface QvdTable {
  readonly table: ScriptTable;
  readonly createdAt: Date;
}

/**
 * Returns a table as the content of a file. Qlik's own format is binary, and files are texts here: the format is this engine's, and only
 * this engine reads it.
 */
export function qvdText(table: ScriptTable, createdAt: Date): string {
  const fields = [...table.columns].map(([name, values]) => ({ name, values }));
  return JSON.stringify({ QvdTableHeader: { TableName: table.name, CreatedAt: createdAt }, fields });
}

/** Parses the content of a file; returns undefined when `Store` did not write it. */
export function readQvd(text: string): QvdTable | undefined {
  if (!text.startsWith('{"QvdTableHeader"')) return undefined;
  const content: unknown = JSON.parse(text);
  if (!isRecord(content) || !isRecord(content['QvdTableHeader']) || !Array.isArray(content['fields']))
    return undefined;
  const { TableName, CreatedAt } = content['QvdTableHeader'];
  const fields: readonly unknown[] = content['fields'];
  const columns = new Map<string, Value[]>();
  for (const field of fields) {
    if (!isRecord(field) || typeof field['name'] !== 'string' || !Array.isArray(field['values']))
      return undefined;
    columns.set(field['name'], field['values'].map(valueOf));
  }
  const rowCount = [...columns.values()][0]?.length ?? 0;
  return { table: { name: String(TableName), columns, rowCount }, createdAt: new Date(String(CreatedAt)) };
}

function valueOf(value: unknown): Value {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (isRecord(value) && typeof value['number'] === 'number' && typeof value['text'] === 'string')
    return { number: value['number'], text: value['text'] };
  return null;
}
