import type { Field } from '../model/field.ts';
import { NULL_CODE, SymbolTable } from '../model/symbol-table.ts';
import type { Value } from './value.ts';

/**
 * Values of an expression per row or group, in columns: numbers (NaN for none), and texts if a value has its own
 * text.
 */
export interface ValueColumn {
  readonly numbers: Float64Array;
  readonly texts: readonly (string | undefined)[] | undefined;
}

/** A value column over rows with its distinct values. */
export interface EncodedColumn extends ValueColumn {
  readonly symbols: SymbolTable;
  readonly codes: Int32Array;
}

/** Returns a column of values. */
export function collectValues(length: number, valueAt: (index: number) => Value): ValueColumn {
  const numbers = new Float64Array(length).fill(Number.NaN);
  let texts: (string | undefined)[] | undefined;
  for (let index = 0; index < length; index += 1) {
    const value = valueAt(index);
    if (typeof value === 'number') numbers[index] = value;
    else if (value !== null) {
      texts ??= new Array<string | undefined>(length).fill(undefined);
      if (typeof value === 'string') texts[index] = value;
      else {
        numbers[index] = value.number;
        texts[index] = value.text;
      }
    }
  }
  return { numbers, texts };
}

/** Returns a value of a column. */
export function valueAt(column: ValueColumn, index: number): Value {
  const number = column.numbers[index] ?? Number.NaN;
  const text = column.texts?.[index];
  if (Number.isNaN(number)) return text ?? null;
  return text === undefined ? number : { number, text };
}

/** Returns the value of a code. */
export function valueOfCode(symbols: SymbolTable, code: number): Value {
  if (code < 0) return null;
  const number = symbols.numberOf(code);
  if (symbols.isPlainNumber(code)) return number;
  const text = symbols.textOf(code);
  return Number.isNaN(number) ? text : { number, text };
}

/** Returns a column with its distinct values. @param decimalMark decimal separator of numbers without their own text */
export function encodeColumn(column: ValueColumn, decimalMark = '.'): EncodedColumn {
  const symbols = new SymbolTable(decimalMark);
  const codes = new Int32Array(column.numbers.length);
  for (let row = 0; row < codes.length; row += 1) {
    const text = column.texts?.[row];
    const number = column.numbers[row] as number;
    if (text === undefined) codes[row] = symbols.intern(number);
    else codes[row] = symbols.intern(Number.isNaN(number) ? text : { number, text });
  }
  return { ...column, symbols, codes };
}

/** Returns a field's values over its island's rows as numbers; texts are in its symbols. */
export function columnOfField(field: Field): EncodedColumn {
  const { codes, symbols } = field;
  const values = symbols.numbers;
  const numbers = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] as number;
    numbers[row] = code === NULL_CODE ? Number.NaN : (values[code] as number);
  }
  return { numbers, texts: undefined, symbols, codes };
}
