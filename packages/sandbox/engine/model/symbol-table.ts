import type { Dual } from '../../apps/app-definition.ts';

/** The code of null in every code column. */
export const NULL_CODE = -1;

/**
 * The distinct values of a field, each with a code (Qlik's element number), in load order.
 *
 * Values are equal when their numbers are equal, or, for values without a number, when their texts are equal. A number
 * keeps the first text that it was loaded with, as in Qlik.
 */
export class SymbolTable {
  /** Undefined for a number without its own text: its text is formatted on demand, which saves memory in large fields. */
  private readonly textList: (string | undefined)[] = [];
  private readonly numberList: number[] = [];
  private readonly codeByNumber = new Map<number, number>();
  private readonly codeByText = new Map<string, number>();
  private numbersCache: Float64Array | undefined;
  private textRankCache: Int32Array | undefined;
  private numberRankCache: Int32Array | undefined;

  /** @param decimalMark decimal separator of numbers without their own text */
  constructor(private readonly decimalMark = '.') {}

  get size(): number {
    return this.textList.length;
  }

  get texts(): readonly string[] {
    return Array.from(this.textList, (_, code) => this.textOf(code));
  }

  /** The numbers of the values; NaN for a text. */
  get numbers(): Float64Array {
    if (this.numbersCache?.length !== this.numberList.length) {
      this.numbersCache = Float64Array.from(this.numberList);
    }
    return this.numbersCache;
  }

  /** Returns the code of a value and adds the value when it is new. Null and NaN have {@link NULL_CODE}. */
  intern(value: Dual): number {
    if (typeof value === 'number') return this.internNumber(value, undefined);
    if (value === null) return NULL_CODE;
    if (typeof value === 'string') return this.internText(value);
    return Number.isNaN(value.number)
      ? this.internText(value.text)
      : this.internNumber(value.number, value.text);
  }

  /** Returns the code of a number, or undefined. */
  findNumber(value: number): number | undefined {
    return this.codeByNumber.get(value);
  }

  /**
   * Returns the code of a value by its exact text, else by the number that the text reads as.
   * @param number the number in the app's formats
   */
  findText(text: string, number = text.trim() === '' ? Number.NaN : Number(text)): number | undefined {
    const exact = this.codeByText.get(text);
    if (exact !== undefined) return exact;
    return Number.isNaN(number) ? undefined : this.codeByNumber.get(number);
  }

  textOf(code: number): string {
    const own = this.textList[code];
    if (own !== undefined) return own;
    const number = this.numberOf(code);
    return Number.isNaN(number) ? '-' : formatPlainNumber(number, this.decimalMark);
  }

  /** Returns whether a value is a number without its own text. */
  isPlainNumber(code: number): boolean {
    return this.textList[code] === undefined && code >= 0 && code < this.size;
  }

  numberOf(code: number): number {
    return this.numberList[code] ?? Number.NaN;
  }

  /** Returns a copy with one more code for a text that is no value of the field ("Others"); no lookup finds that code. */
  extended(text: string): SymbolTable {
    const copy = new SymbolTable(this.decimalMark);
    for (let code = 0; code < this.size; code += 1) copy.add(this.textList[code], this.numberOf(code));
    copy.add(text, Number.NaN);
    return copy;
  }

  /** Per code its rank in ascending text order, case-insensitive. */
  get textRanks(): Int32Array {
    this.textRankCache ??= ranks(this.size, (left, right) =>
      TEXT_ORDER.compare(this.textOf(left), this.textOf(right)),
    );
    return this.textRankCache;
  }

  /** Per code its rank in ascending numeric order; texts rank after numbers and are equal among each other. */
  get numberRanks(): Int32Array {
    this.numberRankCache ??= ranks(this.size, (left, right) =>
      compareNumbers(this.numberOf(left), this.numberOf(right)),
    );
    return this.numberRankCache;
  }

  private internNumber(value: number, text: string | undefined): number {
    if (Number.isNaN(value)) return NULL_CODE;
    const known = this.codeByNumber.get(value);
    if (known !== undefined) return known;
    const own = text === undefined || text === formatPlainNumber(value, this.decimalMark) ? undefined : text;
    const code = this.add(own, value);
    this.codeByNumber.set(value, code);
    // `findText` finds a plain number by the number that the text reads as.
    if (own !== undefined && !this.codeByText.has(own)) this.codeByText.set(own, code);
    return code;
  }

  private internText(text: string): number {
    const known = this.codeByText.get(text);
    if (known !== undefined && Number.isNaN(this.numberOf(known))) return known;
    const code = this.add(text, Number.NaN);
    this.codeByText.set(text, code);
    return code;
  }

  private add(text: string | undefined, number: number): number {
    this.textList.push(text);
    this.numberList.push(number);
    this.textRankCache = undefined;
    this.numberRankCache = undefined;
    return this.textList.length - 1;
  }
}

const TEXT_ORDER = new Intl.Collator('en', { sensitivity: 'base', numeric: false });

/** Formats a number as Qlik does without a format: up to 14 significant digits. */
export function formatPlainNumber(value: number, decimalMark = '.'): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const text = String(Number(value.toPrecision(14)));
  return decimalMark === '.' ? text : text.replace('.', decimalMark);
}

/** Compares numbers in ascending order, NaN last. */
export function compareNumbers(left: number, right: number): number {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  if (Number.isNaN(right)) return -1;
  return left - right;
}

/** Compares texts as Qlik sorts them alphabetically. */
export function compareTexts(left: string, right: string): number {
  return TEXT_ORDER.compare(left, right);
}

function ranks(size: number, compare: (left: number, right: number) => number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, code) => code).sort(compare);
  const result = new Int32Array(size);
  let rank = -1;
  order.forEach((code, index) => {
    const previous = order[index - 1];
    if (previous === undefined || compare(previous, code) !== 0) rank += 1;
    result[code] = rank;
  });
  return result;
}
