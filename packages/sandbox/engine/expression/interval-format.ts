/** Seconds per unit of an interval, by the letter of its code. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]);
/** A code, a bracket, or other text. */
// cspell:disable-next-line
const WORDS = /[Dd]+|h+|m+|s+|f+|[[\]]|[^Ddhmsf[\]]+/g;

/** The most codes and texts of a format that is read. Each may be optional, which doubles the ways to read a text. */
const MAX_PARTS = 12;

type FormatPart =
  | { readonly kind: 'unit'; readonly seconds: number; readonly width: number }
  | { readonly kind: 'fraction'; readonly width: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'optional'; readonly parts: readonly FormatPart[] };

/** Reads a format such as `D hh:mm[:ss]`. A bracket that is not closed is text, and so is one within brackets. */
function readFormat(format: string): readonly FormatPart[] {
  const parts: FormatPart[] = [];
  let end = 0;
  let hasBrackets = true;
  for (const { 0: word, index } of format.matchAll(WORDS)) {
    if (index < end) continue;
    end = index + word.length;
    const close = word === '[' && hasBrackets ? format.indexOf(']', end) : -1;
    if (close >= 0) {
      parts.push({ kind: 'optional', parts: readFormat(format.slice(end, close)) });
      end = close + 1;
      continue;
    }
    if (word === '[') hasBrackets = false;
    parts.push(partOf(word));
  }
  return parts;
}

function partOf(word: string): FormatPart {
  const letter = word.charAt(0).toLowerCase();
  const seconds = UNITS.get(letter);
  if (seconds !== undefined) return { kind: 'unit', seconds, width: word.length };
  return letter === 'f' && /^f+$/.test(word)
    ? { kind: 'fraction', width: word.length }
    : { kind: 'text', text: word };
}

/** All parts in order, those within brackets too. */
function flatten(parts: readonly FormatPart[]): readonly FormatPart[] {
  return parts.flatMap((part) => (part.kind === 'optional' ? flatten(part.parts) : [part]));
}

/**
 * Writes a duration in days in a format such as `hh:mm:ss[.fff]` or `D hh:mm`. The largest unit of the format includes what
 * larger units would have.
 */
export function formatInterval(days: number, format: string): string {
  const parts = readFormat(format);
  const codes = flatten(parts);
  const hasFraction = codes.some(({ kind }) => kind === 'fraction');
  // Rounding to milliseconds first avoids a second less by binary fractions.
  const exact = Math.round(Math.abs(days) * 86_400_000) / 1000;
  const total = hasFraction ? exact : Math.floor(exact + 0.5);
  const fraction = Math.round((total - Math.floor(total)) * 1000);
  const sizes = [...new Set(codes.flatMap((part) => (part.kind === 'unit' ? [part.seconds] : [])))];
  const counts = new Map(
    sizes.map((size) => {
      const larger = sizes.filter((each) => each > size);
      const rest = larger.length === 0 ? total : total % Math.min(...larger);
      return [size, Math.floor(rest / size)];
    }),
  );
  const valueOf = (part: FormatPart): number => {
    if (part.kind === 'unit') return counts.get(part.seconds) ?? 0;
    return part.kind === 'fraction' ? fraction : 0;
  };
  const write = (part: FormatPart): string => {
    switch (part.kind) {
      case 'unit':
        return String(valueOf(part)).padStart(part.width, '0');
      case 'fraction':
        return String(fraction).padStart(3, '0').padEnd(part.width, '0').slice(0, part.width);
      case 'text':
        return part.text;
      case 'optional':
        return part.parts.some((each) => valueOf(each) !== 0) ? part.parts.map(write).join('') : '';
    }
  };
  const text = parts.map(write).join('');
  return days < 0 && total > 0 ? `-${text}` : text;
}

/** Reads what is left of a text, from a position on, as a duration in seconds; undefined where it does not fit. */
interface Reader {
  readonly read: (at: number) => number | undefined;
  /** How many digits it begins with at least. */
  readonly digits: number;
}

/** Parses a duration, in days; returns undefined for a text that is not in the format. */
export function parseInterval(text: string, format: string): number | undefined {
  const parts = readFormat(format);
  const codes = flatten(parts);
  if (codes.length > MAX_PARTS || codes.every(({ kind }) => kind === 'text')) return undefined;
  const written = text.trim();
  const end: Reader = { read: (at) => (at === written.length ? 0 : undefined), digits: 0 };
  const { read } = readerOf(parts, written, end);
  const negative = written.startsWith('-') ? read(1) : undefined;
  const seconds = negative === undefined ? read(0) : -negative;
  return seconds === undefined ? undefined : seconds / 86_400;
}

function readerOf(parts: readonly FormatPart[], text: string, end: Reader): Reader {
  return parts.reduceRight((rest, part) => {
    switch (part.kind) {
      case 'text':
        return {
          read: (at) => (text.startsWith(part.text, at) ? rest.read(at + part.text.length) : undefined),
          digits: 0,
        };
      case 'optional': {
        const withPart = readerOf(part.parts, text, rest);
        return { read: (at) => withPart.read(at) ?? rest.read(at), digits: rest.digits };
      }
      default:
        return { read: (at) => readCode(part, { text, at, rest }), digits: rest.digits + 1 };
    }
  }, end);
}

/** Reads as many digits as there are, but for those that the codes behind it need. */
function readCode(
  part: Exclude<FormatPart, { kind: 'text' | 'optional' }>,
  { text, at, rest }: { readonly text: string; readonly at: number; readonly rest: Reader },
): number | undefined {
  const found = digitsAt(text, at);
  const digits = found.slice(0, found.length - rest.digits);
  if (found.length <= rest.digits) return undefined;
  const seconds = rest.read(at + digits.length);
  if (seconds === undefined) return undefined;
  return seconds + (part.kind === 'unit' ? Number(digits) * part.seconds : Number(`0.${digits}`));
}

function digitsAt(text: string, at: number): string {
  const pattern = /\d*/y;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
