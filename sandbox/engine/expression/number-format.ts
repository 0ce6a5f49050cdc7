import { formatPlainNumber } from '../model/symbol-table.ts';
import { DATE_FORMAT, formatDate, TIME_FORMAT, TIMESTAMP_FORMAT } from './date-format.ts';

/** `FieldAttributes`, Qlik's number format. */
export interface NumberFormat {
  /** U unknown, A ASCII, I integer, R real, F fixed, M money, D date, T time, TS timestamp, IV interval. */
  readonly qType: string;
  readonly qnDec: number;
  readonly qUseThou: number;
  readonly qFmt: string;
  readonly qDec: string;
  readonly qThou: string;
}

/** What a measure with automatic formatting carries: without `qFmt` Qlik's KPI chart prints "028M". */
export const AUTO_FORMAT: NumberFormat = {
  qType: 'U',
  qnDec: 10,
  qUseThou: 0,
  qFmt: '##############',
  qDec: '.',
  qThou: ',',
};

/** Writes a number in a format. A format without a pattern and of unknown type prints it plainly. */
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
 * Writes a number in a Qlik pattern: `#,##0.00`, `0%`, `$#,##0;-$#,##0`, `0.0A` for K, M, G.
 * @param separators decimal and thousands separators; `.` and `,` where empty
 */
export function formatPattern(
  value: number,
  pattern: string,
  separators: { readonly qDec: string; readonly qThou: string } = { qDec: '.', qThou: ',' },
): string {
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
  const fewest = (decimals.match(/0/g) ?? []).length;
  while (fraction.length > fewest && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  integer = integer.padStart((whole.match(/0/g) ?? []).length, '0');
  if (whole.includes(thousandsMark)) integer = integer.replace(/\B(?=(\d{3})+(?!\d))/g, thousandsMark);
  const isNegative = value < 0 && negative === undefined && /[1-9]/.test(rounded);
  return `${isNegative ? '-' : ''}${prefix}${integer}${fraction ? decimalMark + fraction : ''}${suffix}`;
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

function clampDecimals(count: number): number {
  return Math.min(Math.max(Math.trunc(count), 0), 20);
}
