import { regionalSettings, type RegionalSettings } from '../expression/regional-settings.ts';

// The names of months and days in other languages.
// cspell:disable

/** Script variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The header of scripts that Qlik makes in the United States. */
export const US: Variables = {
  ThousandSep: ',',
  DecimalSep: '.',
  MoneyThousandSep: ',',
  MoneyDecimalSep: '.',
  MoneyFormat: '$ #,##0.00;-$ #,##0.00',
  TimeFormat: 'h:mm:ss TT',
  DateFormat: 'M/D/YYYY',
  TimestampFormat: 'M/D/YYYY h:mm:ss[.fff] TT',
  FirstWeekDay: '6',
  BrokenWeeks: '1',
  ReferenceDay: '0',
  FirstMonthOfYear: '1',
};
export const GERMAN: Variables = {
  ThousandSep: '.',
  DecimalSep: ',',
  MoneyThousandSep: '.',
  MoneyDecimalSep: ',',
  MoneyFormat: '#.##0,00 €;-#.##0,00 €',
  DateFormat: 'DD.MM.YYYY',
  TimestampFormat: 'DD.MM.YYYY hh:mm:ss',
  MonthNames: 'Jan;Feb;Mrz;Apr;Mai;Jun;Jul;Aug;Sep;Okt;Nov;Dez',
  LongMonthNames: 'Januar;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember',
  DayNames: 'Mo;Di;Mi;Do;Fr;Sa;So',
  LongDayNames: 'Montag;Dienstag;Mittwoch;Donnerstag;Freitag;Samstag;Sonntag',
};
export const SWEDISH: Variables = {
  ThousandSep: ' ',
  DecimalSep: ',',
  MoneyFormat: '# ##0,00 kr;-# ##0,00 kr',
  DateFormat: 'YYYY-MM-DD',
  MonthNames: 'jan.;feb.;mars;apr.;maj;juni;juli;aug.;sep.;okt.;nov.;dec.',
};
export const BRITISH: Variables = {
  MoneyFormat: '£#,##0.00',
  DateFormat: 'DD MMM YYYY',
  TimeFormat: 'hh:mm',
};

/** Returns the settings of variables. */
export function settingsOf(variables: Variables): RegionalSettings {
  return regionalSettings((name) => variables[name]);
}

/** Returns the statements that set variables, as at the beginning of a script. */
export function setStatements(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `SET ${name}='${value}';\n`)
    .join('');
}
