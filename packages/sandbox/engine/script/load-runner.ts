import type { Expression } from '../expression/ast.ts';
import { hasAggregation } from '../expression/field-names.ts';
import { withTimerMode } from '../expression/timer-functions.ts';
import { isTrue, numberOf, type Value } from '../expression/value.ts';
import { mapExpression } from '../expression/walk.ts';
import { prepareFunctions, withFileFunctions } from './file-functions.ts';
import { loadGroups } from './group-load.ts';
import { readSource } from './load-source.ts';
import type { LoadField, LoadStatement, OrderItem } from './load-statement.ts';
import { RowContext } from './row-context.ts';
import { orderRows } from './row-order.ts';
import { ScriptError } from './script-error.ts';
import { MAX_ROWS, type ScriptState } from './script-state.ts';
import { emptyTable, keyOf, takeRows, type ScriptTable } from './script-table.ts';
import { statementValue } from './statement-value.ts';
import { SubFieldRecords, subFieldCallsIn } from './subfield-records.ts';
import { hasWindow, withWindows } from './window-functions.ts';

/** Context of a load. */
export interface LoadContext {
  readonly state: ScriptState;
  /** Reports progress and yields to the event loop. @throws {ReloadCanceled} when the reload was canceled */
  reportProgress(table: string, rows: number): Promise<void>;
}

/** A field of a load after `*` was replaced by the fields of the source. */
export type NamedField = Extract<LoadField, { type: 'expression' }>;

const ROWS_PER_REPORT = 20_000;

/**
 * Runs a `LOAD` after its preceding loads.
 * @param loads the load, followed by the loads that are its source
 * @param rowsBefore the number of rows that the resulting table has already; undefined for a load that is the source of another
 * @throws {ScriptError} for an unknown file, table or field
 */
export async function runLoad(
  loads: readonly LoadStatement[],
  context: LoadContext,
  rowsBefore?: (loaded: ScriptTable) => number,
): Promise<ScriptTable> {
  const [load, ...preceding] = loads;
  if (!load) throw new ScriptError('A preceding load has no source');
  const source =
    load.source.type === 'preceding'
      ? await runLoad(preceding, context)
      : await readSource(load.source, context.state);
  const name = load.label ?? source.name;
  const prepared = (expression: Expression): Expression =>
    withFileFunctions(
      mapExpression(expression, (part) => withTimerMode(part, context.state.app)),
      source.file,
    );
  const given = namedFields(load.fields, source, context.state).map((field) => ({
    ...field,
    expression: prepared(field.expression),
  }));
  const written = { ...load, ...preparedClauses(load, prepared) };
  await prepareFunctions(
    [...given.map(({ expression }) => expression), written.where, written.while].filter(
      (expression) => expression !== undefined,
    ),
    context.state,
  );
  const { fields, clauses, records } = await computedWindows(given, written, source, context);
  const hasSubFields = fields.some(({ expression }) => subFieldCallsIn(expression).length > 0);
  const isGrouped = load.groupBy.length > 0 || fields.some(({ expression }) => hasAggregation(expression));
  if (isGrouped && hasSubFields)
    throw new ScriptError(
      'SubField or a function like it without a field number makes records: it is not allowed in a load that aggregates',
    );
  const loaded = isGrouped
    ? loadGroups(
        fields,
        load.groupBy.map(prepared),
        await orderedRecords(clauses, records, context),
        context.state,
      )
    : await loadRows(clauses, fields, records, context, rowsBefore);
  const table = { ...loaded, name };
  return load.isDistinct ? distinctRows(table) : table;
}

/** Computes the windows of fields, over the records that match the `where` clause. */
async function computedWindows(
  fields: readonly NamedField[],
  clauses: LoadStatement,
  source: ScriptTable,
  context: LoadContext,
): Promise<{
  readonly fields: readonly NamedField[];
  readonly clauses: LoadStatement;
  readonly records: ScriptTable;
}> {
  if (!fields.some(({ expression }) => hasWindow(expression))) return { fields, clauses, records: source };
  const filtered = await filterRows(clauses, source, context);
  const windows = withWindows(fields, filtered, context.state);
  return { fields: windows.fields, clauses: { ...clauses, where: undefined }, records: windows.source };
}

/** `where` and `while` with the functions of the load. */
function preparedClauses(
  load: LoadStatement,
  prepared: (expression: Expression) => Expression,
): Pick<LoadStatement, 'where' | 'while'> {
  return {
    where: load.where ? prepared(load.where) : undefined,
    while: load.while ? prepared(load.while) : undefined,
  };
}

