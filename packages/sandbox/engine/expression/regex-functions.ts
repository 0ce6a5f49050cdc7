import type { ScalarFunction } from './functions.ts';
import { logical, numberOf, textOf, type Value } from './value.ts';

const MAX_KNOWN = 200;
const known = new Map<string, RegExp | Error>();

/** Returns a regular expression, or its error. */
function expressionOf(pattern: string, flags: string): RegExp | Error {
  const key = `${flags}/${pattern}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const made = compiled(pattern, flags);
  known.set(key, made);
  return made;
}

function compiled(pattern: string, flags: string): RegExp | Error {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/** Returns an element by its number from 1, or from the end when it is negative. */
function nth<T>(items: readonly T[], place: number): T | undefined {
  return place > 0 ? items[place - 1] : items.at(place);
}

/** Returns the start and end of a group of a match, by its number; negative numbers count from the last group. */
function groupAt(match: RegExpExecArray, group: number): readonly [number, number] | undefined {
  return match.indices?.at(group < 0 ? match.length + group : group);
}

type Find = (matches: readonly RegExpExecArray[], text: string, rest: readonly Value[]) => Value;

/**
 * Returns a function of a text, a regular expression and `parameters` more parameters, and its variant that ignores the case of letters.
 * Both are null for a text that is null, and for an invalid regular expression.
 */
function pair(
  name: string,
  parameters: readonly [number, number],
  find: Find,
): readonly (readonly [string, ScalarFunction])[] {
  return [name, `${name}i`].map((variant) => {
    const flags = variant === name ? 'dg' : 'dgi';
    const apply = ([text = null, pattern = null, ...rest]: readonly Value[]): Value => {
      const expression = expressionOf(textOf(pattern), flags);
      if (text === null || expression instanceof Error) return null;
      return find([...textOf(text).matchAll(expression)], textOf(text), rest);
    };
    return [variant, { minArguments: 2 + parameters[0], maxArguments: 2 + parameters[1], apply }];
  });
}

/** Returns a text with groups of matches replaced: of all for 0, else of the one with this number. */
function replaced(
  matches: readonly RegExpExecArray[],
  text: string,
  [to = null, group = 0, occurrence = 0]: readonly Value[],
): Value {
  const place = numberOf(occurrence);
  const chosen = place === 0 ? matches : matches.filter((match) => match === nth(matches, place));
  let result = '';
  let from = 0;
  for (const match of chosen) {
    const found = groupAt(match, numberOf(group));
    if (!found) continue;
    result += text.slice(from, found[0]) + textOf(to);
    from = found[1];
  }
  return result + text.slice(from);
}

/** Returns the parts of a text between matches. */
function partsBetween(matches: readonly RegExpExecArray[], text: string): string[] {
  const ends = [0, ...matches.map((match) => match.index + match[0].length)];
  return ends.map((from, place) => text.slice(from, matches[place]?.index));
}

/**
 * Returns all values that a function without its field number can have: `SubFieldRegEx`, `ExtractRegEx`, `ExtractRegExGroup` and their variants,
 * by the lower-case name.
 */
export function allMatches(
  name: string,
  [text = null, pattern = null, group = null]: readonly Value[],
): readonly Value[] {
  const expression = expressionOf(textOf(pattern), name.endsWith('i') ? 'dgi' : 'dg');
  if (text === null || expression instanceof Error) return [];
  const matches = [...textOf(text).matchAll(expression)];
  if (name.startsWith('subfield')) return partsBetween(matches, textOf(text));
  return matches.map((match) => {
    const found = groupAt(match, group === null ? 0 : numberOf(group));
    return found ? textOf(text).slice(...found) : null;
  });
}

function matching(flags: string): ScalarFunction {
  return {
    minArguments: 2,
    maxArguments: 99,
    apply: ([text = null, ...patterns]) =>
      patterns.findIndex((pattern) => {
        const expression = expressionOf(`^(?:${textOf(pattern)})$`, flags);
        return text !== null && expression instanceof RegExp && expression.test(textOf(text));
      }) + 1,
  };
}

function validity(flags: string): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 2,
    apply: ([pattern = null, hint = null]) => {
      const expression = expressionOf(textOf(pattern), flags);
      return expression instanceof Error && hint !== null
        ? expression.message
        : logical(expression instanceof RegExp);
    },
  };
}

/** Functions over regular expressions, which are those of JavaScript. */
export const REGEX_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ...Object.fromEntries([
    ...pair('countregex', [0, 0], (matches) => matches.length),
    ...pair('extractregex', [0, 1], (matches, _, [place = 1]) => nth(matches, numberOf(place))?.[0] ?? null),
    ...pair('extractregexgroup', [1, 2], (matches, text, [group = null, place = 1]) => {
      const match = nth(matches, numberOf(place));
      const found = match && groupAt(match, numberOf(group));
      return found ? text.slice(...found) : null;
    }),
    ...pair(
      'indexregex',
      [0, 1],
      (matches, _, [place = 1]) => (nth(matches, numberOf(place))?.index ?? -1) + 1,
    ),
    ...pair('indexregexgroup', [1, 2], (matches, _, [group = null, place = 1]) => {
      const match = nth(matches, numberOf(place));
      return ((match && groupAt(match, numberOf(group))?.[0]) ?? -1) + 1;
    }),
    ...pair('replaceregex', [1, 2], (matches, text, [to = null, occurrence = 0]) =>
      replaced(matches, text, [to, 0, occurrence]),
    ),
    ...pair('replaceregexgroup', [2, 3], replaced),
    ...pair(
      'subfieldregex',
      [0, 1],
      (matches, text, [place = 1]) => nth(partsBetween(matches, text), numberOf(place)) ?? null,
    ),
  ]),
  isregex: validity(''),
  isregexi: validity('i'),
  matchregex: matching('s'),
  matchregexi: matching('si'),
};
