import type { Value } from '../expression/value.ts';
import type { LoadStatement, LoadTarget } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';
import { hasSameFields, keyOf, type ScriptTable } from './script-table.ts';
import { concatenated, joined, kept } from './table-joins.ts';
import { transformed } from './table-transforms.ts';

/**
 * Adds a loaded table to the script's state: as a new table, as a mapping, or into an existing table, depending on its prefixes.
 * @returns the tables with the loaded rows; none for a mapping
 * @throws {ScriptError} when the target table does not exist
 */
export function registerTable(
  load: LoadStatement,
  loaded: ScriptTable,
  state: ScriptState,
): readonly ScriptTable[] {
  const replaced = replacedTable(load, loaded, state);
  if (replaced) state.tables.splice(state.tables.indexOf(replaced), 1);
  const target = targetOf(load, loaded, state);
  const tables = transformed({ ...loaded, name: replaced?.name ?? loaded.name }, load.transforms, state);
  if (target.type !== 'mapping')
    return tables.map((table) => addTo(target, state.rules.applyTo(table, table.name), state));
  for (const table of tables) state.mappings.set(load.label ?? '', mappingOf(table));
  return [];
}

/** Returns the number of rows of the table that a load adds to, for `RowNo()`; 0 for a new table. @param loaded the table without rows */
export function rowsBefore(load: LoadStatement, loaded: ScriptTable, state: ScriptState): number {
  if (load.transforms.length > 0 || replacedTable(load, loaded, state)) return 0;
  const target = targetOf(load, loaded, state);
  return existingTable(target, state.rules.applyTo(loaded, loaded.name), state)?.rowCount ?? 0;
}

function existingTable(target: LoadTarget, loaded: ScriptTable, state: ScriptState): ScriptTable | undefined {
  if (target.type === 'table') return sameFieldsTable(loaded, state);
  if (target.type !== 'concatenate') return undefined;
  return target.table === undefined ? state.tables.at(-1) : state.findTable(target.table);
}

/** Returns the table that `Replace` replaces: that of the label, else the one that the load would add to. */
function replacedTable(
  { target, partial, label }: LoadStatement,
  loaded: ScriptTable,
  state: ScriptState,
): ScriptTable | undefined {
  if (partial?.type !== 'replace' || target.type !== 'table') return undefined;
  const named = state.findTable(loaded.name);
  return (
    named ??
    (label === undefined ? sameFieldsTable(state.rules.applyTo(loaded, loaded.name), state) : undefined)
  );
}

/** In a partial reload, `Add` adds to the table of that name. */
function targetOf({ target, partial }: LoadStatement, loaded: ScriptTable, state: ScriptState): LoadTarget {
  if (partial?.type !== 'add' || !state.isPartialReload || target.type !== 'table') return target;
  const known = state.findTable(loaded.name);
  return known ? { type: 'concatenate', table: known.name } : target;
}

function addTo(
  target: Exclude<LoadTarget, { type: 'mapping' }>,
  table: ScriptTable,
  state: ScriptState,
): ScriptTable {
  const targetTable = (name: string | undefined): ScriptTable =>
    name === undefined ? state.lastTable() : state.table(name);
  switch (target.type) {
    case 'concatenate':
      return replaceTable(state, targetTable(target.table), concatenated(targetTable(target.table), table));
    case 'join':
      return replaceTable(
        state,
        targetTable(target.table),
        joined(targetTable(target.table), table, target.kind),
      );
    case 'keep': {
      const keptTables = kept(targetTable(target.table), table, target.kind);
      replaceTable(state, targetTable(target.table), keptTables.target);
      return addTable(state, keptTables.added);
    }
    case 'separate':
      return addTable(state, table);
    case 'table': {
      // Tables with the same set of fields are concatenated, as in Qlik.
      const sameFields = sameFieldsTable(table, state);
      return sameFields
        ? replaceTable(state, sameFields, concatenated(sameFields, table))
        : addTable(state, table);
    }
  }
}

function sameFieldsTable(table: ScriptTable, state: ScriptState): ScriptTable | undefined {
  return state.tables.find((candidate) => hasSameFields(candidate, table));
}

function addTable(state: ScriptState, table: ScriptTable): ScriptTable {
  const added = { ...table, name: state.uniqueTableName(table.name) };
  state.tables.push(added);
  return added;
}

function replaceTable(state: ScriptState, known: ScriptTable, next: ScriptTable): ScriptTable {
  state.tables[state.tables.indexOf(known)] = next;
  return next;
}

function mappingOf(table: ScriptTable): ReadonlyMap<string, Value> {
  const [keys, values] = [...table.columns.values()];
  if (!keys || !values) throw new ScriptError('A mapping table has two fields');
  const mapping = new Map<string, Value>();
  keys.forEach((value, row) => {
    const key = keyOf(value);
    if (key !== undefined && !mapping.has(key)) mapping.set(key, values[row] ?? null);
  });
  return mapping;
}
