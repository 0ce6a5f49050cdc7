import { formatPlainNumber } from '../model/symbol-table.ts';
import { basePattern } from './number-base.ts';

/** The marks of a number format. */
export interface NumberMarks {
  /** `.` when empty. */
  readonly decimal: string;
  /** Empty for numbers without groups. */
  readonly thousands: string;
  /** Abbreviations for `A`, by exponent in descending order, as in `NumericalAbbreviation`. */
  readonly abbreviations: readonly (readonly [exponent: number, text: string])[];
}

/** The marks of an app without `DecimalSep`, `ThousandSep` and `NumericalAbbreviation`. */
export const DEFAULT_MARKS: NumberMarks = {
  decimal: '.',
  thousands: ',',
  abbreviations: readAbbreviations('3:k;6:M;9:G;12:T;15:P;18:E;21:Z;24:Y;-3:m;-6:μ;-9:n;-12:p;-15:f;-18:a'),
};

/** A number format that was parsed once. */
export interface NumberPattern {
  readonly write: (value: number) => string;
  /** Returns NaN for a text that is not in the format. A prefix and a suffix may be left out. */
  readonly read: (text: string) => number;
  /** As `read`, for a text with the prefix and the suffix, of which there must be one, and with groups of three digits. */
  readonly readExactly: (text: string) => number;
}

/** The format of positive or of negative numbers. */
interface Section {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits per group from the right; the last one is repeated. Empty without groups. */
  readonly groups: readonly number[];
  readonly minInteger: number;
  readonly minDecimals: number;
  readonly maxDecimals: number;
}

const PATTERNS = new WeakMap<NumberMarks, Map<string, NumberPattern>>();
const MAX_PATTERNS = 500;

/**
 * Returns a parsed number format: `#,##0.00`, `0%`, `$#,##0;-$#,##0`, `0.0A` for abbreviations, `(HEX)` for another base.
 * The separators have the positions that the format shows. Formats are cached per object of marks.
 */
export function numberPattern(pattern: string, marks: NumberMarks = DEFAULT_MARKS): NumberPattern {
  const patterns = PATTERNS.get(marks) ?? new Map<string, NumberPattern>();
  PATTERNS.set(marks, patterns);
  const known = patterns.get(pattern);
  if (known) return known;
  if (patterns.size >= MAX_PATTERNS) patterns.clear();
  const parsed = basePattern(pattern) ?? parsePattern(pattern, marks);
  patterns.set(pattern, parsed);
  return parsed;
}

const OTHER_MARKS = new WeakMap<NumberMarks, Map<string, NumberMarks>>();

/** Returns marks with other separators; the same separators have the same object. */
export function withSeparators(
  marks: NumberMarks,
  decimal: string | undefined,
  thousands: string | undefined,
): NumberMarks {
  const isSame =
    (decimal || marks.decimal) === marks.decimal && (thousands ?? marks.thousands) === marks.thousands;
  if (isSame) return marks;
  const others = OTHER_MARKS.get(marks) ?? new Map<string, NumberMarks>();
  OTHER_MARKS.set(marks, others);
  const key = `${decimal ?? ''}\u0000${thousands ?? marks.thousands}`;
  const known = others.get(key);
  if (known) return known;
  if (others.size >= MAX_PATTERNS) others.clear();
  const made = { ...marks, decimal: decimal || marks.decimal, thousands: thousands ?? marks.thousands };
  others.set(key, made);
  return made;
}

/** Parses `3:k;6:M`. */
export function readAbbreviations(text: string): NumberMarks['abbreviations'] {
  return text
    .split(';')
    .map((part): [number, string] => {
      const at = part.indexOf(':');
      return [at < 0 ? Number.NaN : Number(part.slice(0, at)), part.slice(at + 1)];
    })
    .filter(([exponent]) => Number.isInteger(exponent))
    .sort(([left], [right]) => right - left);
}

function parsePattern(pattern: string, given: NumberMarks): NumberPattern {
  const marks = { ...given, decimal: given.decimal || '.' };
  const [first = '', second] = pattern.split(';');
  const positive = parseSection(first, marks);
  const negative = second === undefined ? undefined : parseSection(second, marks);
  if (!positive) {
    const read = (): number => Number.NaN;
    return { write: (value) => formatPlainNumber(value, marks.decimal), read, readExactly: read };
  }
  const readerOf = (isExact: boolean): ((text: string) => number) =>
    signedReader(sectionReader(positive, marks, isExact), sectionReader(negative, marks, isExact));
  return {
    write: (value) => {
      if (value < 0 && negative) return writeSection(-value, negative, marks).text;
      const { text, isZero } = writeSection(Math.abs(value), positive, marks);
      return value < 0 && !isZero ? `-${text}` : text;
    },
    read: readerOf(false),
    readExactly: readerOf(true),
  };
}

