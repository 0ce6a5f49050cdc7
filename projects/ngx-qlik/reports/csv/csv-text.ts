/** How a table becomes a text with delimiters. */
export interface CsvOptions {
  /** Default: a comma. Spreadsheets in languages with a decimal comma open files with semicolons. */
  readonly separator: ',' | ';' | '\t';
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
  guardsFormulas: true,
  hasByteOrderMark: true,
  nullText: '',
};

/**
 * Returns lines with delimiters.
 *
 * @param rows texts by rows, titles first where there are any; `null` for a cell without a value
 * @returns one line per row, each with a line break (CR LF) at its end, without a byte order mark
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function toCsv(
  rows: readonly (readonly (string | null)[])[],
  options: Partial<CsvOptions> = {},
): string {
  // An option that is given as undefined is not given: the guard stays on.
  const {
    separator = DEFAULT_CSV_OPTIONS.separator,
    guardsFormulas = DEFAULT_CSV_OPTIONS.guardsFormulas,
    nullText = DEFAULT_CSV_OPTIONS.nullText,
  } = options;
  const needsQuotes = new RegExp(`["\r\n${separator}]`);
  const write = (text: string | null, isAlone: boolean): string => {
    const guarded = text === null ? nullText : guardsFormulas ? guard(text, separator) : text;
    // A line without a character would be no row for many readers.
    return needsQuotes.test(guarded) || (isAlone && guarded === '')
      ? `"${guarded.replaceAll('"', '""')}"`
      : guarded;
  };
  return rows
    .map((row) => `${row.map((text) => write(text, row.length === 1)).join(separator)}\r\n`)
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
  const parts = text.replace(
    INNER_PART,
    (all: string, at: string, before: string, part: string, offset: number) => {
      const isInner = text.slice(0, offset + 1).trim() !== '';
      return isInner && at !== separator && isFormula(part) ? `${at}${before}'${part}` : all;
    },
  );
  return isFormula(text) ? `'${parts}` : parts;
}

/** What follows a separator of any language or a line break within a text, with the quotes and spaces before it. Empty at the end: a match that fails would be tried anew at each of many line breaks. */
const INNER_PART = /([,;\t\r\n])(["\s]*)([^,;\t\r\n]*)/g;
/** How spreadsheets recognize a formula, wide forms included; after spaces too, which some leave out. */
const FORMULA = /^\s*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** A signed number as Qlik formats it, possibly with a currency behind the sign or at its end. */
const SIGNED_NUMBER = /^[+-]\s?\p{Sc}?\s?\d[\d.,\s'’]*(?:[eE][+-]?\d+)?\s?[%\p{Sc}]?$/u;

function isFormula(text: string): boolean {
  return FORMULA.test(text) && !SIGNED_NUMBER.test(text);
}