function namedFields(
  fields: readonly LoadField[],
  source: ScriptTable,
  { rules }: ScriptState,
): readonly NamedField[] {
  const named = fields.flatMap((field): NamedField[] => {
    if (field.type === 'expression')
      return [field.isNamed ? field : { ...field, name: rules.aliasOf(field.name) }];
    return [...source.columns.keys()].map((name) => ({
      type: 'expression',
      expression: { type: 'field', name },
      name: rules.aliasOf(name),
      isNamed: false,
    }));
  });
  const names = new Set<string>();
  for (const { name } of named) {
    if (names.has(name)) throw new ScriptError(`Field names must be unique within table: '${name}'`);
    names.add(name);
  }
  return named;
}

/** Returns the source rows in the order of `order by`. */
function rowsInOrder(source: ScriptTable, orderBy: readonly OrderItem[]): readonly number[] {
  return orderRows(
    source,
    Array.from({ length: source.rowCount }, (_, row) => row),
    orderBy,
  );
}

/** Returns a table of the records that match the `where` clause. */
async function filterRows(
  load: LoadStatement,
  source: ScriptTable,
  context: LoadContext,
): Promise<ScriptTable> {
  if (!load.where) return source;
  const test = new RowContext(context.state, source, emptyTable(source.name, [])).compile(load.where);
  const rows: number[] = [];
  for (let row = 0; row < source.rowCount; row += 1) {
    if (isTrue(test(row))) rows.push(row);
    if (row % ROWS_PER_REPORT === ROWS_PER_REPORT - 1) await context.reportProgress(source.name, rows.length);
  }
  return takeRows(source, rows);
}

/** Returns a table of the records that match the `where` clause, in the order of `order by`, which `FirstValue` and others heed. */
async function orderedRecords(
  load: LoadStatement,
  source: ScriptTable,
  context: LoadContext,
): Promise<ScriptTable> {
  const records = await filterRows(load, source, context);
  return load.orderBy.length === 0 ? records : takeRows(records, rowsInOrder(records, load.orderBy));
}

async function loadRows(
  load: LoadStatement,
  fields: readonly NamedField[],
  source: ScriptTable,
  context: LoadContext,
  rowsBefore: ((loaded: ScriptTable) => number) | undefined,
): Promise<ScriptTable> {
  const { state } = context;
  const output = emptyTable(
    load.label ?? source.name,
    fields.map(({ name }) => name),
  );
  const before = rowsBefore?.(output);
  // In a load that is the source of another, RowNo() is 0.
  const rowNumber = (): number => (before === undefined ? 0 : before + output.rowCount + 1);
  const rows = new RowContext(state, source, output, rowNumber);
  const parts = new SubFieldRecords(fields, rows);
  const columns = parts.fields.map(({ expression, name }) => ({
    name,
    evaluate: rows.compile(expression),
    values: output.columns.get(name) ?? [],
  }));
  const compiled = (clause: Expression | undefined) => (clause ? rows.compile(clause) : undefined);
  const [where, loop] = [compiled(load.where), compiled(load.while)];
  const maxRecords = load.first ? numberOf(statementValue(load.first, state)) : Number.POSITIVE_INFINITY;
  const probability = load.sample ? numberOf(statementValue(load.sample, state)) : 1;
  if (Number.isNaN(probability)) throw new ScriptError('Sample takes a probability from 0 to 1');
  let [recordCount, counted] = [0, 0];
  const addRow = (row: number): void => {
    // One record may make any number of rows.
    if (output.rowCount >= MAX_ROWS)
      throw new ScriptError(`More than ${MAX_ROWS} rows: out of virtual memory`);
    const made: Value[] = columns.map(({ evaluate }) => evaluate(row));
    columns.forEach(({ values }, place) => values.push(made[place] ?? null));
    output.rowCount += 1;
    rows.rowAdded();
  };
  for (const row of rowsInOrder(source, load.orderBy)) {
    if (recordCount >= maxRecords) break;
    rows.iteration = 1;
    if (where && !isTrue(where(row))) continue;
    if (probability < 1 && Math.random() >= probability) continue;
    for (;;) {
      if (loop && !isTrue(loop(row))) break;
      parts.forEachRecord(row, addRow);
      if (output.rowCount - counted >= ROWS_PER_REPORT) {
        state.countRows(output.rowCount - counted);
        counted = output.rowCount;
        await context.reportProgress(output.name, output.rowCount);
      }
      if (!loop) break;
      rows.iteration += 1;
    }
    rows.previousRow = row;
    recordCount += 1;
  }
  state.countRows(output.rowCount - counted);
  return output;
}

function distinctRows(table: ScriptTable): ScriptTable {
  const columns = [...table.columns.values()];
  const seen = new Set<string>();
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row += 1) {
    const key = columns.map((values) => keyOf(values[row] ?? null) ?? '').join('\u0000');
    if (seen.has(key)) continue;
    seen.add(key);
    rows.push(row);
  }
  return takeRows(table, rows);
}
