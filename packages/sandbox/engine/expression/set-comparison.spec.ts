import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tableArgument } from '../testing/reference-arguments.ts';
import type { GeneratedExpression } from '../testing/reference-aggr.ts';
import { expressionsOver } from '../testing/reference-expressions.ts';
import {
  FIELDS,
  referenceModel,
  selectedOf,
  type FieldName,
  type ReferenceModel,
  type Scalar,
} from '../testing/reference-model.ts';
import { selectionSetOf } from '../testing/reference-sets.ts';
import { selectionSet, testScope } from '../testing/test-scope.ts';
import { Grouping } from './grouping.ts';
import type { Value } from './value.ts';
import { valueAt } from './value-column.ts';

type State = '$' | 'Group';

/** Returns the engine's values per combination of dimension values that occurs. */
function ofEngine(
  model: ReferenceModel,
  dimensions: readonly FieldName[],
  state: State,
  { text }: GeneratedExpression,
): ReadonlyMap<string, Scalar> {
  const scope = testScope(
    model.tables,
    { $: selectedOf(model, '$'), Group: selectedOf(model, 'Group') },
    {
      bookmark: (name) =>
        name === 'Saved' ? selectionSet(scope.fields, selectedOf(model, 'Saved')) : undefined,
    },
  );
  const fields = dimensions.map((name) => scope.resolveField(name));
  const island = scope.fields.model.island(0);
  const grouping =
    fields.length === 0
      ? Grouping.single()
      : Grouping.by(fields, island, new Uint8Array(island.rowCount).fill(1));
  const column = scope.evaluateOver(text, grouping, state);
  return new Map(
    Array.from({ length: grouping.size }, (_, group) => [
      fields.map(({ symbols }, place) => textOfCode(symbols, grouping.codes[place]?.[group] ?? -1)).join('/'),
      plain(valueAt(column, group)),
    ]),
  );
}

function textOfCode(symbols: { textOf(code: number): string }, code: number): string {
  return code < 0 ? 'null' : symbols.textOf(code);
}

function plain(value: Value): Scalar {
  return typeof value === 'object' && value !== null ? value.number : value;
}

/** Returns the values by plain loops over the generated expression. */
function ofReference(
  model: ReferenceModel,
  dimensions: readonly FieldName[],
  state: State,
  expression: GeneratedExpression,
): ReadonlyMap<string, Scalar> {
  const outer = selectionSetOf(model, model.states[state]);
  const groups = new Map(
    model.rows.map(({ values }) => [
      dimensions.map((name) => String(values[name])).join('/'),
      new Map(dimensions.map((name) => [name, values[name]])),
    ]),
  );
  return new Map([...groups].map(([key, group]) => [key, expression.value({ model, outer, state, group })]));
}

function isSame(left: Scalar | undefined, right: Scalar | undefined): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return left === right;
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}

function assertSame(
  model: ReferenceModel,
  dimensions: readonly FieldName[],
  state: State,
  expression: GeneratedExpression,
): void {
  const engine = ofEngine(model, dimensions, state, expression);
  const reference = ofReference(model, dimensions, state, expression);
  const where = `${expression.text} in state ${state} over ${JSON.stringify({ ...model, states: undefined })}, selected ${JSON.stringify(
    Object.entries(model.states).map(([name, set]) => [name, [...set]]),
  )}`;
  assert.deepEqual([...engine.keys()].sort(), [...reference.keys()].sort(), where);
  for (const [group, value] of engine)
    assert.ok(
      isSame(value, reference.get(group)),
      `"${group}": ${value}, not ${reference.get(group)}: ${where}`,
    );
}

describe('set analysis and aggregation compared with plain loops', { timeout: 120_000 }, () => {
  it('have the same values for 5,000 random models, selections, states, dimensions and expressions', () => {
    fc.assert(
      fc.property(
        referenceModel,
        fc.subarray([...FIELDS], { maxLength: 2 }),
        fc.constantFrom('$' as const, 'Group' as const),
        expressionsOver(tableArgument),
        assertSame,
      ),
      { numRuns: 5000 },
    );
  });
});
