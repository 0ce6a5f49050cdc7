import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dateFormat } from './date-format.ts';
import { dayNumberNow, type CalendarNames } from './day-number.ts';
import { numberPattern, DEFAULT_MARKS } from './number-pattern.ts';
import { regionalSettings } from './regional-settings.ts';

const RUNS = 2_000;

/** The names of a language, from the Unicode database that the formats do not use. */
function namesOf(locale: string): CalendarNames {
  const list = (options: Intl.DateTimeFormatOptions, dates: readonly Date[]): readonly string[] => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return dates.map((date) => format.format(date));
  };
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2024, month, 15)));
  // 2024-01-01 is a Monday.
  const days = Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)));
  return {
    months: list({ month: 'short' }, months),
    longMonths: list({ month: 'long' }, months),
    days: list({ weekday: 'short' }, days),
    longDays: list({ weekday: 'long' }, days),
  };
}

const NAMES = ['en', 'de', 'sv', 'nl', 'fr', 'pl'].map(namesOf);

/** A part of a format that a test writes on its own. `keeps` is the part of the time that the text contains. */
interface FormatPart {
  readonly code: string;
  readonly text: (date: Date, names: CalendarNames) => string;
}

const padded = (value: number, length: number): string =>
  '0'.repeat(length - String(value).length).concat(String(value));
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
const YEAR: FormatPart = { code: 'YYYY', text: (date) => padded(date.getUTCFullYear(), 4) };
const SHORT_YEAR: FormatPart = { code: 'YY', text: (date) => two(date.getUTCFullYear() % 100) };
const MONTHS: readonly FormatPart[] = [
  { code: 'M', text: (date) => `${date.getUTCMonth() + 1}` },
  { code: 'MM', text: (date) => two(date.getUTCMonth() + 1) },
  { code: 'MMM', text: (date, { months }) => months[date.getUTCMonth()] ?? '' },
  { code: 'MMMM', text: (date, { longMonths }) => longMonths[date.getUTCMonth()] ?? '' },
];
const DAYS: readonly FormatPart[] = [
  { code: 'D', text: (date) => `${date.getUTCDate()}` },
  { code: 'DD', text: (date) => two(date.getUTCDate()) },
];
const WEEKDAYS: readonly FormatPart[] = [
  { code: 'WWW', text: (date, { days }) => days[(date.getUTCDay() + 6) % 7] ?? '' },
  { code: 'WWWW', text: (date, { longDays }) => longDays[(date.getUTCDay() + 6) % 7] ?? '' },
];

/** A format of a time of day with what it loses. */
interface TimeFormat {
  readonly code: string;
  readonly text: (date: Date) => string;
  readonly milliseconds: number;
}

const half = (date: Date): number => (date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12);
const TIMES: readonly TimeFormat[] = [
  { code: '', text: () => '', milliseconds: 86_400_000 },
  {
    code: ' hh:mm',
    text: (date) => ` ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`,
    milliseconds: 60_000,
  },
  {
    code: ' h:mm:ss TT',
    text: (date) =>
      ` ${half(date)}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`,
    milliseconds: 1000,
  },
  {
    code: ' hh:mm:ss.fff',
    text: (date) => ` ${date.toISOString().slice(11, 23)}`,
    milliseconds: 1,
  },
  {
    code: ' hh:mm:ss[.fff]',
    text: (date) => ` ${date.toISOString().slice(11, 23).replace('.000', '')}`,
    milliseconds: 1,
  },
];

const times = fc
  .integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2049, 11, 31) })
  .map((time) => new Date(time));

const GROUPED = new Intl.NumberFormat('en-US');

/** Returns the exact value of a number rounded to some decimals; halves are rounded up. */
function roundedDecimal(
  value: number,
  decimals: number,
): { readonly integer: bigint; readonly fraction: string } {
  let [shift, whole] = [0n, value];
  for (; !Number.isInteger(whole); whole *= 2) shift += 1n;
  const unit = 2n ** shift;
  const scale = 10n ** BigInt(decimals);
  const rounded = (BigInt(whole) * scale * 2n + unit) / (unit * 2n);
  const fraction = decimals === 0 ? '' : String(rounded % scale).padStart(decimals, '0');
  return { integer: rounded / scale, fraction };
}

function assertBothWays(format: string, { date, names, text, kept }: Written): void {
  const parsed = dateFormat(format, names);
  assert.equal(parsed.write(dayNumberNow(date)), text, format);
  const expected = dayNumberNow(new Date(Math.floor(date.getTime() / kept) * kept));
  const read = parsed.read(text);
  assert.ok(
    read !== undefined && Math.abs(read - expected) < 1e-8,
    `${format}: ${text}: ${read}, not ${expected}`,
  );
}

interface Written {
  readonly date: Date;
  readonly names: CalendarNames;
  readonly text: string;
  /** Milliseconds to which the text is exact. */
  readonly kept: number;
}

