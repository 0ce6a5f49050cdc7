import type { Value } from '../expression/value.ts';
import type { LoadStatement } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';
import { hasSameFields, keyOf, type ScriptTable } from './script-table.ts';
import { concatenated, crossTabled, joined, kept } from './table-joins.ts';

/**
 * Adds a loaded table to the script's state: as a new table, as a mapping, or into an existing table, depending on its prefixes.
 * @returns the table with the loaded rows; undefined for a mapping
 * @throws {ScriptError} when the target table does not exist
 */
export function registerTable(
  { target, label, crossTable }: LoadStatement,
  loaded: ScriptTable,
  state: ScriptState,
): ScriptTable | undefined {
  const source = crossTable ? crossTabled(loaded, crossTable) : loaded;
  const table = target.type === 'mapping' ? source : qualified(source, label ?? source.name, state);
  const targetTable = (name: string | undefined): ScriptTable =>
    name === undefined ? state.lastTable() : state.table(name);
  switch (target.type) {
    case 'mapping':
      state.mappings.set(label ?? '', mappingOf(table));
      return undefined;
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

function qualified(table: ScriptTable, name: string, state: ScriptState): ScriptTable {
  if (state.qualified.length === 0) return table;
  return {
    ...table,
    columns: new Map([...table.columns].map(([field, values]) => [state.fieldName(name, field), values])),
  };
}
