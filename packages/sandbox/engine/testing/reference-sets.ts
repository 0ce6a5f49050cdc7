import fc from 'fast-check';
import {
  FIELDS,
  passes,
  POSSIBLE_VALUES,
  STATES,
  type FieldName,
  type ReferenceModel,
  type ReferenceSelection,
  type Scalar,
  type StateName,
} from './reference-model.ts';
import { binaryText, bracketed, COMPLEMENT_POWER, type Operator, type Text } from './reference-text.ts';

/** A flag per row of the model. */
export type Mask = readonly boolean[];

/** A set in which each entity's selections can be changed: that is what an inner set without identifier does. */
export type ReferenceSet = (change: (selection: ReferenceSelection) => ReferenceSelection) => Mask;

/** The surroundings of a set: the model, and the outer set or the selections of the object's state. */
export interface SetSurroundings {
  readonly model: ReferenceModel;
  readonly outer: ReferenceSet;
  readonly state: StateName;
}

/** A generated set expression without its braces. */
export interface GeneratedSet extends Text {
  readonly resolve: (around: SetSurroundings) => ReferenceSet;
}

interface Elements extends Text {
  /** A field name that is the modified field: without a selection its values depend on the operator. */
  readonly isOwnField?: true;
  readonly values: (base: ReferenceSelection, around: SetSurroundings) => readonly Scalar[];
}

interface Modifier {
  readonly field: FieldName;
  readonly text: string;
  /** Undefined to clear the selection. */
  readonly values: (base: ReferenceSelection, around: SetSurroundings) => readonly Scalar[] | undefined;
}

export const unchanged = (selection: ReferenceSelection): ReferenceSelection => selection;

/** Returns the rows of selections as a set. */
export function selectionSetOf(model: ReferenceModel, selection: ReferenceSelection): ReferenceSet {
  return (change) => {
    const changed = change(selection);
    return model.rows.map((row) => passes(row, changed));
  };
}

const operators = fc.constantFrom<Operator>('+', '-', '*', '/');

const isIn: Readonly<Record<Operator, (left: boolean, right: boolean) => boolean>> = {
  '+': (left, right) => left || right,
  '-': (left, right) => left && !right,
  '*': (left, right) => left && right,
  '/': (left, right) => left !== right,
};

const quoted = (value: string | number): string => (typeof value === 'string' ? `'${value}'` : String(value));

function possibleValues(model: ReferenceModel, mask: Mask, field: FieldName): readonly Scalar[] {
  return model.values[field].filter((value) =>
    model.rows.some((row, place) => mask[place] === true && row.values[field] === value),
  );
}

function currentValues(
  field: FieldName,
  operator: Operator,
  base: ReferenceSelection,
  { model }: SetSurroundings,
): readonly Scalar[] {
  return base.get(field) ?? (operator === '+' || operator === '/' ? [] : model.values[field]);
}

function combined(
  field: FieldName,
  operator: Operator,
  left: readonly Scalar[],
  right: readonly Scalar[],
  { model }: SetSurroundings,
): readonly Scalar[] {
  return model.values[field].filter((value) => isIn[operator](left.includes(value), right.includes(value)));
}

/** Elements of a field that need no other set. */
function simpleElements(field: FieldName): fc.Arbitrary<Elements> {
  const atom = (text: string, values: Elements['values']): Elements => ({ text, power: 9, values });
  return fc.oneof(
    fc
      .subarray([...POSSIBLE_VALUES[field]])
      .map((listed) => atom(`{${listed.map(quoted).join(', ')}}`, () => listed)),
    fc.constantFrom('s*', 'p?', '*', '*o*').map((pattern) => {
      const test = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
      return atom(`{"${pattern}"}`, (_, { model }) =>
        model.values[field].filter((value) => test.test(String(value))),
      );
    }),
    fc
      .integer({ min: 2020, max: 2024 })
      .map((bound) =>
        atom(`{">=${bound}"}`, (_, { model }) =>
          model.values[field].filter((value) => typeof value === 'number' && value >= bound),
        ),
      ),
    fc.integer({ min: -3, max: 9 }).map((bound) =>
      atom(`{"=Sum(Amount) > ${bound}"}`, (_, { model, state }) => {
        const sums = new Map<Scalar, Map<number, number>>();
        for (const row of model.rows.filter((candidate) => passes(candidate, model.states[state]))) {
          const own = sums.get(row.values[field]) ?? new Map<number, number>();
          if (typeof row.values.Amount === 'number') own.set(row.facts, row.values.Amount);
          sums.set(row.values[field], own);
        }
        return model.values[field].filter(
          (value) => [...(sums.get(value)?.values() ?? [])].reduce((sum, amount) => sum + amount, 0) > bound,
        );
      }),
    ),
    fc.constantFrom(...FIELDS).map((other): Elements => ({
      ...atom(`[${other}]`, (base, { model }) => {
        const possible = selectionSetOf(model, base)(unchanged);
        return base.get(other) ?? possibleValues(model, possible, other);
      }),
      ...(other === field ? { isOwnField: true } : {}),
    })),
    fc
      .tuple(fc.constantFrom('$' as const, 'Group' as const), fc.constantFrom(...FIELDS))
      .map(([state, other]) =>
        atom(`${state}::${other}`, (_, { model }) => model.states[state].get(other) ?? model.values[field]),
      ),
  );
}

