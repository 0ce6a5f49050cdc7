import {
  DAY_NAMES,
  dayNumberOf,
  LONG_DAY_NAMES,
  LONG_MONTH_NAMES,
  MONTH_NAMES,
  partsOf,
} from './day-number.ts';

/** Default formats of an app (ISO 8601). */
export const DATE_FORMAT = 'YYYY-MM-DD';
export const TIME_FORMAT = 'hh:mm:ss';
export const TIMESTAMP_FORMAT = 'YYYY-MM-DD hh:mm:ss';

const PART = /Y{2,4}|M{1,4}|D{1,2}|W{1,4}|h{1,2}|H{1,2}|m{1,2}|s{1,2}|f+|tt|TT/g;

/** Formats a day number in a Qlik date format (`YYYY-MM-DD`, `MMM D`, `WWWW`, `hh:mm:ss.fff`, `h:mm TT`). */
export function formatDate(dayNumber: number, format: string): string {
  const parts = partsOf(dayNumber);
  const isTwelveHours = /tt/i.test(format);
  return format.replace(PART, (code) => {
    switch (code.charAt(0)) {
      case 'Y':
        return code.length === 2 ? pad(parts.year % 100, 2) : pad(parts.year, 4);
      case 'M':
        if (code.length === 4) return LONG_MONTH_NAMES[parts.month - 1] ?? '';
        return code.length === 3 ? (MONTH_NAMES[parts.month - 1] ?? '') : pad(parts.month, code.length);
      case 'D':
        return pad(parts.day, code.length);
      case 'W':
        if (code.length === 4) return LONG_DAY_NAMES[parts.weekday] ?? '';
        return code.length === 3 ? (DAY_NAMES[parts.weekday] ?? '') : pad(parts.weekday, code.length);
      case 'h':
      case 'H':
        return pad(isTwelveHours ? ((parts.hour + 11) % 12) + 1 : parts.hour, code.length);
      case 'm':
        return pad(parts.minute, code.length);
      case 's':
        return pad(parts.second, code.length);
      case 'f':
        return pad(parts.millisecond, 3).slice(0, code.length);
      default:
        return code === 'tt' ? (parts.hour < 12 ? 'am' : 'pm') : parts.hour < 12 ? 'AM' : 'PM';
    }
  });
}

/** Parses a text in a Qlik date format; returns undefined when it does not match. */
export function parseDate(text: string, format: string): number | undefined {
  const names: string[] = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(PART, (code) => {
    names.push(code);
    return /^(MMM|WWW|tt)/i.test(code) ? '([A-Za-z]+)' : '(\\d+)';
  });
  const match = new RegExp(`^${pattern}$`).exec(text.trim());
  if (!match) return undefined;
  let [year, month, day, hour, minute, second] = [1899, 12, 30, 0, 0, 0];
  if (names.some((code) => code.startsWith('Y'))) [month, day] = [1, 1];
  let isAfternoon: boolean | undefined;
  for (const [index, code] of names.entries()) {
    const found = match[index + 1] ?? '';
    const number = Number(found);
    const kind = code.charAt(0);
    if (kind === 'Y') year = code.length === 2 ? 2000 + number : number;
    else if (kind === 'M') month = code.length >= 3 ? monthByName(found) : number;
    else if (kind === 'D') day = number;
    else if (kind === 'h' || kind === 'H') hour = number;
    else if (kind === 'm') minute = number;
    else if (kind === 's') second = number;
    else if (kind === 't' || kind === 'T') isAfternoon = found.toUpperCase() === 'PM';
  }
  if (isAfternoon !== undefined) hour = (hour % 12) + (isAfternoon ? 12 : 0);
  const isValid =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  return isValid ? dayNumberOf(year, month, day, hour, minute, second) : undefined;
}

function monthByName(name: string): number {
  return MONTH_NAMES.findIndex((month) => name.toLowerCase().startsWith(month.toLowerCase())) + 1;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
