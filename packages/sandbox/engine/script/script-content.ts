import type { Column, Table } from '../../apps/app-definition.ts';
import { dateFormat } from '../expression/date-format.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import type { Value } from '../expression/value.ts';
import { mapExpression } from '../expression/walk.ts';
import type { CompileDerived } from './derived-fields.ts';
import { derivedExpression } from './derived-statements.ts';
import { RowContext } from './row-context.ts';
import type { ScriptState } from './script-state.ts';
import { emptyTable, keyOf, type ScriptTable } from './script-table.ts';

/** Number of values that are checked to detect a date column. */
const SAMPLE_SIZE = 1000;

/**
 * Returns the tables of a script as app tables, without tables that have no fields.
 * @throws {ScriptError} or {ExpressionError} when a derived field cannot be computed
 */
export function tablesOf(state: ScriptState): readonly Table[] {
  const { settings, metadata } = state;
  const tables = state.tables.filter((table) => table.columns.size > 0);
  return tables.map((table) => {
    const columns = [...table.columns].map(([name, values]): Column => {
      const tags = [...dateTags(values, settings), ...hidingTags(name, state), ...metadata.tagsOf(name)];
      const comment = metadata.commentOfField(name);
      return {
        ...{ name, values },
        ...(tags.length > 0 ? { tags: [...new Set(tags)] } : {}),
        ...(comment === undefined ? {} : { comment }),
        ...(metadata.isSearched(name) ? {} : { isSearched: false }),
      };
    });
    const derived = state.derived.columnsOf(table, {
      fields: columns.map(({ name, tags = [] }) => ({ name, tags })),
      isOwned: (name) => ownerOf(name, tables) === table,
      compile: compileOver(state),
    });
    const comment = metadata.commentOfTable(table.name);
    return {
      name: table.name,
      columns: [...columns, ...derived],
      ...(comment === undefined ? {} : { comment }),
      ...(metadata.isLoose(table.name) ? { isLoose: true } : {}),
    };
  });
}

/** Returns app tables as the tables of a script, for a partial reload: without derived fields. */
export function keptTablesOf(tables: readonly Table[]): readonly ScriptTable[] {
  return tables.map(({ name, columns }) => ({
    name,
    rowCount: columns[0]?.values.length ?? 0,
    columns: new Map(
      columns
        .filter(({ derivation }) => !derivation)
        .map((column): [string, Value[]] => [column.name, Array.from(column.values, valueOf)]),
    ),
  }));
}

/** `NaN` of a numeric column is null. */
function valueOf(value: Value): Value {
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

/** Returns the table that has most values of a field: fields that are derived from it are computed there. */
function ownerOf(name: string, tables: readonly ScriptTable[]): ScriptTable | undefined {
  const owners = tables.filter((table) => table.columns.has(name));
  if (owners.length < 2) return owners[0];
  const counted = owners.map((table) => ({
    table,
    count: new Set(table.columns.get(name)?.map((value) => keyOf(value))).size,
  }));
  return counted.sort((left, right) => right.count - left.count)[0]?.table;
}

/** Evaluates expressions of derived fields one value at a time. */
function compileOver(state: ScriptState): CompileDerived {
  return (source, field, parameters) => {
    const expression = mapExpression(derivedExpression(source, field), (part) => {
      const parameter = part.type === 'field' ? parameters.get(part.name) : undefined;
      return parameter ?? part;
    });
    const values: Value[] = [null];
    const table: ScriptTable = { name: '', columns: new Map([[field, values]]), rowCount: 1 };
    const evaluate = new RowContext(state, table, emptyTable('', [])).compile(expression);
    return (value) => {
      values[0] = value;
      return evaluate(0);
    };
  };
}

/** Fields whose name begins with `HidePrefix` or ends with `HideSuffix` are hidden. */
function hidingTags(name: string, { variables }: ScriptState): readonly string[] {
  const [prefix = '', suffix = ''] = [variables.get('HidePrefix'), variables.get('HideSuffix')];
  const isHidden = (prefix !== '' && name.startsWith(prefix)) || (suffix !== '' && name.endsWith(suffix));
  return isHidden ? ['$hidden'] : [];
}

/** Returns Qlik's tags for a column of dates or timestamps; charts draw it along a continuous axis. */
function dateTags(values: readonly Value[], settings: RegionalSettings): readonly string[] {
  const sample = values.filter((value) => value !== null && value !== '').slice(0, SAMPLE_SIZE);
  const isIn = (format: string): boolean => {
    const parsed = dateFormat(format, settings.names);
    return (
      sample.length > 0 &&
      sample.every(
        (value) => typeof value === 'object' && value !== null && parsed.read(value.text) !== undefined,
      )
    );
  };
  if (isIn(settings.dateFormat)) return ['$timestamp', '$date'];
  return isIn(settings.timestampFormat) ? ['$timestamp'] : [];
}
