import { DATE_FORMAT, TIME_FORMAT, TIMESTAMP_FORMAT } from '../expression/date-format.ts';
import { ENGLISH_NAMES } from '../expression/day-number.ts';

/** Reserved variables for the formats of an app, with their defaults. */
const FORMATS: Readonly<Record<string, string>> = {
  ThousandSep: ',',
  DecimalSep: '.',
  MoneyThousandSep: ',',
  MoneyDecimalSep: '.',
  MoneyFormat: '$#,##0.00;-$#,##0.00',
  TimeFormat: TIME_FORMAT,
  DateFormat: DATE_FORMAT,
  TimestampFormat: TIMESTAMP_FORMAT,
  FirstWeekDay: '0',
  BrokenWeeks: '0',
  ReferenceDay: '4',
  FirstMonthOfYear: '1',
  CollationLocale: 'en-US',
  CreateSearchIndexOnReload: '1',
  MonthNames: ENGLISH_NAMES.months.join(';'),
  LongMonthNames: ENGLISH_NAMES.longMonths.join(';'),
  DayNames: ENGLISH_NAMES.days.join(';'),
  LongDayNames: ENGLISH_NAMES.longDays.join(';'),
  NumericalAbbreviation: '3:k;6:M;9:G;12:T;15:P;18:E;21:Z;24:Y;-3:m;-6:μ;-9:n;-12:p;-15:f;-18:a;-21:z;-24:y',
};

/** Returns the initial script of an app: a tab with the format variables. @param section name of the tab */
export function emptyScript(section: string): string {
  const lines = Object.entries(FORMATS).map(([name, value]) => `SET ${name}='${value}';`);
  return `///$tab ${section || 'Main'}\r\n${lines.join('\r\n')}\r\n`;
}

/** Returns whether Qlik reserves a variable for formats. */
export function isReservedVariable(name: string): boolean {
  return Object.hasOwn(FORMATS, name);
}
