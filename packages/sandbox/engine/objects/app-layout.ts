import type { SessionDocument } from '../session/session-document.ts';
import { DAY_NAMES, LONG_DAY_NAMES, LONG_MONTH_NAMES, MONTH_NAMES } from '../expression/day-number.ts';
import { DATE_FORMAT, TIME_FORMAT, TIMESTAMP_FORMAT } from '../expression/date-format.ts';
import type { JsonObject } from '../protocol/json.ts';

/** Default `LocaleInfo` of all apps; formatters of charts read it. */
const LOCALE_INFO: JsonObject = {
  qDecimalSep: '.',
  qThousandSep: ',',
  qListSep: ',',
  qMoneyDecimalSep: '.',
  qMoneyThousandSep: ',',
  qCurrentYear: new Date().getFullYear(),
  qMoneyFmt: '$#,##0.00;-$#,##0.00',
  qTimeFmt: TIME_FORMAT,
  qDateFmt: DATE_FORMAT,
  qTimestampFmt: TIMESTAMP_FORMAT,
  qCalendarStrings: {
    qDayNames: [...DAY_NAMES],
    qMonthNames: [...MONTH_NAMES],
    qLongDayNames: [...LONG_DAY_NAMES],
    qLongMonthNames: [...LONG_MONTH_NAMES],
  },
  qFirstWeekDay: 0,
  qBrokenWeeks: false,
  qReferenceDay: 4,
  qFirstMonthOfYear: 1,
  qCollation: 'en-US',
  qNumericalAbbreviation: '3:k;6:M;9:G;12:T;15:P;18:E;21:Z;24:Y;-3:m;-6:μ;-9:n;-12:p;-15:f;-18:a;-21:z;-24:y',
};

const FORMAT_VARIABLES: Readonly<Record<string, string>> = {
  qDecimalSep: 'DecimalSep',
  qThousandSep: 'ThousandSep',
  qMoneyDecimalSep: 'MoneyDecimalSep',
  qMoneyThousandSep: 'MoneyThousandSep',
  qMoneyFmt: 'MoneyFormat',
  qTimeFmt: 'TimeFormat',
  qDateFmt: 'DateFormat',
  qTimestampFmt: 'TimestampFormat',
  qCollation: 'CollationLocale',
  qNumericalAbbreviation: 'NumericalAbbreviation',
};

/** Returns `LocaleInfo` of an app: the variables of its script, with {@link LOCALE_INFO} as default. */
export function localeInfo(document: SessionDocument): JsonObject {
  const info = { ...LOCALE_INFO };
  for (const [member, name] of Object.entries(FORMAT_VARIABLES)) {
    const definition = document.variableDefinition(name);
    if (definition !== undefined) info[member] = definition;
  }
  return info;
}

/** Returns `NxAppLayout`. */
export function appLayout(document: SessionDocument): JsonObject {
  const { summary, content } = document.app;
  return {
    ...document.appProperties,
    qFileName: summary.id,
    qLastReloadTime: summary.lastReloadTime,
    qHasScript: document.script !== '',
    qHasData: content.tables.length > 0,
    qStateNames: document.selections.stateNames,
    qMeta: {
      id: summary.id,
      name: summary.name,
      description: summary.description,
      createdDate: summary.createdAt,
      modifiedDate: summary.updatedAt,
      published: false,
      privileges: ['read', 'update', 'exportdata'],
      _resourcetype: 'app',
    },
    qLocaleInfo: localeInfo(document),
    qReadOnly: false,
    qIsOpenedWithoutData: false,
    qIsSessionApp: summary.id.startsWith('SessionApp_'),
    qProhibitBinaryLoad: document.isBinaryLoadProhibited,
    qUnsupportedFeatures: [],
    qThumbnail: {},
    qIsBDILiveMode: false,
    qIsDirectQueryMode: false,
  };
}
