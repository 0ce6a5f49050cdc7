import { formatPlainNumber } from '../model/symbol-table.ts';
import { DATE_FORMAT, formatDate, TIME_FORMAT, TIMESTAMP_FORMAT } from './date-format.ts';

/** `FieldAttributes`: Qlik's number format. */
export interface NumberFormat {
  /** U unknown, A ASCII, I integer, R real, F fixed, M money, D date, T time, TS timestamp, IV interval. */
  readonly qType: string;
  readonly qnDec: number;
  readonly qUseThou: number;
  readonly qFmt: string;
  readonly qDec: string;
  readonly qThou: string;
}

/** The format of a measure with automatic formatting. Without `qFmt`, Qlik's KPI chart shows "028M". */
export const AUTO_FORMAT: NumberFormat = {
  qType: 'U',
  qnDec: 10,
  qUseThou: 0,
  qFmt: '##############',
  qDec: '.',
  qThou: ',',
};

/** Formats a number; without pattern and type, as a plain number. */
export function formatNumber(value: number, format: NumberFormat): string {
  switch (format.qType) {
    case 'D':
      return formatDate(value, format.qFmt || DATE_FORMAT);
    case 'T':
      return formatDate(value, format.qFmt || TIME_FORMAT);
    case 'TS':
      return formatDate(value, format.qFmt || TIMESTAMP_FORMAT);
    case 'IV':
      return formatInterval(value, format.qFmt || 'hh:mm:ss');
    case 'I':
      return format.qFmt ? formatPattern(value, format.qFmt, format) : String(Math.round(value));
    case 'F':
      return format.qFmt
        ? formatPattern(value, format.qFmt, format)
        : value.toFixed(clampDecimals(format.qnDec));
    case 'R':
      return format.qFmt
        ? formatPattern(value, format.qFmt, format)
        : String(Number(value.toPrecision(Math.min(Math.max(format.qnDec, 1), 15))));
    case 'M':
      return formatPattern(value, format.qFmt || '#,##0.00', format);
    default:
      return formatPlainNumber(value);
  }
}

/**
 * Formats a number in a Qlik pattern: `#,##0.00`, `0%`, `$#,##0;-$#,##0`, `0.0A` for k, M, G.
 * @param separators decimal and thousand separators; `.` and `,` when empty
 */
