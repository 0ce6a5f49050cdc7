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
  const target = targetOf(load, loaded, state);
  const tables = transformed(loaded, load.transforms, state);
  if (target.type !== 'mapping')
    return tables.map((table) => addTo(target, state.rules.applyTo(table, table.name), state));
  for (const table of tables) state.mappings.set(load.label ?? '', mappingOf(table));
  return [];
}

/** In a partial reload, `Add` adds to the table of that name, and `Replace` replaces it. */
function targetOf({ target, partial }: LoadStatement, loaded: ScriptTable, state: ScriptState): LoadTarget {
  if (!partial || !state.isPartialReload || target.type !== 'table') return target;
  const known = state.findTable(loaded.name);
  if (!known) return target;
  if (partial.type === 'add') return { type: 'concatenate', table: known.name };
  state.tables.splice(state.tables.indexOf(known), 1);
  return target;
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
      const sameFields = state.tables.find((candidate) => hasSameFields(candidate, table));
      return sameFields
        ? replaceTable(state, sameFields, concatenated(sameFields, table))
        : addTable(state, table);
    }
  }
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
