import type { Island } from '../model/island.ts';
import { aggregate } from './aggregate.ts';
import { AGGREGATIONS } from './aggregation-names.ts';
import type { Aggregation, Call, Expression, SetExpression } from './ast.ts';
import { ChartRows, type ChartOrder } from './chart-rows.ts';
import { checkArguments, compile, type Evaluator } from './compile.ts';
import type { FieldCatalog, RowColumn } from './field-catalog.ts';
import { Grouping } from './grouping.ts';
import { listAcross, overList } from './list-aggregation.ts';
import { interRecord, interRecordList, type InterRecordContext } from './inter-record.ts';
import { withOuterSet } from './set-context.ts';
import type { RecordSet } from './set-evaluation.ts';
import type { NumberPattern } from './number-pattern.ts';
import { ExpressionError } from './tokens.ts';
import type { Value } from './value.ts';
import { collectValues, encodeColumn, valueAt, type ValueColumn } from './value-column.ts';

/** Context of an expression over groups. */
export interface GroupEvaluationScope {
  readonly fields: FieldCatalog;
  /** Returns the rows that pass the selections of a state, or the rows of a set expression. */
  records(set: SetExpression | undefined, state: string): RecordSet;
  /** Returns the values of a row expression; `Aggr` in it uses the records of the set. */
  rowColumn(expression: Expression, set: SetExpression | undefined, state: string): RowColumn;
  /** Returns the expression of a measure of the chart by its position from 0, for a measure that refers to itself. */
  columnExpression?(place: number, state: string): Expression | undefined;
  /** Returns functions of this context only, such as those of load scripts; undefined for any other function. */
  contextual?(call: Call, compile: (argument: Expression) => Evaluator): Evaluator | undefined;
}

/**
 * Evaluates an expression once per group.
 * @param chart the order of groups for inter-record functions; load order by default
 * @throws {ExpressionError} when the expression cannot be evaluated
 */
export function evaluateGroups(
  expression: Expression,
  grouping: Grouping,
  scope: GroupEvaluationScope,
  state: string,
  chart?: ChartOrder,
): ValueColumn {
  const evaluate = compileForGroups(expression, grouping, scope, state, new ChartRows(grouping, chart));
  return collectValues(grouping.size, evaluate);
}

function compileForGroups(
  expression: Expression,
  grouping: Grouping,
  scope: GroupEvaluationScope,
  state: string,
  rows: ChartRows,
  columns: InterRecordContext['columns'] = new Map(),
): Evaluator {
  const context: InterRecordContext = {
    rows,
    columns,
    groupCount: grouping.size,
    compile: (argument) => compileForGroups(argument, grouping, scope, state, rows, columns),
  };
  return compile(expression, {
    settings: scope.fields.settings,
    // A field outside an aggregation has its only value in the group.
    field: (name, set) =>
      aggregationEvaluator(onlyValue({ type: 'field', name }, set), grouping, scope, state),
    aggr: (node) => aggregationEvaluator(onlyValue(node, node.outerSet), grouping, scope, state),
    aggregation: (node) => aggregationEvaluator(node, grouping, scope, state),
    contextual: (call) => {
      if (call.name === 'column') return recursiveMeasure(call, context, scope, state);
      return scope.contextual?.(call, context.compile) ?? interRecord(call, context);
    },
    contextualList: (call) => interRecordList(call, context),
  });
}

/** Maximum number of rows of a recursion, which is as deep as it has rows. */
const MAX_RECURSION = 300;

/** Evaluates a measure that refers to itself in other rows. A value that depends on itself is null. */
function recursiveMeasure(
  { args, set }: Call,
  { compile: compileInContext, columns }: InterRecordContext,
  scope: GroupEvaluationScope,
  state: string,
): Evaluator {
  const place = args[0]?.type === 'number' ? args[0].value - 1 : -1;
  const key = JSON.stringify([place, set]);
  const found = columns.get(key) ?? { values: new Map<number, Value>(), evaluate: undefined, depth: 0 };
  columns.set(key, found);
  return (group) => {
    const known = found.values.get(group);
    if (known !== undefined) return known;
    if (found.depth >= MAX_RECURSION)
      throw new ExpressionError(
        `Error in expression: a measure refers to itself in more than ${MAX_RECURSION} rows`,
        0,
      );
    const expression = scope.columnExpression?.(place, state);
    if (!expression) return null;
    found.values.set(group, null);
    found.depth += 1;
    found.evaluate ??= compileInContext(set ? withOuterSet(expression, set) : expression);
    const value = found.evaluate(group);
    found.values.set(group, value);
    found.depth -= 1;
    return value;
  };
}

