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
const AUTO_FORMAT: NumberFormat = {
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

/** Returns the pattern of a format without `qFmt`: the app's one of its type. Empty for a plain number. */
export function patternOf(format: Omit<NumberFormat, 'qFmt'>, settings: RegionalSettings): string {
  const decimals = '0'.repeat(Math.min(Math.max(Math.trunc(format.qnDec), 0), 20));
  const whole = format.qUseThou === 1 ? `#${format.qThou}##0` : '0';
  switch (format.qType) {
    case 'D':
      return settings.dateFormat;
    case 'T':
      return settings.timeFormat;
    case 'TS':
      return settings.timestampFormat;
    case 'IV':
      return settings.intervalFormat;
    case 'I':
      return whole;
    case 'F':
      return decimals === '' ? whole : `${whole}${format.qDec}${decimals}`;
    case 'M':
      return settings.moneyFormat;
    default:
      return '';
  }
}

/** Writes a number; without pattern and type, as a plain number. What is not given is that of the app. */
export function formatNumber(value: number, given: NumberFormat, settings = DEFAULT_SETTINGS): string {
  const marks = given.qType === 'M' ? settings.moneyMarks : settings.marks;
  const format = { ...given, qDec: given.qDec || marks.decimal, qThou: given.qThou || marks.thousands };
  const pattern = given.qFmt || patternOf(format, settings);
  switch (format.qType) {
    case 'D':
    case 'T':
    case 'TS':
      return dateFormat(pattern, settings.names).write(value);
    case 'IV':
      return formatInterval(value, pattern);
    case 'I':
    case 'F':
    case 'M':
      return numberPattern(pattern, withSeparators(marks, format.qDec, format.qThou)).write(value);
    case 'R':
      if (pattern !== '')
        return numberPattern(pattern, withSeparators(marks, format.qDec, format.qThou)).write(value);
      return formatPlainNumber(
        Number(value.toPrecision(Math.min(Math.max(format.qnDec, 1), 15))),
        format.qDec,
      );
    default:
      return formatPlainNumber(value, format.qDec);
  }
}