function elementsOf(field: FieldName, set: fc.Arbitrary<GeneratedSet>): fc.Arbitrary<Elements> {
  const associated = fc
    .tuple(fc.boolean(), fc.option(set), fc.option(fc.constantFrom(...FIELDS)))
    .map(([isPossible, inner, named]): Elements => {
      const other = named ?? field;
      return {
        text: `${isPossible ? 'P' : 'E'}(${inner ? `{${inner.text}}` : ''} ${named ?? ''})`,
        power: 9,
        values: (_, around) => {
          const mask = (inner ? inner.resolve(around) : around.outer)(unchanged);
          const possible = possibleValues(around.model, mask, other);
          return isPossible
            ? possible
            : around.model.values[other].filter((value) => !possible.includes(value));
        },
      };
    });
  return fc.letrec<{ elements: Elements }>((tie) => ({
    elements: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: simpleElements(field) },
      { weight: 1, arbitrary: associated },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('elements'), operators, tie('elements'))
          .map(([left, operator, right]): Elements => ({
            ...binaryText(operator, left, right),
            values: (base, around) =>
              combined(
                field,
                operator,
                left.isOwnField ? currentValues(field, operator, base, around) : left.values(base, around),
                right.values(base, around),
                around,
              ),
          })),
      },
      {
        weight: 1,
        arbitrary: tie('elements').map((operand): Elements => ({
          text: `-${bracketed(operand, COMPLEMENT_POWER)}`,
          power: COMPLEMENT_POWER,
          values: (base, around) =>
            combined(field, '-', around.model.values[field], operand.values(base, around), around),
        })),
      },
    ),
  })).elements;
}

function modifierOf(field: FieldName, set: fc.Arbitrary<GeneratedSet>): fc.Arbitrary<Modifier> {
  return fc.oneof(
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(`${field}=`, field)
        .map((text) => ({ field, text, values: () => undefined })),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.option(operators), elementsOf(field, set))
        .map(([operator, elements]): Modifier => ({
          field,
          text: `${field} ${operator ?? ''}= ${elements.text}`,
          values: (base, around) => {
            const values = elements.values(base, around);
            if (!operator) return values;
            return combined(field, operator, currentValues(field, operator, base, around), values, around);
          },
        })),
    },
  );
}

function entityOf(set: fc.Arbitrary<GeneratedSet>): fc.Arbitrary<GeneratedSet> {
  const modifiers = fc
    .subarray([...FIELDS], { maxLength: 2 })
    .chain((fields) => fc.tuple(...fields.map((field) => modifierOf(field, set))));
  return fc
    .tuple(fc.constantFrom('', '', '1', ...STATES), modifiers)
    .filter(([name, { length }]) => name !== '' || length > 0)
    .map(([name, parts]) => ({
      text: `${name}${parts.length > 0 ? `<${parts.map((part) => part.text).join(', ')}>` : ''}`,
      power: 9,
      resolve: (around) => {
        const modify = (base: ReferenceSelection): ReferenceSelection => {
          const result = new Map(base);
          for (const { field, values } of parts) {
            const found = values(base, around);
            if (found) result.set(field, found);
            else result.delete(field);
          }
          return result;
        };
        const base = baseOf(name, around);
        return (change) => base((selection) => change(modify(selection)));
      },
    }));
}

function baseOf(name: '' | '1' | StateName, { model, outer }: SetSurroundings): ReferenceSet {
  if (name === '') return outer;
  return selectionSetOf(model, name === '1' ? new Map() : model.states[name]);
}

/** Generates set expressions: entities with modifiers, combined by operators. */
export const generatedSet: fc.Arbitrary<GeneratedSet> = fc.letrec<{ set: GeneratedSet; plain: GeneratedSet }>(
  (tie) => ({
    plain: entityOf(
      fc.constant<GeneratedSet>({
        text: '1',
        power: 9,
        resolve: ({ model }) => selectionSetOf(model, new Map()),
      }),
    ),
    set: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 5, arbitrary: entityOf(tie('plain')) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('set'), operators, tie('set'))
          .map(([left, operator, right]): GeneratedSet => ({
            ...binaryText(operator, left, right),
            resolve: (around) => {
              const [first, second] = [left.resolve(around), right.resolve(around)];
              return (change) => {
                const others = second(change);
                return first(change).map((flag, row) => isIn[operator](flag, others[row] === true));
              };
            },
          })),
      },
      {
        weight: 1,
        arbitrary: tie('set').map((operand): GeneratedSet => ({
          text: `-${bracketed(operand, COMPLEMENT_POWER)}`,
          power: COMPLEMENT_POWER,
          resolve: (around) => {
            const [all, inner] = [selectionSetOf(around.model, new Map()), operand.resolve(around)];
            return (change) => {
              const excluded = inner(change);
              return all(change).map((flag, row) => flag && excluded[row] !== true);
            };
          },
        })),
      },
    ),
  }),
).set;
