import type { NumberPattern } from './number-pattern.ts';

const RADIX: Readonly<Record<string, number>> = { bin: 2, oct: 8, dec: 10, hex: 16 };

/**
 * Returns the format of numbers in another base, `(bin)`, `(hex)`, `(r36)`, or as Roman numbers, `(rom)`; undefined for any other
 * format. In lower case the format writes small letters.
 */
export function basePattern(pattern: string): NumberPattern | undefined {
  const [, name] = /^\s*\((bin|oct|dec|hex|rom|r\d\d)\)/i.exec(pattern) ?? [];
  if (name === undefined) return undefined;
  const isUpper = name.charAt(0) !== name.charAt(0).toLowerCase();
  const cased = (text: string): string => (isUpper ? text.toUpperCase() : text.toLowerCase());
  const lower = name.toLowerCase();
  if (lower === 'rom')
    return {
      write: (value) => cased(roman(Math.trunc(value))),
      read: fromRoman,
      readExactly: fromRoman,
    };
  const radix = RADIX[lower] ?? Number(lower.slice(1));
  if (radix < 2 || radix > 36) return undefined;
  const read = (text: string): number => fromBase(text.trim(), radix);
  return { write: (value) => cased(Math.trunc(value).toString(radix)), read, readExactly: read };
}

function fromBase(text: string, radix: number): number {
  const digits = text.replace(/^-/, '').toLowerCase();
  const isValid = digits !== '' && [...digits].every((digit) => parseInt(digit, 36) < radix);
  if (!isValid) return Number.NaN;
  const number = [...digits].reduce((sum, digit) => sum * radix + parseInt(digit, 36), 0);
  return text.startsWith('-') ? -number : number;
}

const ROMAN = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
] as const;

/** The largest number that is written with M for each thousand. */
const MAX_ROMAN = 100_000;

function roman(value: number): string {
  if (value === 0 || Math.abs(value) > MAX_ROMAN) return String(value);
  let [left, text] = [Math.abs(value), value < 0 ? '-' : ''];
  for (const [amount, letters] of ROMAN) for (; left >= amount; left -= amount) text += letters;
  return text;
}

function fromRoman(text: string): number {
  const upper = text.trim().toUpperCase();
  let [rest, number] = [upper.replace(/^-/, ''), 0];
  for (const [amount, letters] of ROMAN)
    for (; rest.startsWith(letters); rest = rest.slice(letters.length)) number += amount;
  if (rest !== '' || number === 0) return Number.NaN;
  return upper.startsWith('-') ? -number : number;
}
