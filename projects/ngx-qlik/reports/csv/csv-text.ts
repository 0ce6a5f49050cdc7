/** How a table becomes a text with delimiters. */
export interface CsvOptions {
  /** Default: a comma. Spreadsheets in languages with a decimal comma open files with semicolons. */
  readonly separator: ',' | ';' | '\t';
  /**
   * Stands before the decimals of numbers. Default: a point. Spreadsheets in languages with a decimal comma need the comma: they read `6.325` as
   * 6325, and `36.5` as a date. Texts, such as those that Qlik formats, stay as they are: these have the signs of the app.
   */
  readonly decimalSign: '.' | ',';
  /**
   * Puts an apostrophe before texts that a spreadsheet would run as formulas. On by default: a value of the data such as
   * `=HYPERLINK("https://…")`, which any user of a source system may have entered, would otherwise run with the rights of the user who opens
   * the file. Numbers stay as they are; a signed one and the texts behind it in a row are put in quotes. Turn it off for files that programs read.
   *
   * @see https://owasp.org/www-community/attacks/CSV_Injection
   */
  readonly guardsFormulas: boolean;
  /** Begins with a byte order mark, by which spreadsheets read the file as UTF-8. Default: true. */
  readonly hasByteOrderMark: boolean;
  /**
   * What stands for a null. Default: nothing, so that the cell is empty. `-` is what Qlik shows, and what the engine's own export of a chart
   * (`format: 'csv'` with an `objectId`) has.
   */
  readonly nullText: string;
}

/** The defaults of {@link CsvOptions}. */
export const DEFAULT_CSV_OPTIONS: CsvOptions = {
  separator: ',',
  decimalSign: '.',
  guardsFormulas: true,
  hasByteOrderMark: true,
  nullText: '',
};

/**
 * Returns lines with delimiters.
 *
 * @param rows texts and numbers by rows, titles first where there are any; `null` for a cell without a value, as which a number that is not
 * finite counts
 * @returns one line per row, each with a line break (CR LF) at its end, without a byte order mark
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function toCsv(
  rows: readonly (readonly (string | number | null)[])[],
  options: Partial<CsvOptions> = {},
): string {
  // An option that is given as undefined is not given: the guard stays on.
  const {
    separator = DEFAULT_CSV_OPTIONS.separator,
    decimalSign = DEFAULT_CSV_OPTIONS.decimalSign,
    guardsFormulas = DEFAULT_CSV_OPTIONS.guardsFormulas,
    nullText = DEFAULT_CSV_OPTIONS.nullText,
  } = options;
  const needsQuotes = new RegExp(`["\r\n${separator}]`);
  const toText = (value: string | number | null): string => {
    if (typeof value === 'number' && Number.isFinite(value)) return String(value).replace('.', decimalSign);
    if (typeof value !== 'string') return nullText;
    return guardsFormulas ? guard(value, separator) : value;
  };
  const writeRow = (row: readonly (string | number | null)[]): string => {
    const texts = row.map(toText);
    // From the first cell that may open a formula to the last that may be in one.
    const first = guardsFormulas ? texts.findIndex(mayOpenFormula) : -1;
    const isLoose = (at: number) => typeof row[at] === 'string' && !NUMBER.test(texts[at] ?? '');
    const last = first < 0 ? -1 : texts.map((_, at) => isLoose(at)).lastIndexOf(true);
    return texts
      .map((text, at) => {
        const isQuoted =
          needsQuotes.test(text) ||
          // A line without a character would be no row for many readers.
          (row.length === 1 && text === '') ||
          (first < last && at >= first && at <= last && (isLoose(at) || mayOpenFormula(text)));
        return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
      })
      .join(separator);
  };
  return rows.map((row) => `${writeRow(row)}\r\n`).join('');
}

/**
 * Whether a signed number in the text may begin a cell that has the next cells of the row in it: in a spreadsheet of another language, which splits the file
 * at another separator. `-5,1+cmd|…` would be a formula there, and `"-5","1+cmd|…"` is none, with or without the first of the quotes.
 */
function mayOpenFormula(text: string): boolean {
  return /^["\s]*[+-]/.test(text) || (/[+-]/.test(text) && CELL_START.test(text));
}

/** What can be no part of a formula but a number, signed or not. */
const NUMBER = /^(?:[+-]\s?)?[\d.,\s]*$/;

/**
 * Puts an apostrophe before a formula. Spreadsheets of another language split the same file at another separator, also within quotes that
 * begin before it, so that each part of a text may be a cell.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function guard(text: string, separator: string): string {
  if (SIGNED_NUMBER.test(text)) return text;
  const parts = text.replace(INNER_PART, (all: string, before: string, part: string, at: number) => {
    const beginsCell = CELL_START.test(before.replaceAll(separator, ''));
    if (!beginsCell || !FORMULA.test(part)) return all;
    // A spreadsheet that splits at other characters has what follows a number in its cell.
    const from = at + before.length;
    const [line = ''] = /^[^\r\n]*/.exec(text.slice(from, from + LONGEST_NUMBER)) ?? [];
    return SIGNED_NUMBER.test(line) ? all : `${before}'${part}`;
  });
  return isFormula(text) ? `'${parts}` : parts;
}

/** What follows a separator of any language or a line break within a text, with the quotes and spaces before it. Empty at the end: a match that fails would be tried anew at each of many line breaks. */
const INNER_PART = /([,;\t\r\n]["\s]*)([^,;\t\r\n]*)/g;
/** After what a spreadsheet of any language begins a cell. */
const CELL_START = /[,;\t\r\n]/;
/** How spreadsheets recognize a formula, wide forms included; after spaces too, which some leave out. */
const FORMULA = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** A signed number as Qlik formats it, possibly with a currency behind the sign or at its end. */
const SIGNED_NUMBER = /^[+-]\s?\p{Sc}?\s?\d[\d.,\s'’]*(?:[eE][+-]?\d+)?\s?[%\p{Sc}]?$/u;

/** Characters in which a number and the end of its line are looked for. */
const LONGEST_NUMBER = 100;

function isFormula(text: string): boolean {
  return FORMULA.test(text) && !SIGNED_NUMBER.test(text);
}
