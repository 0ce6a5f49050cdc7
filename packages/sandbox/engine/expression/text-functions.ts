import { createHash } from 'node:crypto';
import { applyCodePage } from './code-pages.ts';
import type { ScalarFunction } from './functions.ts';
import { numberOf, textOf, type Value } from './value.ts';

function ofText(compute: (text: string) => Value): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => (value === null ? null : compute(textOf(value))),
  };
}

/** Text functions. Positions count from 1. */
export const TEXT_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  capitalize: ofText((text) =>
    text.toLowerCase().replace(/(^|[^\p{L}\p{N}'])\p{L}/gu, (start) => start.toUpperCase()),
  ),
  trim: ofText((text) => text.trim()),
  ltrim: ofText((text) => text.trimStart()),
  rtrim: ofText((text) => text.trimEnd()),
  len: { minArguments: 1, maxArguments: 1, apply: ([value = null]) => textOf(value).length },
  ord: ofText((text) => text.codePointAt(0) ?? 0),
  chr: {
    minArguments: 1,
    maxArguments: 1,
    apply: ([value = null]) => {
      const code = numberOf(value);
      return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
    },
  },
  left: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, count = 0]) =>
      text === null ? null : textOf(text).slice(0, Math.max(numberOf(count), 0)),
  },
  right: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, count = 0]) => {
      const length = Math.max(Math.trunc(numberOf(count)), 0);
      return text === null ? null : length === 0 ? '' : textOf(text).slice(-length);
    },
  },
  mid: {
    minArguments: 2,
    maxArguments: 3,
    apply: ([text = null, start = 1, count = null]) => {
      if (text === null) return null;
      const from = Math.max(numberOf(start) - 1, 0);
      return count === null ? textOf(text).slice(from) : textOf(text).slice(from, from + numberOf(count));
    },
  },
  index: {
    minArguments: 2,
    maxArguments: 3,
    apply: ([text = null, part = null, occurrence = 1]) =>
      positionOf(textOf(text), textOf(part), numberOf(occurrence)),
  },
  substringcount: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, part = null]) =>
      textOf(part) === '' ? 0 : textOf(text).split(textOf(part)).length - 1,
  },
  subfield: {
    minArguments: 2,
    maxArguments: 3,
    apply: ([text = null, delimiter = null, place = 1]) => {
      if (text === null) return null;
      const parts = textOf(text).split(textOf(delimiter));
      const index = numberOf(place);
      return (index > 0 ? parts[index - 1] : parts.at(index)) ?? null;
    },
  },
  replace: {
    minArguments: 3,
    maxArguments: 3,
    apply: ([text = null, from = null, to = null]) =>
      text === null
        ? null
        : textOf(from) === ''
          ? textOf(text)
          : textOf(text).replaceAll(textOf(from), () => textOf(to)),
  },
  repeat: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, count = 0]) =>
      textOf(text).repeat(Math.min(Math.max(Math.trunc(numberOf(count)) || 0, 0), 10_000)),
  },
  textbetween: {
    minArguments: 3,
    maxArguments: 4,
    apply: ([value = null, before = null, after = null, occurrence = 1]) => {
      const text = textOf(value);
      const start = positionOf(text, textOf(before), numberOf(occurrence)) - 1;
      if (start < 0) return null;
      const from = start + textOf(before).length;
      const end = text.indexOf(textOf(after), from);
      return end < 0 ? null : text.slice(from, end);
    },
  },
  findoneof: {
    minArguments: 2,
    maxArguments: 3,
    apply: ([text = null, characters = null, occurrence = 1]) => {
      const places = [...textOf(text)].flatMap((character, at) =>
        textOf(characters).includes(character) ? [at + 1] : [],
      );
      const wanted = numberOf(occurrence);
      return (wanted > 0 ? places[wanted - 1] : places.at(wanted)) ?? 0;
    },
  },
  levenshteindist: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([left = null, right = null]) => editDistance(textOf(left), textOf(right)),
  },
  applycodepage: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, page = null]) =>
      text === null ? null : applyCodePage(textOf(text), numberOf(page)),
  },
  hash128: hashed('md5', 22),
  hash160: hashed('sha1', 27),
  hash256: hashed('sha256', 43),
  keepchar: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, kept = null]) =>
      [...textOf(text)].filter((character) => textOf(kept).includes(character)).join(''),
  },
  purgechar: {
    minArguments: 2,
    maxArguments: 2,
    apply: ([text = null, purged = null]) =>
      [...textOf(text)].filter((character) => !textOf(purged).includes(character)).join(''),
  },
};

/** Returns a hash function over all arguments. */
function hashed(algorithm: string, length: number): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 99,
    apply: (args) => {
      const hash = createHash(algorithm);
      for (const arg of args) hash.update(`${textOf(arg)}\0`);
      return hash.digest('base64').slice(0, length).toUpperCase();
    },
  };
}

/** Returns the Levenshtein distance of two texts. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let from = 1; from <= left.length; from += 1) {
    const next = [from];
    for (let to = 1; to <= right.length; to += 1) {
      const replaced = (row[to - 1] ?? 0) + (left[from - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** Returns the position of the n-th occurrence, from the end when n is negative; 0 when there is none. */
function positionOf(text: string, part: string, occurrence: number): number {
  if (part === '' || !Number.isInteger(occurrence) || occurrence === 0) return 0;
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at + 1);
  return (occurrence > 0 ? places[occurrence - 1] : places.at(occurrence)) ?? 0;
}
