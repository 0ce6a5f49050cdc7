import type { ScalarFunction } from './functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { isNumeric, logical, numberOf, textOf, TRUE, FALSE, type Value } from './value.ts';
import { wildcardPattern } from './wildcards.ts';

/** Returns whether two values are equal for `Match` and `=`: as numbers if both read as numbers, else as texts. */
export function isSameValue(left: Value, right: Value, settings: RegionalSettings): boolean {
  if (left === null || right === null) return false;
  if (typeof left === 'string' && left === right) return true;
  const first = settings.numberOf(left);
  if (!Number.isNaN(first)) {
    const second = settings.numberOf(right);
    if (!Number.isNaN(second)) return first === second;
  }
  return settings.textOf(left) === settings.textOf(right);
}

function firstMatching(args: readonly Value[], test: (value: Value) => boolean): Value {
  return args.find(test) ?? null;
}

function matchPosition(args: readonly Value[], same: (value: Value, candidate: Value) => boolean): Value {
  const [value = null, ...candidates] = args;
  return candidates.findIndex((candidate) => same(value, candidate)) + 1;
}

function ofPlainValue(test: (value: Value) => boolean): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 1,
    hasPlainArguments: true,
    apply: ([value = null]) => logical(test(value)),
  };
}

/** Conditions and nulls. */
export const GENERAL_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  alt: {
    minArguments: 1,
    maxArguments: 99,
    hasPlainArguments: true,
    apply: (args) => firstMatching(args, isNumeric) ?? args.at(-1) ?? null,
  },
  coalesce: {
    minArguments: 1,
    maxArguments: 99,
    hasPlainArguments: true,
    apply: (args) => firstMatching(args, (value) => value !== null),
  },
  emptyisnull: {
    minArguments: 1,
    maxArguments: 1,
    hasPlainArguments: true,
    apply: ([value = null]) => (textOf(value) === '' ? null : value),
  },
  // Its expression is the dimension itself: selections are in the fields of the expression anyway.
  calcdim: { minArguments: 1, maxArguments: 1, hasPlainArguments: true, apply: ([value = null]) => value },
  isnull: ofPlainValue((value) => value === null),
  isnum: ofPlainValue(isNumeric),
  istext: ofPlainValue((value) => typeof value === 'string'),
  null: { minArguments: 0, maxArguments: 0, apply: () => null },
  true: { minArguments: 0, maxArguments: 0, apply: () => TRUE },
  false: { minArguments: 0, maxArguments: 0, apply: () => FALSE },
  pick: {
    minArguments: 2,
    maxArguments: 99,
    hasPlainArguments: true,
    apply: ([index = null, ...choices], settings) => choices[settings.numberOf(index) - 1] ?? null,
  },
  match: {
    minArguments: 2,
    maxArguments: 99,
    hasPlainArguments: true,
    apply: (args, settings) =>
      matchPosition(args, (value, candidate) => isSameValue(value, candidate, settings)),
  },
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
      matchPosition(args, (value, candidate) => wildcardPattern(textOf(candidate), 'i').test(textOf(value))),
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
};

/** `Class(x, width[, label[, offset]])`: the interval that contains x, as a dual with the lower bound as its number. */
function classOf(
  [value = null, width = null, label = 'x', offset = 0]: readonly Value[],
  settings: RegionalSettings,
): Value {
  const [number, size, start] = [numberOf(value), numberOf(width), numberOf(offset)];
  if (Number.isNaN(number) || Number.isNaN(size) || size <= 0) return null;
  const low = Math.floor((number - start) / size) * size + start;
  return { number: low, text: `${settings.textOf(low)}<=${textOf(label)}<${settings.textOf(low + size)}` };
}
