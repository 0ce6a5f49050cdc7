import fc from 'fast-check';
import {
  aggrValues,
  dimensionText,
  ORDERS,
  type GeneratedExpression,
  type SortedDimension,
  type Surroundings,
} from './reference-aggr.ts';
import { groupArguments, type Argument, type ArgumentRows } from './reference-arguments.ts';
import { FIELDS, type FieldName, type ReferenceRow, type Scalar } from './reference-model.ts';
import {
  generatedSet,
  unchanged,
  type GeneratedSet,
  type Mask,
  type ReferenceSet,
  type SetSurroundings,
} from './reference-sets.ts';
import { binaryText, bracketed, COMPLEMENT_POWER } from './reference-text.ts';

/** Qualifiers of an aggregation: its set, and the dimensions that `total` keeps. */
interface Qualifiers {
  readonly set: GeneratedSet | null;
  readonly total: readonly FieldName[] | null;
}

const qualifiers: fc.Arbitrary<Qualifiers> = fc.record({
  set: fc.option(generatedSet, { freq: 3 }),
  total: fc.option(fc.subarray([...FIELDS], { maxLength: 2 }), { freq: 1 }),
});

function textOf({ set, total }: Qualifiers): string {
  const fields = total && total.length > 0 ? ` <${total.join(', ')}>` : '';
  return `${set ? `{${set.text}} ` : ''}${total ? `total${fields} ` : ''}`;
}

function isInGroup(row: ReferenceRow, group: ReadonlyMap<FieldName, Scalar>, { total }: Qualifiers): boolean {
  return [...group].every(
    ([field, value]) => (total !== null && !total.includes(field)) || row.values[field] === value,
  );
}

function setIn(set: GeneratedSet | null, around: SetSurroundings): ReferenceSet {
  return set ? set.resolve(around) : around.outer;
}

/** The values of an argument for the rows of the group and set of an aggregation. */
function aggregationOver(
  name: string,
  parts: Qualifiers,
  argument: Argument,
  valuesOf: (rows: Mask, around: Surroundings) => ArgumentRows,
): GeneratedExpression {
  const [opening, compute] = groupArguments(name);
  return {
    text: `${opening}${textOf(parts)}${argument.text})`,
    power: 9,
    sets: (around) => [setIn(parts.set, around)],
    value: (around) => {
      const { rows } = around.model;
      const mask = setIn(parts.set, around)(unchanged);
      const values = valuesOf(mask, around).filter(({ row }) => {
        const record = rows[row];
        return mask[row] === true && record !== undefined && isInGroup(record, around.group, parts);
      });
      return compute(argument.deduplicated(values, name, rows));
    },
  };
}

function simpleAggregation(fields: fc.Arbitrary<Argument>, names: fc.Arbitrary<string>) {
  return fc
    .tuple(names, qualifiers, fields)
    .map(([name, parts, argument]) =>
      aggregationOver(name, parts, argument, (_, { model }) =>
        model.rows.map((record, row) => ({ row, value: argument.valueOf(record) })),
      ),
    );
}

const NAMES = [
  'Sum',
  'Count',
  'Avg',
  'Min',
  'Max',
  'Only',
  'Count distinct',
  'Sum distinct',
  'Concat',
  'MinString',
];

/** Generates the arithmetic of expressions, with outer sets in brackets. */
function compound(atom: fc.Arbitrary<GeneratedExpression>): fc.Arbitrary<GeneratedExpression> {
  return fc.letrec<{ expression: GeneratedExpression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: atom },
      {
        weight: 1,
        arbitrary: fc
          .tuple(
            tie('expression'),
            fc.constantFrom('+' as const, '-' as const, '*' as const),
            tie('expression'),
          )
          .map(([left, operator, right]): GeneratedExpression => ({
            ...binaryText(operator, left, right),
            sets: (around) => [...left.sets(around), ...right.sets(around)],
            value: (around) => calculate(operator, left.value(around), right.value(around)),
          })),
      },
      {
        weight: 1,
        arbitrary: tie('expression').map((operand): GeneratedExpression => ({
          text: `-${bracketed(operand, COMPLEMENT_POWER)}`,
          power: COMPLEMENT_POWER,
          sets: operand.sets,
          value: (around) => calculate('-', 0, operand.value(around)),
        })),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(generatedSet, tie('expression')).map(([set, operand]): GeneratedExpression => ({
          text: `({${set.text}} ${operand.text})`,
          power: 9,
          sets: (around) => operand.sets({ ...around, outer: set.resolve(around) }),
          value: (around) => operand.value({ ...around, outer: set.resolve(around) }),
        })),
      },
    ),
  })).expression;
}

