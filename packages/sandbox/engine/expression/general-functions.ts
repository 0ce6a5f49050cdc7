import type { ScalarFunction } from './functions.ts';
import { formatNumber, formatPattern, parseInterval, parseNumber } from './number-format.ts';
import { isNumeric, logical, numberOf, numeric, textOf, TRUE, FALSE, type Value } from './value.ts';

/** Returns whether two values are equal for `Match` and `=`: as numbers if both are numbers, else as texts. */
export function isSameValue(left: Value, right: Value): boolean {
  if (left === null || right === null) return false;
  const [first, second] = [numberOf(left), numberOf(right)];
  if (!Number.isNaN(first) && !Number.isNaN(second)) return first === second;
  return textOf(left) === textOf(right);
}

/** Returns a case-insensitive pattern for a text with the wildcards `*` and `?`. */
export function wildcardPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return new RegExp(`^${source}$`, 'i');
}

function firstMatching(args: readonly Value[], test: (value: Value) => boolean): Value {
  return args.find(test) ?? null;
}

function matchPosition(args: readonly Value[], same: (value: Value, candidate: Value) => boolean): Value {
  const [value = null, ...candidates] = args;
  return candidates.findIndex((candidate) => same(value, candidate)) + 1;
}

/** Conditions, nulls, conversions. */
export const GENERAL_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  alt: {
    minArguments: 1,
    maxArguments: 99,
    apply: (args) => firstMatching(args, isNumeric) ?? args.at(-1) ?? null,
  },
  coalesce: {
    minArguments: 1,
    maxArguments: 99,
    apply: (args) => firstMatching(args, (value) => value !== null),
  },
  emptyisnull: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => (textOf(value) === '' ? null : value),
  },
  // Its expression is the dimension itself: selections are in the fields of the expression anyway.
  calcdim: { minArguments: 1, maxArguments: 1, apply: ([value = null]) => value },
  isnull: { minArguments: 1, maxArguments: 1, apply: ([value = null]) => logical(value === null) },
  isnum: { minArguments: 1, maxArguments: 1, apply: ([value = null]) => logical(isNumeric(value)) },
  istext: { minArguments: 1, maxArguments: 1, apply: ([value = null]) => logical(typeof value === 'string') },
  null: { minArguments: 0, maxArguments: 0, apply: () => null },
  true: { minArguments: 0, maxArguments: 0, apply: () => TRUE },
  false: { minArguments: 0, maxArguments: 0, apply: () => FALSE },
  pick: {
    minArguments: 2,
    maxArguments: 99,
    apply: ([index = null, ...choices]) => choices[numberOf(index) - 1] ?? null,
  },
  match: { minArguments: 2, maxArguments: 99, apply: (args) => matchPosition(args, isSameValue) },
  mixmatch: {
    minArguments: 2,
    maxArguments: 99,
    apply: (args) =>
      matchPosition(
        args,
        (value, candidate) => textOf(value).toLowerCase() === textOf(candidate).toLowerCase(),
      ),
  },
  wildmatch: {
    minArguments: 2,
    maxArguments: 99,
    apply: (args) =>
      matchPosition(args, (value, candidate) => wildcardPattern(textOf(candidate)).test(textOf(value))),
  },
  class: { minArguments: 2, maxArguments: 4, apply: classOf },
  text: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => (value === null ? null : textOf(value)),
  },
  dual: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, value = null]) =>
      Number.isNaN(numberOf(value)) ? null : { number: numberOf(value), text: textOf(text) },
  },
  num: { minArguments: 1, maxArguments: 4, apply: formatted },
  'num#': { minArguments: 1, maxArguments: 4, apply: readNumber },
  'money#': { minArguments: 1, maxArguments: 4, apply: readNumber },
  'interval#': {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, pattern = 'hh:mm:ss']) => {
      const days = parseInterval(textOf(value), textOf(pattern));
      return days === undefined ? null : { number: days, text: textOf(value) };
    },
  },
  money: {
    minArguments: 1,
    maxArguments: 4,
    apply: ([value = null, pattern = '#,##0.00', ...rest]) => formatted([value, pattern, ...rest]),
  },
  interval: {
    minArguments: 1,
    maxArguments: 2,
    apply: ([value = null, pattern = null]) => {
      const number = numberOf(value);
      if (Number.isNaN(number)) return null;
      return {
        number,
        text: formatNumber(number, {
          qType: 'IV',
          qFmt: textOf(pattern),
          qnDec: 0,
          qUseThou: 0,
          qDec: '.',
          qThou: ',',
        }),
      };
    },
  },
};

function readNumber([
  value = null,
  pattern = null,
  decimal = null,
  thousands = null,
]: readonly Value[]): Value {
  const number = numberOf(value);
  if (!Number.isNaN(number)) return numeric(number);
  const separators = { qDec: textOf(decimal), qThou: textOf(thousands) };
  const read = parseNumber(textOf(value), textOf(pattern), separators);
  return Number.isNaN(read) ? value : { number: read, text: textOf(value) };
}

function formatted([
  value = null,
  pattern = null,
  decimal = null,
  thousands = null,
]: readonly Value[]): Value {
  const number = numberOf(value);
  if (Number.isNaN(number)) return null;
  if (pattern === null) return number;
  const separators = { qDec: textOf(decimal), qThou: textOf(thousands) };
  return { number, text: formatPattern(number, textOf(pattern), separators) };
}

/** `Class(x, width[, label[, offset]])`: the interval that contains x, as a dual with the lower bound as its number. */
function classOf([value = null, width = null, label = 'x', offset = 0]: readonly Value[]): Value {
  const [number, size, start] = [numberOf(value), numberOf(width), numberOf(offset)];
  if (Number.isNaN(number) || Number.isNaN(size) || size <= 0) return null;
  const low = Math.floor((number - start) / size) * size + start;
  return { number: low, text: `${textOf(low)}<=${textOf(label)}<${textOf(low + size)}` };
}
