import { formatPlainNumber } from '../model/symbol-table.ts';
import {
  dayNumberOf,
  daysInMonth,
  ENGLISH_NAMES,
  fullYear,
  partsOf,
  type CalendarNames,
  type DateParts,
} from './day-number.ts';

/** Default formats of an app (ISO 8601). */
export const DATE_FORMAT = 'YYYY-MM-DD';
export const TIME_FORMAT = 'hh:mm:ss';
export const TIMESTAMP_FORMAT = 'YYYY-MM-DD hh:mm:ss';

/** The pattern of spaces in a format. */
const SPACES = '\\s+';

/** A part of a format: a text, a code such as `MM`, or an optional part such as `[.fff]`. */
type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'optional'; readonly pieces: readonly Piece[] };

const CODE = /Y{2,4}|y{2,4}|M{1,4}|DD?|(?<![a-z])dd?(?![a-z])|W{1,4}|hh?|HH?|mm?|ss?|f+|TT|tt/y;

/** A Qlik date format (`YYYY-MM-DD`, `MMM D`, `h:mm:ss[.fff] TT`, `YYYYMMDD`) that was parsed once. */
export class DateFormat {
  private readonly pieces: readonly Piece[];
  private readonly hasHalfDays: boolean;
  private readonly codes: readonly string[];
  private readonly joins: readonly boolean[];
  private pattern: RegExp | undefined;

  constructor(
    format: string,
    private readonly names: CalendarNames,
  ) {
    this.pieces = piecesOf(format);
    this.codes = codesIn(this.pieces);
    this.joins = joinsOf(this.pieces);
    this.hasHalfDays = this.codes.some((code) => /tt/i.test(code));
  }

  /** True when a text in this format may begin with a letter. */
  get beginsWithLetter(): boolean {
    const [first] = this.pieces;
    if (first?.type !== 'code') return first?.type === 'optional' || (first?.text.charCodeAt(0) ?? 0) >= 65;
    return isNameCode(first.code);
  }

  /** Writes a day number; one that is no date of the calendar, as a plain number. An optional part is written when one of its codes is not zero. */
  write(dayNumber: number): string {
    const parts = partsOf(dayNumber);
    return Number.isNaN(parts.year) ? formatPlainNumber(dayNumber) : this.writePieces(this.pieces, parts);
  }

  /** Reads a text; returns undefined when it is not in this format, or no date of the calendar. */
  read(text: string): number | undefined {
    this.pattern ??= new RegExp(`^${joinedSpaces(this.sourceOf(this.pieces, { place: 0 }))}$`, 'iu');
    const match = this.pattern.exec(text.trim());
    return match ? this.dayNumber(match) : undefined;
  }

  private writePieces(pieces: readonly Piece[], parts: DateParts): string {
    let text = '';
    for (const piece of pieces) {
      if (piece.type === 'text') text += piece.text;
      else if (piece.type === 'code') text += this.writeCode(piece.code, parts);
      else if (codesIn(piece.pieces).some((code) => valueOfCode(code, parts) !== 0))
        text += this.writePieces(piece.pieces, parts);
    }
    return text;
  }

  private writeCode(code: string, parts: DateParts): string {
    switch (code.charAt(0)) {
      case 'Y':
      case 'y':
        return code.length === 2 ? pad(parts.year % 100, 2) : pad(parts.year, 4);
      case 'M':
        if (code.length === 4) return this.names.longMonths[parts.month - 1] ?? '';
        return code.length === 3 ? (this.names.months[parts.month - 1] ?? '') : pad(parts.month, code.length);
      case 'W':
        if (code.length === 4) return this.names.longDays[parts.weekday] ?? '';
        return code.length === 3 ? (this.names.days[parts.weekday] ?? '') : pad(parts.weekday, code.length);
      case 'h':
      case 'H':
        return pad(this.hasHalfDays ? ((parts.hour + 11) % 12) + 1 : parts.hour, code.length);
      case 'f':
        return pad(parts.millisecond, 3).padEnd(code.length, '0').slice(0, code.length);
      case 'T':
        return parts.hour < 12 ? 'AM' : 'PM';
      case 't':
        return parts.hour < 12 ? 'am' : 'pm';
      default:
        return pad(valueOfCode(code, parts), code.length);
    }
  }

  /** Returns the pattern of texts in this format, with a group per code. */
  private sourceOf(pieces: readonly Piece[], position: { place: number }): string {
    return pieces
      .map((piece) => {
        if (piece.type === 'text')
          return /\s/.test(piece.text) ? SPACES : piece.text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        if (piece.type === 'optional') return `(?:${this.sourceOf(piece.pieces, position)})?`;
        const source = this.sourceOfCode(piece.code, this.touchesNumber(position.place));
        position.place += 1;
        return `(${source})`;
      })
      .join('');
  }

  private sourceOfCode(code: string, hasFixedWidth: boolean): string {
    if (/^M{3,4}$/.test(code)) return alternatives([...this.names.months, ...this.names.longMonths]);
    if (/^W{3,4}$/.test(code)) return alternatives([...this.names.days, ...this.names.longDays]);
    if (/^t/i.test(code)) return 'am|pm';
    if (/^y/i.test(code)) return code.length === 2 ? '\\d{2}' : '\\d{4}';
    if (hasFixedWidth && code.length > 1) return `\\d{${code.length}}`;
    return code.startsWith('f') ? '\\d+' : '\\d{1,2}';
  }

