import type { Expression } from '../expression/ast.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { evaluateGroups, type GroupEvaluationScope } from '../expression/group-evaluation.ts';
import { Grouping } from '../expression/grouping.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { valueAt } from '../expression/value-column.ts';
import { mapExpression } from '../expression/walk.ts';
import { DataModel } from '../model/data-model.ts';
import type { NamedField } from './load-runner.ts';
import { RowContext } from './row-context.ts';
import { tableFunction } from './script-functions.ts';
import type { ScriptState } from './script-state.ts';
import { emptyTable, type ScriptTable } from './script-table.ts';

/**
 * Runs a `LOAD` that aggregates: one row per combination of the `group by` values, with the aggregations of chart expressions.
 * @throws {ExpressionError} when a field is neither aggregated nor grouped by
 */
export function loadGroups(
  fields: readonly NamedField[],
  groupBy: readonly Expression[],
  source: ScriptTable,
  state: ScriptState,
): ScriptTable {
  const prepared = new RowColumns(source, state);
  const keys = new Map(
    groupBy.map((expression) => [JSON.stringify(expression), prepared.nameOf(expression)]),
  );
  const bodies = fields.map(({ expression }) => groupExpression(expression, keys, prepared));
  const columns = [...prepared.columns].map(([name, values]) => ({ name, values }));
  const model = DataModel.build([{ name: source.name, columns }], state.settings.marks.decimal);
  const catalog = new FieldCatalog(model, state.settings);
  const [island] = model.islands;
  const grouping =
    groupBy.length === 0 || !island
      ? Grouping.single()
      : Grouping.by(
          [...keys.values()].map((name) => catalog.loadedField(name)),
          island,
          new Uint8Array(island.rowCount).fill(1),
        );
  const scope = scriptScope(catalog, state);
  const { settings } = state;
  const output = emptyTable(source.name, []);
  output.rowCount = groupBy.length > 0 && source.rowCount === 0 ? 0 : grouping.size;
  fields.forEach(({ name }, place) => {
    const body = bodies[place];
    const values = body ? evaluateGroups(body, grouping, scope, '$') : undefined;
    output.columns.set(
      name,
      Array.from({ length: output.rowCount }, (_, row) =>
        values ? settings.written(valueAt(values, row)) : null,
      ),
    );
  });
  state.countRows(output.rowCount);
  return output;
}

/** The input columns of the aggregation: the `group by` expressions and the arguments of aggregations. */
class RowColumns {
  readonly columns = new Map<
    string,
    ScriptTable['columns'] extends Map<string, infer Values> ? Values : never
  >();
  private readonly rows: RowContext;

  constructor(
    private readonly source: ScriptTable,
    state: ScriptState,
  ) {
    this.rows = new RowContext(state, source, emptyTable(source.name, []));
  }

  nameOf(expression: Expression): string {
    const name = expression.type === 'field' ? expression.name : JSON.stringify(expression);
    if (!this.columns.has(name)) {
      const evaluate = this.rows.compile(expression);
      this.columns.set(
        name,
        Array.from({ length: this.source.rowCount }, (_, row) => evaluate(row)),
      );
    }
    return name;
  }
}

/** Returns the expression with each part that is evaluated per row replaced by a column. */
function groupExpression(
  expression: Expression,
  keys: ReadonlyMap<string, string>,
  prepared: RowColumns,
): Expression {
  const key = keys.get(JSON.stringify(expression));
  if (key !== undefined) return { type: 'field', name: key };
  switch (expression.type) {
    case 'aggregation':
      return {
        ...expression,
        args: expression.args.map((arg) => ({ type: 'field', name: prepared.nameOf(arg) })),
      };
    case 'field':
      throw new ExpressionError(
        `Invalid expression: '${expression.name}' is neither aggregated nor grouped by`,
        0,
      );
    case 'unary':
      return { ...expression, operand: groupExpression(expression.operand, keys, prepared) };
    case 'binary':
      return {
        ...expression,
        left: groupExpression(expression.left, keys, prepared),
        right: groupExpression(expression.right, keys, prepared),
      };
    case 'call':
      return { ...expression, args: callArguments(expression, keys, prepared) };
    default:
      return mapExpression(expression, (part) => part);
  }
}

/** The first argument of `ApplyMap` and `MapSubstring` is the name of a map, not a field. */
function callArguments(
  call: Extract<Expression, { type: 'call' }>,
  keys: ReadonlyMap<string, string>,
  prepared: RowColumns,
): readonly Expression[] {
  return call.args.map((arg, place) =>
    place === 0 && (call.name === 'applymap' || call.name === 'mapsubstring')
      ? arg
      : groupExpression(arg, keys, prepared),
  );
}

function scriptScope(fields: FieldCatalog, state: ScriptState): GroupEvaluationScope {
  const all = new Map<number, Uint8Array>();
  return {
    fields,
    records: (set) => {
      if (set) throw new ExpressionError('Error in expression: set analysis is not allowed in a script', 0);
      return {
        rows: (index) => {
          const rows = all.get(index) ?? new Uint8Array(fields.model.island(index).rowCount).fill(1);
          all.set(index, rows);
          return rows;
        },
      };
    },
    rowColumn: (expression) => fields.rowColumn(expression),
    contextual: (call, compile) => tableFunction(call, state, compile),
  };
}
