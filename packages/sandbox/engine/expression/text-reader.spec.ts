import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BRITISH, GERMAN, settingsOf, SWEDISH, US, type Variables } from '../testing/regional-variables.ts';
import { dayNumberOf } from './day-number.ts';

const day = dayNumberOf;

/** Texts with the number that they read as; undefined for a text that is no number. */
const READ: Readonly<Record<string, readonly [Variables, Readonly<Record<string, number | undefined>>]>> = {
  'without variables: ISO 8601': [
    {},
    {
      '5': 5,
      '-5.25': -5.25,
      '.5': 0.5,
      '1e3': 1000,
      '1,234.5': 1234.5,
      '12,34': undefined,
      '0x10': undefined,
      Infinity: undefined,
      '': undefined,
      ' ': undefined,
      ' 7 ': 7,
      '2024-02-29': day(2024, 2, 29),
      '2023-02-29': undefined,
      '2024-02-29 13:45:00': day(2024, 2, 29, 13, 45),
      '2024-02-29 13:45': day(2024, 2, 29, 13, 45),
      '2024-02-29 13:45:30.5': day(2024, 2, 29, 13, 45, 30) + 0.5 / 86_400,
      '13:45': (13 * 60 + 45) / 1440,
      '24:00': undefined,
      '$5.50': 5.5,
      '-$1,000.00': -1000,
      'abc 5': undefined,
      '5 apples': undefined,
    },
  ],
  'in the United States': [
    US,
    {
      '1/2/2020': day(2020, 1, 2),
      '12/31/2020': day(2020, 12, 31),
      '31/12/2020': undefined,
      '1/2/2020 3:04:05 PM': day(2020, 1, 2, 15, 4, 5),
      '1/2/2020 3:04:05.250 PM': day(2020, 1, 2, 15, 4, 5) + 0.25 / 86_400,
      '1/2/2020 12:00:00 AM': day(2020, 1, 2),
      '1/2/2020 13:04:05 PM': undefined,
      '3:04:05 pm': (15 * 3600 + 4 * 60 + 5) / 86_400,
      '15:04:05': (15 * 3600 + 4 * 60 + 5) / 86_400,
      '2020-01-02': day(2020, 1, 2),
      '$ 1,234.50': 1234.5,
      '-$ 5.00': -5,
      $5: 5,
      '1.234,5': undefined,
      '12,34': undefined,
      '$ 12,34': undefined,
    },
  ],
  'in Germany': [
    GERMAN,
    {
      '1.234,5': 1234.5,
      '2,25': 2.25,
      '1.234.567': 1_234_567,
      '12.34': undefined,
      '31.12.2024': day(2024, 12, 31),
      '1.2.2024': day(2024, 2, 1),
      '31.12.2024 08:15:00': day(2024, 12, 31, 8, 15),
      '2024-12-31': day(2024, 12, 31),
      '1.234,50 €': 1234.5,
      '-5,00 €': -5,
    },
  ],
  'in Sweden': [
    SWEDISH,
    {
      '1 234,5': 1234.5,
      '2,5': 2.5,
      '2.5': 2.5,
      '1.234,5': 1234.5,
      '5,00 kr': 5,
      '12 34': undefined,
    },
  ],
  'in Britain': [
    BRITISH,
    {
      '£1,234.50': 1234.5,
      '01 Mar 2024': day(2024, 3, 1),
      '1 march 2024': day(2024, 3, 1),
      '1 Mrz 2024': undefined,
      '08:30': 8.5 / 24,
    },
  ],
};

/** Formats of money of several countries, with texts that are read. */
const MONEY: readonly (readonly [
  format: string,
  marks: string,
  Readonly<Record<string, number | undefined>>,
])[] = [
  ['R$ #.##0,00;-R$ #.##0,00', ',.', { 'R$ 1.234,50': 1234.5, '-R$ 5,00': -5, R$5: 5, 'R$ x': undefined }],
  ['€ #.##0,00;€ #.##0,00-', ',.', { '€ 1.234,5': 1234.5, '€ 5,00-': -5, '5 €': undefined }],
  ['$#,##0.00;($#,##0.00)', '.,', { '$1,234.50': 1234.5, '($5.00)': -5, '(5)': undefined }],
  ['¥#,##0', '.,', { '¥1,234': 1234, '-¥1,234': -1234, '¥': undefined }],
  ["CHF #'##0.00", ".'", { "CHF 1'234.50": 1234.5, "1'234.50": 1234.5, "CHF 1'23.50": undefined }],
];

describe('texts are read', () => {
  it('as money', () => {
    for (const [MoneyFormat, [DecimalSep = '', ThousandSep = ''], texts] of MONEY.map(
      ([format, marks, given]) => [format, [...marks], given] as const,
    )) {
      const settings = settingsOf({ MoneyFormat, DecimalSep, ThousandSep });
      for (const [text, expected] of Object.entries(texts))
        assert.deepEqual(settings.read(text), expected ?? Number.NaN, text);
    }
  });

  for (const [name, [variables, texts]] of Object.entries(READ))
    it(name, () => {
      const settings = settingsOf(variables);
      for (const [text, expected] of Object.entries(texts)) {
        const read = settings.read(text);
        if (expected === undefined) assert.ok(Number.isNaN(read), `${text}: ${read}`);
        else assert.ok(Math.abs(read - expected) < 1e-9, `${text}: ${read}, not ${expected}`);
      }
    });
});
