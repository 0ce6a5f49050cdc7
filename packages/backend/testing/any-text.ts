import fc from 'fast-check';

const PRINTABLE = { first: 0x20, count: 95 };
const SURROGATES = { first: 0xd800, count: 0x800 };
const HALF_OF_A_PAIR = /\p{Surrogate}/u;
const CODE_POINTS = 0x110000 - SURROGATES.count;

/**
 * The units of fast-check's `binary`: all code points but the halves of pairs, printable ones of ASCII first. Fast-check's own makes a table of
 * all of them before the first text, which takes more than a second and 100 MB in each program.
 */
const anyCodePoint = fc.nat(CODE_POINTS - 1).map(
  (place) => {
    const { first, count } = PRINTABLE;
    if (place < count) return String.fromCodePoint(place + first);
    if (place < count + first) return String.fromCodePoint(place - count);
    return String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.count);
  },
  (value) => {
    const [character = ''] = typeof value === 'string' ? value : '';
    const point = character.codePointAt(0);
    if (point === undefined || value !== character || HALF_OF_A_PAIR.test(character))
      throw new Error('This is not one code point.');
    const { first, count } = PRINTABLE;
    if (point < first) return point + count;
    if (point < first + count) return point - first;
    return point < SURROGATES.first ? point : point - SURROGATES.count;
  },
);

/** Texts of any code points, as many as fast-check's constraints say; among them names that are dangerous in JavaScript. */
export function anyText(constraints: fc.ArrayConstraints = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: anyCodePoint });
}
