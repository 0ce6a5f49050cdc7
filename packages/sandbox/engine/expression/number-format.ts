import { formatPlainNumber } from '../model/symbol-table.ts';
import { dateFormat } from './date-format.ts';
import { formatInterval } from './interval-format.ts';
import { numberPattern, withSeparators } from './number-pattern.ts';
import { DEFAULT_SETTINGS, type RegionalSettings } from './regional-settings.ts';

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

/** Returns {@link AUTO_FORMAT} with the separators of an app. */
export function autoFormat({ marks }: RegionalSettings): NumberFormat {
  return { ...AUTO_FORMAT, qDec: marks.decimal, qThou: marks.thousands };
}

/** Writes a number; without pattern and type, as a plain number. Formats that are not given are those of the app. */
export function formatNumber(value: number, format: NumberFormat, settings = DEFAULT_SETTINGS): string {
  const decimal = format.qDec || settings.marks.decimal;
  const thousands = format.qThou || settings.marks.thousands;
  const inPattern = (pattern: string): string =>
    numberPattern(pattern, withSeparators(settings.marks, decimal, thousands)).write(value);
  /** `qUseThou` groups the digits of a format without a pattern. */
  const withMarks = (text: string): string => {
    const [integer = '', ...decimals] = text.split('.');
    const whole = format.qUseThou === 1 ? integer.replace(/\B(?=(\d{3})+$)/g, thousands) : integer;
    return [whole, ...decimals].join(decimal);
  };
  switch (format.qType) {
    case 'D':
      return dateFormat(format.qFmt || settings.dateFormat, settings.names).write(value);
    case 'T':
      return dateFormat(format.qFmt || settings.timeFormat, settings.names).write(value);
    case 'TS':
      return dateFormat(format.qFmt || settings.timestampFormat, settings.names).write(value);
    case 'IV':
      return formatInterval(value, format.qFmt || settings.timeFormat);
    case 'I':
      return format.qFmt ? inPattern(format.qFmt) : withMarks(String(Math.round(value)));
    case 'F':
      return format.qFmt ? inPattern(format.qFmt) : withMarks(value.toFixed(clampDecimals(format.qnDec)));
    case 'R':
      return format.qFmt
        ? inPattern(format.qFmt)
        : withMarks(String(Number(value.toPrecision(Math.min(Math.max(format.qnDec, 1), 15)))));
    case 'M':
      return format.qFmt ? inPattern(format.qFmt) : settings.moneyPattern.write(value);
    default:
      return formatPlainNumber(value, decimal);
  }
}

function clampDecimals(count: number): number {
  return Math.min(Math.max(Math.trunc(count), 0), 20);
}
