import type { SessionDocument } from '../session/session-document.ts';
import { toObject, type JsonObject } from '../protocol/json.ts';
import { staticContent } from './static-content.ts';

/** Default `LocaleInfo` of all apps; formatters of charts read it. */
const LOCALE_INFO: JsonObject = {
  qListSep: ',',
  qCurrentYear: new Date().getFullYear(),
  qMoneyFmt: '$#,##0.00;-$#,##0.00',
  qCollation: 'en-US',
  qNumericalAbbreviation: '3:k;6:M;9:G;12:T;15:P;18:E;21:Z;24:Y;-3:m;-6:μ;-9:n;-12:p;-15:f;-18:a;-21:z;-24:y',
};

const FORMAT_VARIABLES: Readonly<Record<string, string>> = {
  qMoneyFmt: 'MoneyFormat',
  qCollation: 'CollationLocale',
  qNumericalAbbreviation: 'NumericalAbbreviation',
};

/** Returns `LocaleInfo` of an app: the settings that its script had at the last reload, with {@link LOCALE_INFO} as default. */
export function localeInfo(document: SessionDocument): JsonObject {
  const { marks, moneyMarks, names, weeks, ...formats } = document.app.fields.settings;
  const firstMonth = Number(document.scopes.variableDefinition('FirstMonthOfYear') ?? '1');
  const info: Record<string, unknown> = {
    ...LOCALE_INFO,
    qDecimalSep: marks.decimal,
    qThousandSep: marks.thousands,
    qMoneyDecimalSep: moneyMarks.decimal,
    qMoneyThousandSep: moneyMarks.thousands,
    qTimeFmt: formats.timeFormat,
    qDateFmt: formats.dateFormat,
    qTimestampFmt: formats.timestampFormat,
    qCalendarStrings: {
      qDayNames: [...names.days],
      qMonthNames: [...names.months],
      qLongDayNames: [...names.longDays],
      qLongMonthNames: [...names.longMonths],
    },
    qFirstWeekDay: weeks.firstWeekDay,
    qBrokenWeeks: weeks.isBroken,
    qReferenceDay: weeks.referenceDay,
    qFirstMonthOfYear: Number.isInteger(firstMonth) && firstMonth >= 1 && firstMonth <= 12 ? firstMonth : 1,
  };
  for (const [member, name] of Object.entries(FORMAT_VARIABLES)) {
    const definition = document.scopes.variableDefinition(name);
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
    qHasScript: document.data.script !== '',
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
    qThumbnail: staticContent(toObject(document.appProperties['qThumbnail'] ?? {}), summary.id),
    qIsBDILiveMode: false,
    qIsDirectQueryMode: false,
  };
}