function calculate(operator: '+' | '-' | '*', left: Scalar, right: Scalar): Scalar {
  const [first, second] = [numberIn(left), numberIn(right)];
  const result = { '+': first + second, '-': first - second, '*': first * second }[operator];
  return Number.isNaN(result) ? null : result;
}

/** Arithmetic reads a text as a number where it can. */
function numberIn(value: Scalar): number {
  return value === null || value === '' ? Number.NaN : Number(value);
}

const fieldValue = fc.constantFrom(...FIELDS).map((field): GeneratedExpression => {
  const only = aggregationOver(
    'Only',
    { set: null, total: null },
    { text: field, valueOf: ({ values }) => values[field], deduplicated: (values) => values },
    (_, { model }) => model.rows.map(({ values }, row) => ({ row, value: values[field] })),
  );
  return { ...only, text: field };
});

/** Functions of the place of a row in an `Aggr`. */
const placeFunction = (inner: GeneratedExpression): fc.Arbitrary<GeneratedExpression> =>
  fc.constantFrom<GeneratedExpression>(
    {
      text: 'RowNo()',
      power: 9,
      sets: () => [],
      value: ({ segment }) => (segment ? segment.place + 1 : null),
    },
    {
      text: `Above(${inner.text})`,
      power: 9,
      sets: inner.sets,
      value: ({ segment }) => {
        const above = segment?.groups[segment.place - 1];
        return above ? inner.value(above) : null;
      },
    },
  );

/** Generates expressions over groups of rows. @param argument generates the arguments of aggregations */
export function expressionsOver(argument: fc.Arbitrary<Argument>): fc.Arbitrary<GeneratedExpression> {
  const aggregation = simpleAggregation(argument, fc.constantFrom(...NAMES));
  const plain = compound(
    fc.oneof({ weight: 5, arbitrary: aggregation }, { weight: 1, arbitrary: fieldValue }),
  );
  const dimension: fc.Arbitrary<SortedDimension> = fc
    .tuple(
      fc.constantFrom(...FIELDS),
      fc.option(fc.oneof(fc.constantFrom(...ORDERS), aggregation)),
      fc.boolean(),
    )
    .map(([field, order, isDescending]) => ({ field, order, isDescending }));
  const overAggr = fc
    .record({
      name: fc.constantFrom(...NAMES.filter((name) => name !== 'Concat')),
      parts: qualifiers,
      inner: fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: plain.chain(placeFunction) }),
      own: fc.option(generatedSet),
      isRepeated: fc.boolean(),
      dimensions: fc.uniqueArray(dimension, { minLength: 1, maxLength: 2, selector: ({ field }) => field }),
    })
    .map(({ name, parts, inner, own, isRepeated, dimensions }) => {
      const qualified = `${own ? `{${own.text}} ` : ''}${isRepeated ? 'nodistinct ' : ''}`;
      const text = `Aggr(${qualified}${[inner.text, ...dimensions.map(dimensionText)].join(', ')})`;
      return aggregationOver(
        name,
        parts,
        { text, valueOf: () => null, deduplicated: (values) => values },
        (placed, around) =>
          aggrValues(inner, dimensions, isRepeated, placed, { ...around, outer: setIn(own, around) }),
      );
    });
  return compound(
    fc.oneof(
      { weight: 3, arbitrary: aggregation },
      { weight: 2, arbitrary: overAggr },
      { weight: 1, arbitrary: fieldValue },
    ),
  );
}
