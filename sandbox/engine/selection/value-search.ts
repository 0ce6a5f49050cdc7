import type { Field } from '../model/field.ts';
import { wildcardPattern } from '../expression/general-functions.ts';

/** How a text without wildcards matches: anywhere in a value (a user's search), or the whole value (set analysis). */
export type PlainMatch = 'anywhere' | 'whole';

const COMPARISON = /^\s*(?:(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*)(?:(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)\s*)?$/;

/**
 * The values that a search text finds: numeric comparison (`>=5`, `>5<10`), wildcards (`a*`), or plain text without
 * regard to case. Several texts in brackets, `(a|b)`, find what any of them finds.
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
  const comparison = COMPARISON.exec(text);
  if (comparison?.[1] && comparison[1] !== '=') return numericTest(comparison);
  if (/[*?]/.test(text)) {
    const pattern = wildcardPattern(text);
    return (value) => pattern.test(value);
  }
  const wanted = text.toLowerCase();
  if (plain === 'whole') return (value) => value.toLowerCase() === wanted;
  return (value) => value.toLowerCase().includes(wanted);
}

function numericTest(match: RegExpExecArray): ValueTest {
  const first = comparisonTest(match[1] ?? '', Number(match[2]));
  const second = match[3] === undefined ? undefined : comparisonTest(match[3], Number(match[4]));
  return (_, number) => first(number) && (second?.(number) ?? true);
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