function onlyValue(argument: Expression, set: SetExpression | undefined): Aggregation {
  return {
    type: 'aggregation',
    name: 'only',
    isDistinct: false,
    total: undefined,
    set,
    args: [argument],
  };
}

function aggregationEvaluator(
  node: Aggregation,
  grouping: Grouping,
  scope: GroupEvaluationScope,
  state: string,
): Evaluator {
  const [minArguments, maxArguments] = AGGREGATIONS[node.name] ?? [1, 1];
  checkArguments(node.name, node.args.length, minArguments, maxArguments);
  const list = listAcross(node, scope.fields);
  if (list)
    return overList(list, node, grouping, (each) => aggregationEvaluator(each, grouping, scope, state));
  if (grouping.parts.length > 0) {
    const given = node.args.map((arg) => scope.rowColumn(arg, node.set, state));
    const part = grouping.partOf(islandOf(given, grouping));
    const evaluate = aggregationEvaluator(node, part.grouping, scope, state);
    return (group) => evaluate(part.groupMap[group] ?? 0);
  }
  if (node.total) {
    const names = node.total.map((name) => scope.fields.resolve(name).name);
    const { grouping: coarse, groupMap } = totalOf(grouping, names);
    const column = runAggregation(node, coarse, scope, state);
    return (group) => valueAt(column, groupMap[group] ?? 0);
  }
  const column = runAggregation(node, grouping, scope, state);
  // Data that is not associated with the dimensions has the same value in every group.
  return column.numbers.length < grouping.size ? () => valueAt(column, 0) : (group) => valueAt(column, group);
}

/**
 * Returns the grouping of `total <a, b>` by these dimensions, and per group its group there. Records without a group here, because another
 * dimension is null, are included.
 */
function totalOf(
  grouping: Grouping,
  names: readonly string[],
): { readonly grouping: Grouping; readonly groupMap: Int32Array } {
  const groupMap = new Int32Array(grouping.size);
  const places = grouping.fields.flatMap((field, place) => (names.includes(field.name) ? [place] : []));
  if (places.length === 0 || !grouping.island) return { grouping: Grouping.single(), groupMap };
  const allRows = new Uint8Array(grouping.island.rowCount).fill(1);
  const fields = places.flatMap((place) => grouping.fields[place] ?? []);
  const coarse = Grouping.by(fields, grouping.island, allRows);
  const ids = new Map<string, number>();
  for (let group = 0; group < coarse.size; group += 1)
    ids.set(coarse.codes.map((codes) => codes[group]).join('|'), group);
  for (let group = 0; group < grouping.size; group += 1)
    groupMap[group] = ids.get(places.map((place) => grouping.codes[place]?.[group]).join('|')) ?? 0;
  return { grouping: coarse, groupMap };
}

/** For functions that ignore duplicates, a key field includes the values of all its tables. */
function allTablesOf(
  args: readonly Expression[],
  own: readonly number[],
  { fields }: GroupEvaluationScope,
): readonly number[] {
  const [first, ...others] = args;
  const isOnlyField = others.every(({ type }) => type === 'text' || type === 'number');
  return first?.type === 'field' && isOnlyField ? fields.loadedField(first.name).tables : own;
}

const DUPLICATE_INSENSITIVE: ReadonlySet<string> = new Set(['only', 'min', 'max', 'minstring', 'maxstring']);

