import fc from 'fast-check';
import type { ReferenceRow, Scalar } from './reference-model.ts';

/** Values of an argument with the index of their row. */
export type ArgumentRows = readonly { readonly row: number; readonly value: Scalar }[];

/** An argument of an aggregation. */
export interface Argument {
  readonly text: string;
  readonly valueOf: (row: ReferenceRow) => Scalar;
  /** Keeps one value per row of the argument's tables, because the join repeats these rows. */
  readonly deduplicated: (values: ArgumentRows, name: string, rows: readonly ReferenceRow[]) => ArgumentRows;
}

const IGNORES_DUPLICATES = ['Min', 'Max', 'Only', 'MinString', 'Count distinct', 'Sum distinct'];

type TableName = 'facts' | 'shops';

function perTableRow(tables: readonly TableName[]): Argument['deduplicated'] {
  return (values, _, rows) => {
    const seen = new Set<string>();
    return values.filter(({ row }) => {
      const pointers = tables.map((table) => rows[row]?.[table] ?? -1);
      const key = pointers.join('|');
      if (pointers.every((pointer) => pointer < 0) || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  };
}

function fieldArgument(field: keyof ReferenceRow['values'], table: TableName): Argument {
  return { text: field, valueOf: ({ values }) => values[field], deduplicated: perTableRow([table]) };
}

/** A key is counted per row of its first table; functions that ignore duplicates see the keys of all tables. */
const key: Argument = {
  text: 'Shop',
  valueOf: ({ values }) => values.Shop,
  deduplicated: (values, name, rows) =>
    IGNORES_DUPLICATES.includes(name) ? values : perTableRow(['facts'])(values, name, rows),
};

function product(left: Scalar, right: Scalar): Scalar {
  return typeof left === 'number' && typeof right === 'number' ? left * right : null;
}

/** Generates fields of both tables, and expressions over the fields of one and of two tables. */
export const tableArgument: fc.Arbitrary<Argument> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(fieldArgument('Amount', 'facts')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(fieldArgument('Year', 'facts'), fieldArgument('Product', 'facts'), key),
  },
  { weight: 2, arbitrary: fc.constantFrom(fieldArgument('Size', 'shops'), fieldArgument('Region', 'shops')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Argument>(
      {
        text: 'Amount * Year',
        valueOf: ({ values }) => product(values.Amount, values.Year),
        deduplicated: perTableRow(['facts']),
      },
      {
        text: 'Amount * Size',
        valueOf: ({ values }) => product(values.Amount, values.Size),
        deduplicated: perTableRow(['facts', 'shops']),
      },
    ),
  },
);

const isNumber = (value: Scalar): value is number => typeof value === 'number';
const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0);

const TEXT_ORDER = new Intl.Collator('en', { sensitivity: 'base' });

/** Compares texts in alphabetical order. */
export function compareText(left: string, right: string): number {
  return TEXT_ORDER.compare(left, right);
}

function byText(values: readonly Scalar[]): readonly Scalar[] {
  return [...values].sort((left, right) => compareText(String(left), String(right)));
}

/** Returns how an aggregation is opened, and its value of an argument's values. */
export function groupArguments(name: string): readonly [string, (values: ArgumentRows) => Scalar] {
  const [word = '', qualifier] = name.split(' ');
  return [
    `${word}(${qualifier ? `${qualifier} ` : ''}`,
    (rows) => {
      const given = rows.flatMap(({ value }) => (value === null ? [] : [value]));
      const values = qualifier ? [...new Set(given)] : given;
      return compute(word, values);
    },
  ];
}

function compute(word: string, values: readonly Scalar[]): Scalar {
  const numbers = values.filter(isNumber);
  switch (word) {
    case 'Sum':
      return total(numbers);
    case 'Count':
      return values.length;
    case 'Avg':
      return numbers.length > 0 ? total(numbers) / numbers.length : null;
    case 'Min':
      return numbers.length > 0 ? Math.min(...numbers) : null;
    case 'Max':
      return numbers.length > 0 ? Math.max(...numbers) : null;
    case 'Only':
      return new Set(values).size === 1 ? (values[0] ?? null) : null;
    case 'Concat':
      return values.length > 0 ? byText(values).join('') : null;
    case 'MinString':
      return numbers.length > 0 ? Math.min(...numbers) : (byText(values)[0] ?? null);
    default:
      throw new RangeError(`There is no aggregation ${word}.`);
  }
}
