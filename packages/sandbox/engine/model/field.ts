import type { SymbolTable } from './symbol-table.ts';

/** A field of the data model: a loaded one, or one that an expression makes (a calculated dimension). */
export interface Field {
  /** Its name; for a calculated field the expression with its leading `=`. */
  readonly name: string;
  readonly symbols: SymbolTable;
  readonly tags: readonly string[];
  /** Tables that carry it, by index; a calculated field has those of the fields it is made of. */
  readonly tables: readonly number[];
  /** The island of associated tables it lies in. */
  readonly island: number;
  /** Code per row of the island's universe; {@link NULL_CODE} where it has no value. */
  readonly codes: Int32Array;
  readonly isCalculated: boolean;
  /** For a calculated field that depends on selections: the field that its values belong to, and that is selected in instead. */
  readonly selectionField?: Field;
}

/** Qlik's tags for a set of values, for example `$numeric`, `$integer`, `$text`. */
export function deriveTags(
  symbols: SymbolTable,
  given: readonly string[],
  isKey: boolean,
): readonly string[] {
  const tags = new Set<string>();
  if (isKey) tags.add('$key');
  const numbers = symbols.numbers;
  if (symbols.size > 0 && numbers.every((value) => !Number.isNaN(value))) {
    tags.add('$numeric');
    if (numbers.every((value) => Number.isInteger(value))) tags.add('$integer');
  } else if (symbols.size > 0) {
    if (symbols.texts.every((text) => isAscii(text))) tags.add('$ascii');
    tags.add('$text');
  }
  for (const tag of given) tags.add(tag);
  return [...tags];
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}