/** A text in the format of negative numbers is a negative number, as is one in the format of positive numbers after a minus sign. */
function signedReader(
  positive: (text: string) => number,
  negative: (text: string) => number,
): (text: string) => number {
  return (text) => {
    const trimmed = text.trim();
    const number = positive(trimmed);
    if (!Number.isNaN(number)) return number;
    const opposite = negative(trimmed);
    if (!Number.isNaN(opposite)) return -Math.abs(opposite);
    return trimmed.startsWith('-') ? -positive(trimmed.slice(1).trim()) : Number.NaN;
  };
}

function parseSection(text: string, { decimal, thousands }: NumberMarks): Section | undefined {
  const start = text.search(/[#0]/);
  if (start < 0) return undefined;
  const from = start > 0 && text.charAt(start - 1) === decimal ? start - 1 : start;
  let to = from;
  while (to < text.length && ['#', '0', decimal, thousands].includes(text.charAt(to))) to += 1;
  // A separator at the end belongs to the suffix, as the space in `# ##0 kr`.
  while (thousands !== '' && text.charAt(to - 1) === thousands) to -= 1;
  const digits = text.slice(from, to);
  const point = digits.lastIndexOf(decimal);
  const whole = point < 0 ? digits : digits.slice(0, point);
  const decimals = (point < 0 ? '' : digits.slice(point + 1)).replace(/[^#0]/g, '');
  const [, ...groups] = thousands === '' ? [whole] : whole.split(thousands);
  return {
    prefix: text.slice(0, from),
    suffix: text.slice(to),
    groups: groups.map((group) => group.length).reverse(),
    minInteger: countZeros(whole),
    minDecimals: countZeros(decimals),
    maxDecimals: decimals.length,
  };
}

function countZeros(text: string): number {
  return text.split('0').length - 1;
}

function writeSection(
  value: number,
  section: Section,
  marks: NumberMarks,
): { readonly text: string; readonly isZero: boolean } {
  let [scaled, suffix] = [value, section.suffix];
  if (suffix.includes('%')) scaled *= 100;
  if (suffix.startsWith('A')) {
    const [exponent, unit] = abbreviationOf(scaled, marks);
    scaled /= 10 ** exponent;
    suffix = unit + suffix.slice(1);
  }
  const rounded = fixed(scaled, Math.min(section.maxDecimals, 100));
  let [integer = '0', fraction = ''] = rounded.split('.');
  while (fraction.length > section.minDecimals && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  integer = grouped(integer.padStart(section.minInteger, '0'), section.groups, marks.thousands);
  return {
    text: `${section.prefix}${integer}${fraction === '' ? '' : marks.decimal + fraction}${suffix}`,
    isZero: !/[1-9]/.test(rounded),
  };
}

/** `toFixed` has an exponent from 1e21. */
function fixed(value: number, decimals: number): string {
  return value < 1e21 || !Number.isFinite(value) ? value.toFixed(decimals) : String(BigInt(value));
}

function grouped(digits: string, groups: readonly number[], mark: string): string {
  const parts: string[] = [];
  let rest = digits;
  for (let place = 0; ; place += 1) {
    const size = groups[Math.min(place, groups.length - 1)] ?? 0;
    if (size <= 0 || rest.length <= size) return [rest, ...parts].join(mark);
    parts.unshift(rest.slice(-size));
    rest = rest.slice(0, -size);
  }
}

/** Numbers from 1 to 999 have no abbreviation. */
function abbreviationOf(value: number, { abbreviations }: NumberMarks): readonly [number, string] {
  if (value === 0) return [0, ''];
  const found = [...abbreviations, [0, ''] as const]
    .sort(([left], [right]) => right - left)
    .find(([exponent]) => value >= 10 ** exponent);
  return found ?? abbreviations.at(-1) ?? [0, ''];
}

/** Returns a function that reads a text as a number of a section; the sign may be before the prefix or before the digits. */
function sectionReader(
  section: Section | undefined,
  marks: NumberMarks,
  isExact: boolean,
): (text: string) => number {
  if (!section) return () => Number.NaN;
  const [prefix, suffix] = [section.prefix.trim(), section.suffix.trim()];
  if (isExact && prefix === '' && suffix === '') return () => Number.NaN;
  const groups = new RegExp(`^\\D*\\d{1,3}(?:${escaped(marks.thousands)}\\d{3})+(?!\\d)`);
  const scale = suffix.includes('%') ? 100 : 1;
  return (text) => {
    if (isExact && !(text.startsWith(prefix) && text.endsWith(suffix))) return Number.NaN;
    let digits = text;
    if (prefix !== '' && digits.startsWith(prefix)) digits = digits.slice(prefix.length);
    if (suffix !== '' && digits.endsWith(suffix)) digits = digits.slice(0, -suffix.length);
    digits = digits.trim();
    if (marks.thousands !== '' && digits.includes(marks.thousands)) {
      if (isExact && !groups.test(digits)) return Number.NaN;
      digits = digits.replaceAll(marks.thousands, '');
    }
    if (marks.decimal !== '.') digits = digits.replace(marks.decimal, '.');
    return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(digits) ? Number(digits) / scale : Number.NaN;
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
