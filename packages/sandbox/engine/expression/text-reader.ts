import { DATE_FORMAT, dateFormat, type DateFormat } from './date-format.ts';
import type { CalendarNames } from './day-number.ts';
import type { NumberMarks, NumberPattern } from './number-pattern.ts';

/** The formats that texts are read in. */
interface TextFormats {
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  readonly names: CalendarNames;
  readonly marks: NumberMarks;
  readonly moneyFormat: string;
  readonly moneyPattern: NumberPattern;
}

const MAX_KNOWN = 20_000;
/** Code of the first letter. */
const FIRST_LETTER = 65;

/**
 * Reads texts as Qlik does without an interpretation function, in this order: a number, date, timestamp or time in the app's formats;
 * an ISO date, timestamp or time; an amount of money; a number with other separators, if the app's cannot be confused with them.
 */
export class TextReader {
  private readonly known = new Map<string, number>();
  private readonly numbers: readonly NumberReader[];
  private readonly otherNumbers: readonly NumberReader[];
  private readonly dates: readonly DateFormat[];
  private readonly moneyPattern: NumberPattern;
  /** True when a text that begins with a letter, or a sign such as `€`, may be a number. */
  private readonly readsLetters: boolean;

  constructor(formats: TextFormats) {
    const { marks, names } = formats;
    const isFree = (mark: string): boolean => marks.decimal !== mark && marks.thousands !== mark;
    this.numbers = [numberReader(marks.decimal, marks.thousands)];
    this.otherNumbers = [
      ...(isFree(',') ? [numberReader('.', ',')] : []),
      ...(isFree('.') ? [numberReader(',', '.'), numberReader('.', '')] : []),
    ];
    this.dates = [
      formats.dateFormat,
      formats.timestampFormat,
      formats.timeFormat,
      DATE_FORMAT,
      'YYYY-MM-DD hh:mm[:ss[.fff]]',
      'hh:mm[:ss[.fff]]',
    ].map((format) => dateFormat(format, names));
    this.moneyPattern = formats.moneyPattern;
    this.readsLetters =
      this.dates.some(({ beginsWithLetter }) => beginsWithLetter) ||
      formats.moneyFormat.charCodeAt(0) >= FIRST_LETTER;
  }

  /** Returns NaN for a text that is in none of the formats. */
  read(text: string): number {
    const first = text.charCodeAt(0);
    // Most texts begin with a letter.
    if (first >= FIRST_LETTER && !this.readsLetters) return Number.NaN;
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const number = this.interpret(text.trim());
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(text, number);
    return number;
  }

  private interpret(text: string): number {
    if (text === '') return Number.NaN;
    for (const read of this.numbers) {
      const number = read(text);
      if (number !== undefined) return number;
    }
    for (const format of this.dates) {
      const day = format.read(text);
      if (day !== undefined) return day;
    }
    const amount = this.moneyPattern.readExactly(text);
    if (!Number.isNaN(amount)) return amount;
    for (const read of this.otherNumbers) {
      const number = read(text);
      if (number !== undefined) return number;
    }
    return Number.NaN;
  }
}

type NumberReader = (text: string) => number | undefined;

/** Returns a function that reads a number; thousand separators are between groups of three digits. */
function numberReader(decimal: string, thousands: string): NumberReader {
  const [point, group] = [escaped(decimal), escaped(thousands)];
  const plain = new RegExp(`^[+-]?(?:\\d+(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`);
  const grouped =
    thousands === '' ? undefined : new RegExp(`^[+-]?\\d{1,3}(?:${group}\\d{3})+(?:${point}\\d*)?$`);
  return (text) => {
    if (plain.test(text)) return Number(decimal === '.' ? text : text.replace(decimal, '.'));
    if (!grouped?.test(text)) return undefined;
    return Number(text.replaceAll(thousands, '').replace(decimal, '.'));
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