function runAggregation(
  node: Aggregation,
  grouping: Grouping,
  scope: GroupEvaluationScope,
  state: string,
): ValueColumn {
  const given = node.args.map((arg) => scope.rowColumn(arg, node.set, state));
  const islandIndex = islandOf(given, grouping);
  const island = scope.fields.model.island(islandIndex);
  const [column, ...extra] = given.map((part) => alignColumn(part, island));
  if (!column) throw new ExpressionError(`Error in expression: ${node.name} takes a parameter`, 0);
  const mask = scope.records(node.set, state).rows(islandIndex);
  const groupOf = grouping.groupIn(island);
  const size = groupOf ? grouping.size : 1;
  const ownTables = [...new Set([column, ...extra].flatMap((part) => part.tables))];
  const ignoresDuplicates = node.isDistinct || DUPLICATE_INSENSITIVE.has(node.name);
  const tables = ignoresDuplicates ? allTablesOf(node.args, ownTables, scope) : ownTables;
  // An app without tables has no records.
  const hasRecords = !column.isConstant || grouping.island || scope.fields.model.islands.length > 0;
  const all = hasRecords ? grouping.rowsFor(island, tables, mask) : new Int32Array();
  const rows = node.isDistinct
    ? distinctValues(distinctColumn(node, column, extra), all, groupOf, size)
    : all;
  const result = aggregate(node.name, { column, rows, groupOf, size, extra });
  if (!result) throw new ExpressionError(`Error in expression: there is no function "${node.name}"`, 0);
  return MONEY.has(node.name) ? withFormat(result, scope.fields.settings.moneyPattern) : result;
}

/** Aggregations whose results have the app's format of money by default. */
const MONEY: ReadonlySet<string> = new Set(['npv', 'xnpv']);

function withFormat({ numbers }: ValueColumn, pattern: NumberPattern): ValueColumn {
  const texts = Array.from(numbers, (value) => (Number.isNaN(value) ? undefined : pattern.write(value)));
  return { numbers, texts };
}

/** Returns the island of columns: that of their fields, for constants that of the grouping. */
function islandOf(columns: readonly RowColumn[], grouping: Grouping): number {
  const fieldColumn = columns.find((column) => !column.isConstant);
  return fieldColumn?.island ?? grouping.island?.index ?? columns[0]?.island ?? 0;
}

/** Returns a column over the rows of an island, to which constants are extended. */
function alignColumn(column: RowColumn, { index, rowCount }: Island): RowColumn {
  if (column.island === index) return column;
  if (!column.isConstant)
    throw new ExpressionError('Error in expression: its fields are in tables that are not associated', 0);
  return {
    ...column,
    island: index,
    numbers: new Float64Array(rowCount).fill(column.numbers[0] ?? Number.NaN),
    texts: column.texts ? new Array<string | undefined>(rowCount).fill(column.texts[0]) : undefined,
    codes: new Int32Array(rowCount).fill(column.codes[0] ?? -1),
  };
}

/** Aggregations whose further arguments are no values: a delimiter, a rank, a sort weight. */
const ONE_VALUE: ReadonlySet<string> = new Set(['concat', 'jsonarray', 'min', 'max', 'fractile']);

/** Returns the column by which values are distinct: that of the first argument, or of the combinations of all arguments. */
function distinctColumn(
  { name }: Aggregation,
  column: RowColumn,
  extra: readonly RowColumn[],
): Pick<RowColumn, 'codes' | 'symbols'> {
  if (extra.length === 0 || ONE_VALUE.has(name)) return column;
  const combined = [column, ...extra];
  const texts = Array.from(column.codes, (_, row) => combined.map(({ codes }) => codes[row]).join('|'));
  return encodeColumn({ numbers: new Float64Array(texts.length).fill(Number.NaN), texts });
}

/** Maximum number of (group, value) pairs in a dense table; above it a set is used. */
const MAX_TABLE = 1 << 26;

/** Returns rows in which each value occurs once per group. */
function distinctValues(
  column: Pick<RowColumn, 'codes' | 'symbols'>,
  rows: Int32Array,
  groupOf: Int32Array | undefined,
  groupCount: number,
): Int32Array {
  const width = column.symbols.size + 1;
  const cells = width * groupCount;
  const isNew = cells <= MAX_TABLE ? denseSeen(cells) : sparseSeen();
  return rows.filter((row) => {
    const code = column.codes[row] as number;
    return isNew((groupOf ? (groupOf[row] as number) : 0) * width + code + 1);
  });
}

function denseSeen(cells: number): (key: number) => boolean {
  const seen = new Uint8Array(cells);
  return (key) => {
    if (seen[key] === 1) return false;
    seen[key] = 1;
    return true;
  };
}

function sparseSeen(): (key: number) => boolean {
  const seen = new Set<number>();
  return (key) => seen.size < seen.add(key).size;
}