export function formatPattern(
  value: number,
  pattern: string,
  separators: { readonly qDec: string; readonly qThou: string } = { qDec: '.', qThou: ',' },
): string {
  const base = /^\((BIN|OCT|HEX|ROM|R(\d\d))\)$/i.exec(pattern.trim());
  if (base) return inBase(value, (base[1] ?? '').toUpperCase(), Number(base[2] ?? '10'));
  const [positive = '', negative] = pattern.split(';');
  const chosen = value < 0 && negative !== undefined ? negative : positive;
  const number = /[#0][#0,.\s]*/.exec(chosen);
  if (!number) return formatPlainNumber(value);
  const decimalMark = separators.qDec || '.';
  const thousandsMark = separators.qThou || ',';
  const digits = number[0].trimEnd();
  const prefix = chosen.slice(0, number.index);
  let suffix = chosen.slice(number.index + digits.length);
  let scaled = Math.abs(value);
  if (suffix.includes('%')) scaled *= 100;
  if (suffix.startsWith('A')) {
    const [amount, unit] = abbreviate(scaled);
    scaled = amount;
    suffix = unit + suffix.slice(1);
  }
  const dot = digits.lastIndexOf(decimalMark);
  const whole = dot < 0 ? digits : digits.slice(0, dot);
  const decimals = dot < 0 ? '' : digits.slice(dot + decimalMark.length);
  const rounded = scaled.toFixed(clampDecimals(decimals.length));
  let [integer = '0', fraction = ''] = rounded.split('.');
  const minDigits = (decimals.match(/0/g) ?? []).length;
  while (fraction.length > minDigits && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  integer = integer.padStart((whole.match(/0/g) ?? []).length, '0');
  if (whole.includes(thousandsMark)) integer = integer.replace(/\B(?=(\d{3})+(?!\d))/g, thousandsMark);
  const isNegative = value < 0 && negative === undefined && /[1-9]/.test(rounded);
  return `${isNegative ? '-' : ''}${prefix}${integer}${fraction ? decimalMark + fraction : ''}${suffix}`;
}

const RADIX: Readonly<Record<string, number>> = { BIN: 2, OCT: 8, HEX: 16 };

/** Formats an integer as `(HEX)`, `(R36)` and similar, with another base, or as a Roman number (`(ROM)`). */
function inBase(value: number, name: string, base: number): string {
  const whole = Math.trunc(value);
  if (name === 'ROM') return roman(whole);
  const radix = RADIX[name] ?? base;
  return radix >= 2 && radix <= 36 ? whole.toString(radix).toUpperCase() : String(whole);
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

function roman(value: number): string {
  if (value <= 0 || value >= 4000) return String(value);
  let [left, text] = [value, ''];
  for (const [amount, letters] of ROMAN) for (; left >= amount; left -= amount) text += letters;
  return text;
}

/** Parses a number in a pattern with optional separators, prefix and suffix; returns NaN when it is not a number. */
export function parseNumber(
  text: string,
  pattern: string,
  separators: { readonly qDec: string; readonly qThou: string },
): number {
  const shape = /[#0][#0,.\s]*/.exec(pattern);
  const prefix = (shape ? pattern.slice(0, shape.index) : '').trim();
  const suffix = (shape ? pattern.slice(shape.index + shape[0].length) : '').split(';')[0]?.trim() ?? '';
  let digits = text.trim();
  const isNegative = digits.startsWith('-');
  if (isNegative) digits = digits.slice(1);
  if (prefix && digits.startsWith(prefix)) digits = digits.slice(prefix.length);
  if (suffix && digits.endsWith(suffix)) digits = digits.slice(0, -suffix.length);
  digits = digits
    .trim()
    .replaceAll(separators.qThou || ',', '')
    .replace(separators.qDec || '.', '.');
  const number = digits === '' ? Number.NaN : Number(digits) / (suffix === '%' ? 100 : 1);
  return isNegative ? -number : number;
}

function abbreviate(value: number): [number, string] {
  if (value >= 1e9) return [value / 1e9, 'G'];
  if (value >= 1e6) return [value / 1e6, 'M'];
  return value >= 1e3 ? [value / 1e3, 'k'] : [value, ''];
}

function formatInterval(days: number, format: string): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const hasDays = /[Dd]/.test(format);
  const hours = Math.floor(seconds / 3600);
  const text = format
    .replace(/[Dd]+/, String(Math.floor(hours / 24)))
    .replace(/h+/, (code) => String(hasDays ? hours % 24 : hours).padStart(code.length, '0'))
    .replace(/m+/, (code) => String(Math.floor(seconds / 60) % 60).padStart(code.length, '0'))
    .replace(/s+/, (code) => String(seconds % 60).padStart(code.length, '0'));
  return days < 0 ? `-${text}` : text;
}

/** Parses a duration in a pattern such as `hh:mm:ss` or `D hh:mm`, in days; returns undefined when it does not match. */
export function parseInterval(text: string, format: string): number | undefined {
  const units: number[] = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/D+|h+|m+|s+/gi, (code) => {
    units.push({ d: 1, h: 24, m: 1440, s: 86_400 }[code.charAt(0).toLowerCase()] ?? 1);
    return '(\\d+)';
  });
  const match = new RegExp(`^(-?)${pattern}$`).exec(text.trim());
  if (!match) return undefined;
  const days = units.reduce((sum, unit, place) => sum + Number(match[place + 2]) / unit, 0);
  return match[1] === '-' ? -days : days;
}

function clampDecimals(count: number): number {
  return Math.min(Math.max(Math.trunc(count), 0), 20);
}
