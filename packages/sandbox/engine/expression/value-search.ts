import type { Field } from '../model/field.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { wildcardPattern } from './wildcards.ts';

/** How a text without wildcards matches: its words anywhere in a value (a user's search), or the whole value (set analysis). */
type PlainMatch = 'anywhere' | 'whole';

/** Options of {@link searchValues}. */
export interface SearchOptions {
  readonly plain: PlainMatch;
  /** Numbers and dates of comparisons are read in these formats. */
  readonly settings: RegionalSettings;
}

const COMPARISON = /^(>=|<=|>|<)([^<>=]+)(?:(>=|<=|>|<)([^<>=]+))?$/;

/**
 * Returns the values that match a search text: a numeric comparison (`>=5`, `>5<10`), wildcards (`a*`), or a plain text,
 * case-insensitive. Alternatives in brackets, `(a|b)`, match the values of each.
 */
export function searchValues(field: Field, text: string, options: SearchOptions): Uint8Array {
  const test = valueTest(text, options);
  const { symbols } = field;
  const mask = new Uint8Array(symbols.size);
  for (let code = 0; code < mask.length; code += 1) {
    if (test(symbols.textOf(code), symbols.numberOf(code))) mask[code] = 1;
  }
  return mask;
}

type ValueTest = (text: string, number: number) => boolean;

function valueTest(text: string, options: SearchOptions): ValueTest {
  const trimmed = text.trim();
  if (trimmed.startsWith('(') && trimmed.endsWith(')') && trimmed.includes('|')) {
    const parts = trimmed.slice(1, -1).split('|');
    const tests = parts.map((part) => valueTest(part, options));
    return (value, number) => tests.some((test) => test(value, number));
  }
  const comparison = numericTest(text, options.settings);
  if (comparison) return comparison;
  if (/[*?]/.test(text)) {
    const pattern = wildcardPattern(text, 'i');
    return (value) => pattern.test(value);
  }
  const wanted = text.toLowerCase();
  if (options.plain === 'whole') {
    const number = options.settings.read(text);
    return (value, own) => value.toLowerCase() === wanted || own === number;
  }
  return contains(wanted);
}

/**
 * Returns the test of a search in a list: values with any of the words, or of the phrases in double quotes; where words have a `+`, values
 * with all of these. A text with wildcards is not split.
 * @see https://help.qlik.com/en-US/sense-developer/May2026/Subsystems/EngineJSONAPI/Content/service-genericobject-searchlistobjectfor.htm
 * @see https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Selections/SelectionsToolbar/text-search-selections-visualizations.htm
 */
function contains(text: string): ValueTest {
  const terms = [...text.matchAll(/(\+?)(?:"([^"]*)"|(\S+))/g)].map(([, plus, phrase, word]) => ({
    isRequired: plus === '+',
    part: phrase ?? word ?? '',
  }));
  const required = terms.filter(({ isRequired }) => isRequired);
  return (value) => {
    const lower = value.toLowerCase();
    const isIn = ({ part }: { readonly part: string }) => lower.includes(part);
    return required.length > 0 ? required.every(isIn) : terms.some(isIn);
  };
}

/** Parses a comparison with numbers or dates: `>=5`, `>5<10`, `>=2024-01-01`. A bound that cannot be read matches no value. */
function numericTest(text: string, settings: RegionalSettings): ValueTest | undefined {
  const [, operator, bound, nextOperator, nextBound] = COMPARISON.exec(text.trim()) ?? [];
  if (operator === undefined || bound === undefined) return undefined;
  const first = comparisonTest(operator, settings.read(bound.trim()));
  if (nextOperator === undefined || nextBound === undefined) return (_, number) => first(number);
  const second = comparisonTest(nextOperator, settings.read(nextBound.trim()));
  return (_, number) => first(number) && second(number);
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
