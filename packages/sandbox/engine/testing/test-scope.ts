import assert from 'node:assert/strict';
import type { Dual, Table } from '../../apps/app-definition.ts';
import { DataModel } from '../model/data-model.ts';
import { DEFAULT_STATE, maskOf, withField, type SelectionSet } from '../selection/selection-set.ts';
import { EvaluationScope, type NamedDefinitions } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { Grouping } from '../expression/grouping.ts';
import { regionalSettings } from '../expression/regional-settings.ts';
import { numberOf, textOf, type Value } from '../expression/value.ts';
import { valueAt } from '../expression/value-column.ts';

/** Selected values by state and field. */
export type Selected = Readonly<Record<string, Readonly<Record<string, readonly (string | number)[]>>>>;

/** Returns a table with columns. */
export function table(name: string, columns: Readonly<Record<string, readonly Dual[]>>): Table {
  return { name, columns: Object.entries(columns).map(([field, values]) => ({ name: field, values })) };
}

/** Returns a scope that evaluates expressions over tables. Its variables are the script's too: they define the formats. */
export function testScope(
  tables: readonly Table[],
  selected: Selected = {},
  named: Partial<NamedDefinitions> = {},
): EvaluationScope {
  const settings = regionalSettings((name) => named.variable?.(name));
  const fields = new FieldCatalog(DataModel.build(tables, settings.marks.decimal), settings);
  return new EvaluationScope(
    fields,
    new Map(
      Object.entries({ [DEFAULT_STATE]: {}, ...selected }).map(([state, set]) => [
        state,
        selectionSet(fields, set),
      ]),
    ),
    { variable: () => undefined, bookmark: () => undefined, ...named },
  );
}

/** Returns selections of values by field. */
export function selectionSet(
  fields: FieldCatalog,
  selected: Readonly<Record<string, readonly (string | number)[]>>,
): SelectionSet {
  return Object.entries(selected).reduce<SelectionSet>((set, [name, values]) => {
    const field = fields.resolve(name);
    const codes = values.flatMap((value) => field.symbols.findText(String(value)) ?? []);
    return withField(set, field, maskOf(field.symbols.size, codes));
  }, new Map());
}

/** Asserts the values of expressions over all records; a dual is compared by its text. */
export function assertValues(scope: EvaluationScope, cases: readonly (readonly [string, Value])[]): void {
  for (const [expression, expected] of cases) {
    assert.deepEqual(plain(scope.evaluate(expression)), expected, expression);
  }
}

/** Asserts the numbers of expressions over all records, to a relative precision of 1e-9; null for no value. */
export function assertNumbers(
  scope: EvaluationScope,
  cases: readonly (readonly [string, number | null])[],
): void {
  for (const [expression, expected] of cases) {
    const value = scope.evaluate(expression);
    const number = value === null ? null : numberOf(value);
    const isNear =
      number !== null && expected !== null && Math.abs(number - expected) <= 1e-9 * Math.abs(expected);
    assert.ok(number === expected || isNear, `${expression} is ${number}, not ${expected}`);
  }
}

/** Returns the value of an expression per group of a chart; keys are the dimension texts joined by a slash. */
export function valuesPerGroup(
  scope: EvaluationScope,
  dimensions: readonly string[],
  expression: string,
  leftDimensions?: number,
): Readonly<Record<string, Value>> {
  const fields = dimensions.map((name) => scope.resolveField(name));
  const [first] = fields;
  assert.ok(first);
  const domain = scope.association(DEFAULT_STATE).rows(first.island);
  const grouping = Grouping.by(fields, scope.fields.model.island(first.island), domain);
  const order = Int32Array.from({ length: grouping.size }, (_, group) => group).sort((left, right) => {
    for (const codes of grouping.codes)
      if (codes[left] !== codes[right]) return (codes[left] ?? 0) - (codes[right] ?? 0);
    return 0;
  });
  const chart = { order, ...(leftDimensions === undefined ? {} : { leftDimensions }) };
  const column = scope.evaluateOver(expression, grouping, DEFAULT_STATE, chart);
  return Object.fromEntries(
    [...order].map((group) => [
      fields.map((field, place) => field.symbols.textOf(grouping.codes[place]?.[group] ?? -1)).join('/'),
      plain(valueAt(column, group)),
    ]),
  );
}

function plain(value: Value): Value {
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
