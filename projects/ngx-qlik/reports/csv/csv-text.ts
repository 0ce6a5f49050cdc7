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
   * the file. Numbers stay as they are. Turn it off for files that programs read.
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
  const write = (value: string | number | null, isAlone: boolean): string => {
    const text = toText(value);
    // A line without a character would be no row for many readers.
    return needsQuotes.test(text) || (isAlone && text === '') ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows
    .map((row) => `${row.map((value) => write(value, row.length === 1)).join(separator)}\r\n`)
    .join('');
}

/**
 * Puts an apostrophe before a formula. Spreadsheets of another language split the same file at another separator, also within quotes that
 * begin before it, so that each part of a text may be a cell.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function guard(text: string, separator: string): string {
  if (SIGNED_NUMBER.test(text)) return text;
  const parts = text.replace(INNER_PART, (all: string, before: string, part: string) => {
    const beginsCell = CELL_START.test(before.replaceAll(separator, ''));
    return beginsCell && isFormula(part) ? `${before}'${part}` : all;
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

function isFormula(text: string): boolean {
  return FORMULA.test(text) && !SIGNED_NUMBER.test(text);
}
