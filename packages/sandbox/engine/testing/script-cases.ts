import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DataConnection } from '../../apps/app-definition.ts';
import { textOf } from '../expression/value.ts';
import { ScriptError } from '../script/script-error.ts';
import { runScript, type ScriptOptions } from '../script/script-runner.ts';
import { withStoredFiles } from '../session/stored-files.ts';
import type { ScriptState } from '../script/script-state.ts';
import type { ScriptTable } from '../script/script-table.ts';

/** Tables as texts: the fields, then a line per row; null is `-`. */
export type TableTexts = Readonly<Record<string, readonly string[]>>;

/** A script with what it results in. */
export interface ScriptCase {
  readonly script: string;
  /** All tables of the result. */
  readonly tables?: TableTexts;
  /** Some variables of the result; null for a variable that does not exist. */
  readonly variables?: Readonly<Record<string, string | null>>;
  /** The line and message of the error. */
  readonly error?: readonly [line: number, message: RegExp];
  /** More files of the connection `Data`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Progress messages, of which these are among. */
  readonly traces?: readonly string[];
}

const FILES: Readonly<Record<string, string>> = {
  'jan.csv': 'id,amount\n1,10\n2,20\n',
  'feb.csv': 'id,amount\n3,30\n',
  'north/mar.csv': 'id,amount\n4,40\n',
  'north/apr.csv': 'id,amount\n5,50\n',
  'rows.json': '[{"a":1,"b":"x"},{"a":2,"b":"y"}]',
};

/** A connection `Data` with files, to which scripts can write. */
function dataConnection(files: Readonly<Record<string, string>> = {}): DataConnection {
  const all: Readonly<Record<string, string>> = { ...FILES, ...files };
  return withStoredFiles({
    id: 'data',
    name: 'Data',
    list: () => Promise.resolve(Object.keys(all)),
    read: (file) => {
      const text = Object.hasOwn(all, file) ? all[file] : undefined;
      return text === undefined ? Promise.reject(new RangeError(file)) : Promise.resolve(text);
    },
    modifiedAt: () => Promise.resolve(new Date('2024-02-29T12:00:00Z')),
  });
}

/** Runs a script without an app. */
export function runTestScript(script: string, options: Partial<ScriptOptions> = {}): Promise<ScriptState> {
  return runScript(script, {
    connections: [dataConnection()],
    variables: [],
    listener: { tableLoading: () => undefined, trace: () => undefined, isCanceled: false },
    maxStatements: 2000,
    ...options,
  });
}

/** Returns a table as texts. */
export function tableTexts(table: ScriptTable): readonly string[] {
  const columns = [...table.columns.values()];
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((values) => (values[row] === null ? '-' : textOf(values[row] ?? null))).join(' '),
  );
  return [[...table.columns.keys()].join(' '), ...rows];
}

/** Declares a test per script. */
export function testScripts(cases: Readonly<Record<string, ScriptCase>>): void {
  for (const [name, expected] of Object.entries(cases)) it(name, () => check(expected));
}

async function check({ script, tables, variables, error, files, traces }: ScriptCase): Promise<void> {
  const messages: string[] = [];
  const options = {
    connections: [dataConnection(files)],
    listener: {
      tableLoading: () => undefined,
      trace: (message: string) => messages.push(message),
      isCanceled: false,
    },
  };
  if (error) {
    await assert.rejects(runTestScript(script, options), (thrown) => {
      assert.ok(thrown instanceof ScriptError, thrown instanceof Error ? thrown.stack : String(thrown));
      assert.match(thrown.message, error[1]);
      assert.equal(thrown.line, error[0]);
      return true;
    });
    return;
  }
  const state = await runTestScript(script, options);
  if (tables)
    assert.deepEqual(
      Object.fromEntries(state.tables.map((table) => [table.name, tableTexts(table)])),
      tables,
    );
  for (const [name, value] of Object.entries(variables ?? {}))
    assert.equal(state.variables.get(name) ?? null, value, name);
  for (const trace of traces ?? []) assert.ok(messages.includes(trace), messages.join('\n'));
}