  /** Returns whether a code is next to another number without a mark between them, as in `YYYYMMDD`. */
  private touchesNumber(place: number): boolean {
    return this.joins[place - 1] === true || this.joins[place] === true;
  }

  private dayNumber(match: RegExpExecArray): number | undefined {
    let [year, month, day, hour, minute, second, fraction] = [1899, 12, 30, 0, 0, 0, 0];
    const written = this.codes.filter((_, place) => match[place + 1] !== undefined);
    if (written.some((code) => /^y/i.test(code))) [month, day] = [1, 1];
    else if (written.some((code) => code.startsWith('M'))) day = 1;
    let half: string | undefined;
    for (const [place, code] of this.codes.entries()) {
      const found = match[place + 1];
      if (found === undefined) continue;
      const number = Number(found);
      switch (code.charAt(0)) {
        case 'Y':
        case 'y':
          year = code.length === 2 ? fullYear(number) : number;
          break;
        case 'M':
          month = code.length >= 3 ? this.monthOf(found) : number;
          break;
        case 'D':
        case 'd':
          day = number;
          break;
        case 'h':
        case 'H':
          hour = number;
          break;
        case 'm':
          minute = number;
          break;
        case 's':
          second = number;
          break;
        case 'f':
          fraction = number / 10 ** found.length;
          break;
        case 'T':
        case 't':
          half = found.toLowerCase();
      }
    }
    if (half !== undefined) {
      if (hour > 12) return undefined;
      hour = (hour % 12) + (half === 'pm' ? 12 : 0);
    }
    const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && year >= 100;
    if (!isDate || hour > 23 || minute > 59 || second > 59) return undefined;
    return dayNumberOf(year, month, day, hour, minute, second) + fraction / 86_400;
  }

  private monthOf(name: string): number {
    const isName = (month: string): boolean => month.toLowerCase() === name.toLowerCase();
    const short = this.names.months.findIndex(isName);
    return (short < 0 ? this.names.longMonths.findIndex(isName) : short) + 1;
  }
}

const FORMATS = new WeakMap<CalendarNames, Map<string, DateFormat>>();
const MAX_FORMATS = 500;

/** Returns a parsed format; formats are cached. */
export function dateFormat(format: string, names: CalendarNames = ENGLISH_NAMES): DateFormat {
  const formats = FORMATS.get(names) ?? new Map<string, DateFormat>();
  FORMATS.set(names, formats);
  const known = formats.get(format);
  if (known) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  const parsed = new DateFormat(format, names);
  formats.set(format, parsed);
  return parsed;
}

function piecesOf(format: string): readonly Piece[] {
  const groups: Piece[][] = [[]];
  for (let at = 0; at < format.length;) {
    const pieces = groups.at(-1) ?? [];
    CODE.lastIndex = at;
    const code = CODE.exec(format)?.[0];
    const character = format.charAt(at);
    if (code !== undefined) pieces.push({ type: 'code', code });
    else if (character === '[') groups.push([]);
    else if (character === ']' && groups.length > 1) {
      groups.pop();
      groups.at(-1)?.push({ type: 'optional', pieces });
    } else pieces.push({ type: 'text', text: character });
    at += code?.length ?? 1;
  }
  // A bracket that is not closed is a text.
  return groups.flatMap((pieces, depth): readonly Piece[] =>
    depth === 0 ? pieces : [{ type: 'text', text: '[' }, ...pieces],
  );
}

function codesIn(pieces: readonly Piece[]): readonly string[] {
  return pieces.flatMap((piece) => {
    if (piece.type === 'code') return [piece.code];
    return piece.type === 'optional' ? codesIn(piece.pieces) : [];
  });
}

/** Returns per code whether it and the next one are numbers without a text between them. */
function joinsOf(pieces: readonly Piece[]): readonly boolean[] {
  const flat = flatPieces(pieces);
  return flat.flatMap((piece, place) => {
    if (piece.type !== 'code') return [];
    const next = flat[place + 1];
    return [!isNameCode(piece.code) && next?.type === 'code' && !isNameCode(next.code)];
  });
}

function flatPieces(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.flatMap((piece) => (piece.type === 'optional' ? flatPieces(piece.pieces) : [piece]));
}

function isNameCode(code: string): boolean {
  return /^(?:M{3,4}|W{3,4}|tt|TT)$/.test(code);
}

function valueOfCode(code: string, parts: DateParts): number {
  switch (code.charAt(0)) {
    case 'D':
    case 'd':
      return parts.day;
    case 'h':
    case 'H':
      return parts.hour;
    case 'm':
      return parts.minute;
    case 's':
      return parts.second;
    case 'f':
      return parts.millisecond;
    case 'T':
    case 't':
      return 0;
    default:
      return parts.year;
  }
}

/** Several spaces are one pattern: each with its own would take long to fail. */
function joinedSpaces(source: string): string {
  return source
    .split(SPACES)
    .filter((part, at, all) => part !== '' || at === 0 || at === all.length - 1)
    .join(SPACES);
}

/** Longer names first, because a short name may be the beginning of a long one. */
function alternatives(names: readonly string[]): string {
  return [...new Set(names)]
    .filter((name) => name !== '')
    .sort((left, right) => right.length - left.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
