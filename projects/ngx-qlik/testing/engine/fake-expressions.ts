import { unsupported } from './engine-faults';
import type { FakeRow, FakeValue } from './fake-app-data';
import { type FakeTable, toText, unknownExpression } from './fake-fields';

/** Calculates a measure from the rows of a cell. */
export type Measure = (rows: readonly FakeRow[]) => FakeValue;

type Aggregation = (values: readonly FakeValue[], describe: () => string) => FakeValue;

const AGGREGATIONS: Readonly<Record<string, Aggregation>> = {
  sum: (values, describe) => numbersOf(values, describe).reduce((sum, value) => sum + value, 0),
  count: (values) => values.length,
  avg: (values, describe) => {
    const numbers = numbersOf(values, describe);
    return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  },
  min: (values, describe) => extreme(numbersOf(values, describe), (one, other) => one < other),
  max: (values, describe) => extreme(numbersOf(values, describe), (one, other) => one > other),
  only: (values) => (new Set(values).size === 1 ? values[0] : null),
};

const CALL = /^(sum|count|avg|min|max|only)\s*\((.*)\)$/is;
/** A name in brackets or quotation marks, with any text in it, or one without. */
const FIELD = /^(?:\[[^\]]*(?:\]\][^\]]*)*\]|"[^"]*(?:""[^"]*)*"|[^()[\]"]*)$/;

/** Reads an aggregation of one field, or of its distinct values. */
function readCall(text: string) {
  const [, name, inner = ''] = CALL.exec(text) ?? [];
  const argument = inner.trim();
  const field = argument.replace(/^distinct(?:\s+|(?=[["]))/i, '');
  if (name === undefined || !FIELD.test(field)) return undefined;
  return { aggregation: name.toLowerCase(), isDistinct: field !== argument, field };
}

/**
 * Reads a measure: a function of the test, an aggregation of one field, or a field.
 * @throws {UnsupportedByFake} for any other expression, and an unknown field
 */
export function readMeasure(definition: string, table: FakeTable): Measure {
  const given = table.expression(definition);
  if (given) return given;
  const text = toText(definition);
  const { aggregation, isDistinct, field } = readCall(text) ?? {
    aggregation: 'only',
    isDistinct: false,
    field: text,
  };
  const name = table.nameOf(field);
  const aggregate = AGGREGATIONS[aggregation];
  if (name === undefined || !aggregate) throw unknownExpression(definition, table.names);
  return (rows) => {
    const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
    return aggregate(isDistinct ? [...new Set(values)] : values, () => `${definition} of the text`);
  };
}

/** Whether all values of a measure are integers, by its expression: a count, or an aggregation of a field of integers that keeps them. */
export function isIntegerMeasure(definition: string, table: FakeTable): boolean {
  if (table.expression(definition)) return false;
  const { aggregation = '', field = '' } = readCall(toText(definition)) ?? {};
  if (aggregation === 'count') return true;
  const name = table.nameOf(field);
  const { isNumeric, values } = name === undefined ? { isNumeric: false, values: [] } : table.named(name);
  return /^(sum|min|max|only)$/.test(aggregation) && isNumeric && values.every(Number.isInteger);
}

/**
 * Formats a number, as Qlik does without a format: with at most 14 digits.
 * @param format a number format such as `#,##0.00`, `0%` or `€ 0.0`
 * @throws {UnsupportedByFake} for another format
 */
export function formatNumber(value: number, format = ''): string {
  if (format === '') return String(Number(value.toPrecision(14)));
  const parts = /^([^#0.,%]*)(#,##)?0(?:\.(0+))?(%?)([^#0.,%]*)$/.exec(format);
  if (!parts) {
    throw unsupported(
      `does not know the number format "${format}"`,
      'It knows formats such as 0, 0.00, #,##0.0 and 0%.',
    );
  }
  const [, before = '', thousands, decimals = '', percent = '', after = ''] = parts;
  const scaled = percent ? value * 100 : value;
  const text = scaled.toLocaleString('en-US', {
    minimumFractionDigits: decimals.length,
    maximumFractionDigits: decimals.length,
    useGrouping: thousands !== undefined,
  });
  return before + text + percent + after;
}

/** The text of a field's value. */
export function textOf(value: string | number): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}

function numbersOf(values: readonly FakeValue[], describe: () => string): number[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [value];
    // Qlik's load scripts make numbers of such texts, so a result without them would be wrong.
    if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
      throw unsupported(`cannot calculate ${describe()} "${value}"`, 'Give numbers in the rows of the app.');
    return [];
  });
}

function extreme(values: readonly number[], isBetter: (one: number, other: number) => boolean): FakeValue {
  return values.reduce<number | null>(
    (best, value) => (best === null || isBetter(value, best) ? value : best),
    null,
  );
}
