import type { Field } from '../model/field.ts';
import { DATE_FORMAT, parseDate, TIMESTAMP_FORMAT } from './date-format.ts';
import { wildcardPattern } from './general-functions.ts';

/** How a text without wildcards matches: anywhere in a value (a user's search), or the whole value (set analysis). */
export type PlainMatch = 'anywhere' | 'whole';

const COMPARISON = /^\s*(>=|<=|>|<)\s*([^<>=]+?)\s*(?:(>=|<=|>|<)\s*([^<>=]+?)\s*)?$/;

/**
 * Returns the values that match a search text: a numeric comparison (`>=5`, `>5<10`), wildcards (`a*`), or a plain text,
 * case-insensitive. Alternatives in brackets, `(a|b)`, match the values of each.
 */
export function searchValues(field: Field, text: string, plain: PlainMatch): Uint8Array {
  const test = valueTest(text, plain);
  const { symbols } = field;
  const mask = new Uint8Array(symbols.size);
  for (let code = 0; code < mask.length; code += 1) {
    if (test(symbols.textOf(code), symbols.numberOf(code))) mask[code] = 1;
  }
  return mask;
}

type ValueTest = (text: string, number: number) => boolean;

function valueTest(text: string, plain: PlainMatch): ValueTest {
  const alternatives = /^\((.*\|.*)\)$/.exec(text.trim());
  if (alternatives) {
    const tests = (alternatives[1] ?? '').split('|').map((part) => valueTest(part, plain));
    return (value, number) => tests.some((test) => test(value, number));
  }
  const comparison = numericTest(text);
  if (comparison) return comparison;
  if (/[*?]/.test(text)) {
    const pattern = wildcardPattern(text);
    return (value) => pattern.test(value);
  }
  const wanted = text.toLowerCase();
  if (plain === 'whole') return (value) => value.toLowerCase() === wanted;
  return (value) => value.toLowerCase().includes(wanted);
}

/** Parses a comparison with numbers or dates: `>=5`, `>5<10`, `>=2024-01-01`. */
function numericTest(text: string): ValueTest | undefined {
  const [, operator, bound, nextOperator, nextBound] = COMPARISON.exec(text) ?? [];
  if (operator === undefined || bound === undefined) return undefined;
  const first = comparisonTest(operator, boundOf(bound));
  if (nextOperator === undefined || nextBound === undefined) return (_, number) => first(number);
  const second = comparisonTest(nextOperator, boundOf(nextBound));
  return (_, number) => first(number) && second(number);
}

/** Returns NaN, for which every comparison is false, for a text that is neither a number nor a date. */
function boundOf(text: string): number {
  const number = Number(text);
  if (!Number.isNaN(number)) return number;
  return parseDate(text, DATE_FORMAT) ?? parseDate(text, TIMESTAMP_FORMAT) ?? Number.NaN;
}

function comparisonTest(operator: string, bound: number): (number: number) => boolean {
  switch (operator) {
    case '>=':
      return (number) => number >= bound;
    case '<=':
      return (number) => number <= bound;
    case '>':
      return (number) => number > bound;
    default:
      return (number) => number < bound;
  }
}