describe('formats', () => {
  it('write dates as a plain concatenation of their parts, and read them back', () => {
    const format = fc.record({
      date: times,
      names: fc.constantFrom(...NAMES),
      year: fc.constantFrom(YEAR, SHORT_YEAR),
      month: fc.constantFrom(...MONTHS),
      day: fc.constantFrom(...DAYS),
      weekday: fc.option(fc.constantFrom(...WEEKDAYS)),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
      mark: fc.constantFrom('-', '/', '.', ' ', ', ', ' / '),
      time: fc.constantFrom(...TIMES),
    });
    fc.assert(
      fc.property(format, ({ date, names, year, month, day, weekday, order, mark, time }) => {
        const parts = order.flatMap((place) => [year, month, day][place] ?? []);
        const all = weekday ? [weekday, ...parts] : parts;
        assertBothWays(all.map(({ code }) => code).join(mark) + time.code, {
          date,
          names,
          text: all.map(({ text }) => text(date, names)).join(mark) + time.text(date),
          kept: time.milliseconds,
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('write dates without marks between their parts, and read them back', () => {
    const parts: readonly (readonly [string, number, number])[] = [
      ['YYYY', 0, 4],
      ['MM', 4, 6],
      ['DD', 6, 8],
      ['hh', 8, 10],
      ['mm', 10, 12],
      ['ss', 12, 14],
      ['fff', 14, 17],
    ];
    const kept = [86_400_000, 3_600_000, 60_000, 1000, 1];
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 3, max: 7 }),
        fc.infiniteStream(fc.nat()),
        (date, count, random) => {
          const digits = date.toISOString().replace(/\D/g, '');
          const chosen = parts
            .slice(0, count)
            .map((part) => ({ part, weight: random.next().value }))
            .sort((left, right) => left.weight - right.weight);
          assertBothWays(chosen.map(({ part: [code] }) => code).join(''), {
            date,
            names: NAMES[0] ?? namesOf('en'),
            text: chosen.map(({ part: [, from, to] }) => digits.slice(from, to)).join(''),
            kept: kept[count - 3] ?? 1,
          });
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('write numbers as exact arithmetic rounds them, and read them back', () => {
    const cases = fc.record({
      value: fc.oneof(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.integer({ min: -1e9, max: 1e9 }),
      ),
      least: fc.integer({ min: 0, max: 3 }),
      more: fc.integer({ min: 0, max: 3 }),
      isGrouped: fc.boolean(),
      marks: fc.constantFrom<(readonly [string, string])[]>(
        ['.', ','],
        [',', '.'],
        [',', ' '],
        ['.', "'"],
        [',', '\u00a0'],
      ),
      prefix: fc.constantFrom('', '$', '€ ', 'kr '),
      suffix: fc.constantFrom('', ' EUR', '%', ' pcs'),
      negative: fc.constantFrom('', '-', '('),
    });
    fc.assert(
      fc.property(cases, ({ value, least, more, isGrouped, marks, prefix, suffix, negative }) => {
        const [decimal, thousands] = marks;
        const decimals = least + more === 0 ? '' : `${decimal}${'0'.repeat(least)}${'#'.repeat(more)}`;
        const section = `${prefix}${isGrouped ? `#${thousands}##0` : '0'}${decimals}${suffix}`;
        const pattern = { '': section, '-': `${section};-${section}`, '(': `${section};(${section})` }[
          negative
        ];
        const scaled = suffix === '%' ? Math.abs(value) * 100 : Math.abs(value);
        const { integer, fraction } = roundedDecimal(scaled, least + more);
        const kept = fraction.slice(0, Math.max(least, fraction.replace(/0+$/, '').length));
        const whole = isGrouped ? GROUPED.format(integer).replaceAll(',', thousands) : String(integer);
        const digits = kept === '' ? whole : whole + decimal + kept;
        const isZero = !/[1-9]/.test(digits);
        const positive = `${prefix}${digits}${suffix}`;
        const signed = { '': isZero ? positive : `-${positive}`, '-': `-${positive}`, '(': `(${positive})` }[
          negative
        ];
        const format = numberPattern(pattern ?? '', { ...DEFAULT_MARKS, decimal, thousands });
        const text = format.write(value);
        assert.equal(text, value < 0 ? signed : positive, `${value} in ${pattern}`);
        const shown = Number(`${integer}.${fraction}`);
        const expected = ((value < 0 ? -1 : 1) * shown) / (suffix === '%' ? 100 : 1);
        const read = format.read(text);
        assert.ok(
          Math.abs(read - expected) <= Math.abs(expected) * 1e-12,
          `${text}: ${read}, not ${expected}`,
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('read what an app writes without a format', () => {
    const settings = fc.record({
      DecimalSep: fc.constantFrom('.', ','),
      ThousandSep: fc.constantFrom('', ' ', "'"),
      DateFormat: fc.constantFrom(
        'YYYY-MM-DD',
        'D.M.YYYY',
        'M/D/YYYY',
        'DD MMM YYYY',
        'YYYYMMDD',
        'WWW D/M/YYYY',
      ),
      TimestampFormat: fc.constantFrom(
        'YYYY-MM-DD hh:mm:ss[.fff]',
        'M/D/YYYY h:mm:ss[.fff] TT',
        'MMM D, YYYY hh:mm:ss[.fff]',
      ),
      MoneyFormat: fc.constantFrom('$#,##0.00', '# ##0,00 kr', '#.##0,00 €;(#.##0,00 €)'),
    });
    fc.assert(
      fc.property(
        settings,
        times,
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (variables, date, value) => {
          const regional = regionalSettings((name) => ({ ...variables })[name as keyof typeof variables]);
          const number = Number(value.toPrecision(14));
          assert.equal(regional.read(regional.textOf(number)), number, JSON.stringify(variables));
          const time = dayNumberNow(date);
          // `YYYYMMDD` is read as a number first, as in Qlik.
          if (variables.DateFormat !== 'YYYYMMDD')
            assert.equal(
              regional.numberOf(textIn(regional.date(time))),
              Math.floor(time),
              JSON.stringify(variables),
            );
          const read = regional.numberOf(textIn(regional.timestamp(time)));
          assert.ok(Math.abs(read - time) < 1e-8, `${JSON.stringify(variables)}: ${read}, not ${time}`);
        },
      ),
      { numRuns: RUNS / 2 },
    );
  });
});

function textIn(value: unknown): string {
  assert.ok(typeof value === 'object' && value !== null && 'text' in value);
  return String(value.text);
}
