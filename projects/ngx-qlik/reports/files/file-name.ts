/** The parts of a file's name; parts that are empty or absent are left out. */
export interface FileNameParts {
  /** The app's name. */
  readonly app?: string | undefined;
  /** The title of the chart or sheet. */
  readonly title?: string | undefined;
  /** The day of the export, in the time zone of the page. Default: today. */
  readonly date?: Date;
  /** Without a dot. */
  readonly extension: string;
}

/** File systems take 255 bytes or UTF-16 units. */
const MOST_BYTES = 200;
/** What Windows, macOS or Linux refuses in a name, and control characters. */
const REFUSED = /[<>:"/\\|?*\p{Cc}]/gu;
/** Invisible characters; some turn the direction of text, so that a program looks like a workbook. */
const INVISIBLE = /\p{Cf}|\p{Cs}/gu;
/** Windows keeps these for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$|\s)/i;

/**
 * Returns a name such as `Flights - Flights by carrier - 2026-05-31.xlsx`, without characters that a file system refuses, and of at most 200
 * bytes.
 */
export function exportFileName({ app, title, date = new Date(), extension }: FileNameParts): string {
  const ending = ` - ${isoDay(date)}.${extension}`;
  const names = [app, title].map((part) => cleaned(part ?? '')).filter((part) => part !== '');
  const unique = names.filter((part, index) => names.indexOf(part) === index);
  const limit = MOST_BYTES - bytesOf(ending);
  const name = cleaned(shortened(unique.join(' - ') || 'Export', limit));
  return `${name.replace(DEVICE, '_$1')}${ending}`;
}

function cleaned(text: string): string {
  return (
    text
      .replace(INVISIBLE, '')
      .replace(REFUSED, ' ')
      .replace(/\s+/g, ' ')
      // Hidden files begin with a dot; Windows removes dots and spaces at the end.
      .replace(/^[.\s]+|(?<![.\s])[.\s]+$/g, '')
  );
}

function shortened(text: string, limit: number): string {
  const characters = Array.from(text);
  let [length, bytes] = [0, 0];
  while (length < characters.length) {
    bytes += bytesOf(characters[length] ?? '');
    if (bytes > limit) break;
    length += 1;
  }
  return characters.slice(0, length).join('');
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function isoDay(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
