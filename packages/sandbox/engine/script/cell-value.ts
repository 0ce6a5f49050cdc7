import { regionalSettings, type RegionalSettings } from '../expression/regional-settings.ts';
import type { Value } from '../expression/value.ts';
import { formatPlainNumber } from '../model/symbol-table.ts';

/** How the texts of files and inline tables are read. */
export interface CellFormats {
  readonly settings: RegionalSettings;
  /** The text that is null in a file or inline table, from `NullInterpret`. */
  readonly nullText: string | undefined;
  /** True with `Verbatim=1`: spaces around a text are kept. */
  readonly isVerbatim: boolean;
}

/** Returns the formats that variables set. */
export function cellFormats(variable: (name: string) => string | undefined): CellFormats {
  return {
    settings: regionalSettings(variable),
    nullText: variable('NullInterpret'),
    isVerbatim: variable('Verbatim') === '1',
  };
}

/** Interprets a text of a file or inline table as a number, a date or a text. */
export function interpretCell(text: string, { settings, nullText, isVerbatim }: CellFormats): Value {
  const trimmed = text.trim();
  if (text === nullText || trimmed === nullText) return null;
  const number = settings.read(trimmed);
  if (Number.isNaN(number)) return isVerbatim ? text : trimmed;
  return trimmed === formatPlainNumber(number) ? number : { number, text: trimmed };
}
