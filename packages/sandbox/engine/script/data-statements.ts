import { setTimeout as delay } from 'node:timers/promises';
import { textOf, type Value } from '../expression/value.ts';
import { afterKeyword, isNameMatch, nameOf, namesOf, requireEnd, takeName, takeNames } from './name-list.ts';
import type { RunStatement, ScriptContext } from './script-context.ts';
import { ReloadCanceled, ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';

/** Parsers of statements that change loaded tables, or when and where the script reads. */
export const DATA_STATEMENTS: Readonly<Record<string, (rest: string) => RunStatement>> = {
  'drop table': parseDropTables,
  'drop tables': parseDropTables,
  'drop field': parseDropFields,
  'drop fields': parseDropFields,
  'rename table': (rest) => withRenamings(rest, renameTables),
  'rename tables': (rest) => withRenamings(rest, renameTables),
  'rename field': (rest) => withRenamings(rest, renameFields),
  'rename fields': (rest) => withRenamings(rest, renameFields),
  'loosen table': parseLoosenTables,
  'loosen tables': parseLoosenTables,
  autonumber: parseAutoNumber,
  directory: parseDirectory,
  sleep: parseSleep,
  // Lines of the script log are never kept back here: there is nothing to write first.
  flushlog: (rest) => {
    requireEnd(rest);
    return () => undefined;
  },
};

function parseDropTables(rest: string): RunStatement {
  const names = namesOf(rest);
  return ({ state }) => {
    for (const name of names) state.tables.splice(state.tables.indexOf(state.table(name)), 1);
  };
}

function parseLoosenTables(rest: string): RunStatement {
  const names = namesOf(rest);
  return ({ state }) => {
    for (const name of names) state.metadata.loosenTable(state.table(name).name);
  };
}

function parseDropFields(text: string): RunStatement {
  const { names: fields, rest } = takeNames(text);
  const from = afterKeyword(rest, 'from');
  const tables = from === undefined ? undefined : namesOf(from);
  if (from === undefined) requireEnd(rest);
  return ({ state }) => {
    const changed = tables ? tables.map((name) => state.table(name)) : state.tables;
    for (const field of fields) {
      const isFound = changed.map((table) => table.columns.delete(field)).includes(true);
      if (!isFound) throw ScriptError.of('fieldNotFound', `Field '${field}' not found`);
    }
  };
}

/** Renames `from` to `to`. `isMapped` when the names are from a mapping, which may have names that do not exist. */
type Rename = (
  renamed: ReadonlyMap<string, string>,
  state: ScriptState,
  options: { readonly isMapped: boolean },
) => void;

/** Parses `a to b, c to d`, or `using` with the name of a mapping. */
function withRenamings(text: string, rename: Rename): RunStatement {
  const using = afterKeyword(text, 'using');
  if (using !== undefined) {
    const mapping = nameOf(using);
    return ({ state }) => {
      const pairs = [...state.mapping(mapping)].map(([key, to]) => [key.slice(1), textOf(to)] as const);
      rename(new Map(pairs), state, { isMapped: true });
    };
  }
  const renamed = new Map<string, string>();
  for (let rest = `,${text}`; rest.startsWith(',');) {
    const from = takeName(rest.slice(1));
    const to = takeName(afterKeyword(from.rest, 'to') ?? missing('TO'));
    renamed.set(from.name, to.name);
    rest = to.rest.trim();
    if (!rest.startsWith(',')) requireEnd(rest);
  }
  return ({ state }) => rename(renamed, state, { isMapped: false });
}

const renameTables: Rename = (renamed, state, { isMapped }) => {
  for (const [from, to] of renamed) {
    const table = isMapped ? state.findTable(from) : state.table(from);
    if (!table) continue;
    if (from !== to && state.findTable(to)) throw new ScriptError(`There is a table '${to}' already`);
    table.name = to;
    state.metadata.renameTable(from, to);
  }
};

const renameFields: Rename = (renamed, state, { isMapped }) => {
  if (!isMapped) for (const from of renamed.keys()) state.requireField(from);
  for (const table of state.tables) {
    const names = [...table.columns.keys()].map((name) => renamed.get(name) ?? name);
    if (new Set(names).size < names.length)
      throw new ScriptError(`Renaming gives table '${table.name}' two fields of one name`);
    table.columns = new Map([...table.columns.values()].map((values, place) => [names[place] ?? '', values]));
  }
  for (const [from, to] of renamed) state.metadata.renameField(from, to);
};

/** Parses `AutoNumber fields Using counter`: a counter per field unless one is given. */
function parseAutoNumber(text: string): RunStatement {
  const { names: patterns, rest } = takeNames(text);
  const using = afterKeyword(rest, 'using');
  const counter = using === undefined ? undefined : nameOf(using);
  if (using === undefined) requireEnd(rest);
  return ({ state }) => {
    for (const table of state.tables)
      for (const [field, values] of table.columns) {
        if (!patterns.some((pattern) => isNameMatch(pattern, field))) continue;
        const number = (value: Value): Value =>
          value === null ? null : state.autoNumber(`AutoNumber ${counter ?? field}`, value);
        table.columns.set(field, values.map(number));
      }
  };
}

function parseDirectory(rest: string): RunStatement {
  const path = rest.trim() === '' ? '' : nameOf(/^\s*lib:/i.test(rest) ? `[${rest.trim()}]` : rest);
  return ({ state }) => {
    state.files.directory = path.replace(/(?<!\/)\/+$/, '');
  };
}

const SLEEP_STEP_MS = 100;
const MAX_SLEEP_MS = 600_000;

function parseSleep(rest: string): RunStatement {
  const milliseconds = Number(rest.trim());
  if (rest.trim() === '' || !(milliseconds >= 0 && milliseconds <= MAX_SLEEP_MS))
    throw ScriptError.of('syntax', `Sleep takes a number of milliseconds, at most ${MAX_SLEEP_MS}`);
  return async ({ listener }: ScriptContext) => {
    const end = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - Date.now()) {
      if (listener.isCanceled) throw new ReloadCanceled();
      await delay(Math.min(left, SLEEP_STEP_MS));
    }
  };
}

function missing(keyword: string): never {
  throw ScriptError.of('syntax', `"${keyword.toLowerCase()}" expected`);
}
