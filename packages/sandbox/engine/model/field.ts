import type { Derivation } from '../../apps/app-definition.ts';
import type { SymbolTable } from './symbol-table.ts';

/** A field of the data model: a loaded field, or a calculated dimension. */
export interface Field {
  /** The name; for a calculated field the expression with its leading `=`. */
  readonly name: string;
  readonly symbols: SymbolTable;
  readonly tags: readonly string[];
  readonly comment?: string | undefined;
  /** False: smart search leaves the field out unless it is asked for. */
  readonly isSearched?: boolean | undefined;
  /** For a field that was derived from another one; lists show it with that field. */
  readonly derivation?: Derivation | undefined;
  /** Indexes of the tables that contain the field; a calculated field has the tables of the fields in its expression. */
  readonly tables: readonly number[];
  /** Index of the field's island of associated tables. */
  readonly island: number;
  /** Code per row of the island's universe; {@link NULL_CODE} for null. */
  readonly codes: Int32Array;
  readonly isCalculated: boolean;
  /** False: no selections can be made, as in a synthetic dimension or an unknown field. */
  readonly isSelectable?: boolean;
  /** For a calculated field that depends on selections: the loaded field that selections are made in instead. */
  readonly selectionField?: Field;
}

/** Returns Qlik's tags for a set of values, for example `$numeric`, `$integer`, `$text`. */
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
