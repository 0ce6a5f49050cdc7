import type { ScalarFunction } from './functions.ts';
import { numberOf, textOf, type Value } from './value.ts';

function ofText(compute: (text: string) => Value): ScalarFunction {
  return { fewest: 1, most: 1, apply: ([value = null]) => (value === null ? null : compute(textOf(value))) };
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
  len: { fewest: 1, most: 1, apply: ([value = null]) => textOf(value).length },
  ord: ofText((text) => text.codePointAt(0) ?? 0),
  chr: {
    fewest: 1,
    most: 1,
    apply: ([value = null]) => {
      const code = numberOf(value);
      return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
    },
  },
  left: {
    fewest: 2,
    most: 2,
    apply: ([text = null, count = 0]) =>
      text === null ? null : textOf(text).slice(0, Math.max(numberOf(count), 0)),
  },
  right: {
    fewest: 2,
    most: 2,
    apply: ([text = null, count = 0]) => {
      const length = Math.max(Math.trunc(numberOf(count)), 0);
      return text === null ? null : length === 0 ? '' : textOf(text).slice(-length);
    },
  },
  mid: {
    fewest: 2,
    most: 3,
    apply: ([text = null, start = 1, count = null]) => {
      if (text === null) return null;
      const from = Math.max(numberOf(start) - 1, 0);
      return count === null ? textOf(text).slice(from) : textOf(text).slice(from, from + numberOf(count));
    },
  },
  index: {
    fewest: 2,
    most: 3,
    apply: ([text = null, part = null, occurrence = 1]) =>
      positionOf(textOf(text), textOf(part), numberOf(occurrence)),
  },
  substringcount: {
    fewest: 2,
    most: 2,
    apply: ([text = null, part = null]) =>
      textOf(part) === '' ? 0 : textOf(text).split(textOf(part)).length - 1,
  },
  subfield: {
    fewest: 2,
    most: 3,
    apply: ([text = null, delimiter = null, place = 1]) => {
      if (text === null) return null;
      const parts = textOf(text).split(textOf(delimiter));
      const index = numberOf(place);
      return (index > 0 ? parts[index - 1] : parts.at(index)) ?? null;
    },
  },
  replace: {
    fewest: 3,
    most: 3,
    apply: ([text = null, from = null, to = null]) =>
      text === null
        ? null
        : textOf(from) === ''
          ? textOf(text)
          : textOf(text).replaceAll(textOf(from), textOf(to)),
  },
  repeat: {
    fewest: 2,
    most: 2,
    apply: ([text = null, count = 0]) =>
      textOf(text).repeat(Math.min(Math.max(Math.trunc(numberOf(count)) || 0, 0), 10_000)),
  },
  textbetween: {
    fewest: 3,
    most: 3,
    apply: ([value = null, before = null, after = null]) => {
      const text = textOf(value);
      const start = text.indexOf(textOf(before));
      if (start < 0) return null;
      const from = start + textOf(before).length;
      const end = text.indexOf(textOf(after), from);
      return end < 0 ? null : text.slice(from, end);
    },
  },
  keepchar: {
    fewest: 2,
    most: 2,
    apply: ([text = null, kept = null]) =>
      [...textOf(text)].filter((character) => textOf(kept).includes(character)).join(''),
  },
  purgechar: {
    fewest: 2,
    most: 2,
    apply: ([text = null, purged = null]) =>
      [...textOf(text)].filter((character) => !textOf(purged).includes(character)).join(''),
  },
};

/** The place of the n-th occurrence, counted from the end when n is negative; 0 when there is none. */
function positionOf(text: string, part: string, occurrence: number): number {
  if (part === '' || !Number.isInteger(occurrence) || occurrence === 0) return 0;
  const places: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push(at + 1);
  return (occurrence > 0 ? places[occurrence - 1] : places.at(occurrence)) ?? 0;
}
