import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { csvParse } from 'd3-dsv';
import { isRecord } from '../../json/is-record.ts';
import type { DataConnection } from '../app-definition.ts';
import { DATA_FOLDER } from './data-folder.ts';

/** One row of a data file; its members are unknown. */
export type DataRow = Readonly<Record<string, unknown>>;

/** Reads a JSON file of the `vega-datasets` package that holds a list of rows. @throws {TypeError} when the file has no list of rows. */
export async function readJsonRows(name: string): Promise<readonly DataRow[]> {
  const content: unknown = JSON.parse(await readFile(join(DATA_FOLDER, name), 'utf8'));
  if (!Array.isArray(content) || !content.every(isRow)) throw new TypeError(`${name} has no list of rows.`);
  return content;
}

/** Reads a CSV file of the `vega-datasets` package. */
export async function readCsvRows(name: string): Promise<readonly DataRow[]> {
  return csvParse(await readFile(join(DATA_FOLDER, name), 'utf8'));
}

/** The data connection of the demo: the tables of the `vega-datasets` package, as `lib://Data/airports.csv`. */
export const DEMO_CONNECTION: DataConnection = {
  id: 'a1f0c4de-5b7a-4f0e-9d53-2d6f0e9b4c11',
  name: 'Data',
  list: listTables,
  async read(file) {
    // Only listed names are read, so that a path cannot leave the folder.
    if (!(await listTables()).includes(file)) throw new RangeError(`There is no file "${file}".`);
    return readFile(join(DATA_FOLDER, file), 'utf8');
  },
  async modifiedAt(file) {
    return (await listTables()).includes(file) ? (await stat(join(DATA_FOLDER, file))).mtime : undefined;
  },
};

async function listTables(): Promise<readonly string[]> {
  return (await readdir(DATA_FOLDER)).filter((name) => /\.(csv|tsv|json)$/.test(name)).sort();
}

/** Returns a member as a number; null when it is empty or not a number. */
export function numberIn(row: DataRow, name: string): number | null {
  const value = row[name];
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : null;
}

/** Returns a member as a text; null when it is empty. */
export function textIn(row: DataRow, name: string): string | null {
  const value = row[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRow(value: unknown): value is DataRow {
  return isRecord(value);
}
