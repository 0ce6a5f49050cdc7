import type { Dual, Table } from '../../apps/app-definition.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';

const DIGITS = '0123456789';

/** Returns a random whole number from 0, below a limit. */
type Random = (below: number) => number;

/**
 * Returns the tables with the values of a field replaced, in the same way in all tables, so that associations stay. A letter becomes
 * another letter and a digit another digit; all other characters stay. Different values stay different.
 */
export function scrambledTables(
  tables: readonly Table[],
  field: string,
  settings: RegionalSettings,
  random: Random = (below) => Math.floor(Math.random() * below),
): readonly Table[] {
  const columns = tables.flatMap((table) => table.columns.filter(({ name }) => name === field));
  const scrambler = new Scrambler(lettersIn(columns.map(({ values }) => values)), settings, random);
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) =>
      column.name === field
        ? { ...column, values: Array.from<Dual>(column.values).map((value) => scrambler.of(value)) }
        : column,
    ),
  }));
}

/** The letters that each kind of letter can become: those of English, and the others that the values have. */
interface Letters {
  readonly lower: string;
  readonly upper: string;
}

function lettersIn(columns: readonly Iterable<Dual>[]): Letters {
  const [lower, upper] = [new Set('abcdefghijklmnopqrstuvwxyz'), new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZ')];
  for (const values of columns)
    for (const value of values) {
      const text = typeof value === 'object' ? (value?.text ?? '') : String(value);
      for (const [letter] of text.matchAll(/[^\p{ASCII}\P{L}]/gu))
        (/\p{Lu}/u.test(letter) ? upper : lower).add(letter);
    }
  return { lower: [...lower].join(''), upper: [...upper].join('') };
}

class Scrambler {
  /** By number, or by text for values without a number: two ways to write a number are one value. */
  private readonly known = new Map<number | string, Dual>();
  private readonly usedNumbers = new Set<number>();
  private readonly classes = new Map<string, Permutation>();

  constructor(
    private readonly letters: Letters,
    private readonly settings: RegionalSettings,
    private readonly random: Random,
  ) {}

  of(value: Dual): Dual {
    const key = typeof value === 'object' ? value?.number : value;
    if (key === undefined || Number.isNaN(key)) return value;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const scrambled = this.compute(value);
    this.known.set(key, scrambled);
    return scrambled;
  }

  private compute(value: Dual): Dual {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.number(value);
    if (value === null) return value;
    const number = this.number(value.number);
    // A date remains a date.
    const format = [this.settings.dateFormat, this.settings.timestampFormat].find((each) => {
      const dated = this.settings.dated(value.number, each);
      return typeof dated === 'object' && dated?.text === value.text;
    });
    const dated = format === undefined ? undefined : this.settings.dated(number, format);
    return typeof dated === 'object' && dated !== null ? dated : { number, text: this.text(value.text) };
  }

  private text(text: string): string {
    return this.permuted([...text], (character) => {
      if (/\d/.test(character) && DIGITS.includes(character)) return DIGITS;
      if (!/\p{L}/u.test(character)) return character;
      return /\p{Lu}/u.test(character) ? this.letters.upper : this.letters.lower;
    });
  }

  /** As many digits before and after the point as before. Numbers whose digits a double cannot hold so stay. */
  private number(number: number): number {
    const size = Math.abs(number);
    if (number !== 0 && !(size >= 1e-300 && size < 1e300)) return number;
    const written = String(number);
    const digits = written.search(/\d/);
    const isSmall = /^\d$/.test(written);
    const end = written.search(/(?:e.*)?$/);
    const isFraction = /^-?0\./.test(written);
    const alphabetAt = (character: string, place: number): string => {
      if (!DIGITS.includes(character) || place >= end || (isFraction && place === digits)) return character;
      const isLast = written.includes('.') && place === end - 1;
      const isFirst = place === digits && !isSmall;
      return isFirst || isLast ? DIGITS.slice(1) : DIGITS;
    };
    // Two numbers of 17 digits can be the same double: the next one that is free is taken.
    for (let step = 0n; ; step += 1n) {
      const scrambled = Number(this.permuted([...written], alphabetAt, step));
      if (this.usedNumbers.has(scrambled)) continue;
      this.usedNumbers.add(scrambled);
      return scrambled;
    }
  }

  /**
   * @param alphabetAt the characters that a character can become, of which it is one
   * @param step how many texts after the one that the characters become
   */
  private permuted(
    characters: readonly string[],
    alphabetAt: (character: string, place: number) => string,
    step = 0n,
  ): string {
    const alphabets = characters.map((character, place) => [...alphabetAt(character, place)]);
    const key = JSON.stringify(alphabets.map((alphabet) => alphabet.join('')));
    const permutation = this.classes.get(key) ?? new Permutation(alphabets, this.random);
    this.classes.set(key, permutation);
    return permutation.apply(characters, step);
  }
}

/** A random one-to-one map of the texts that have a character of an alphabet at each place. */
class Permutation {
  private readonly size: bigint;
  private readonly factor: bigint;
  private readonly shift: bigint;

  constructor(
    private readonly alphabets: readonly (readonly string[])[],
    random: Random,
  ) {
    this.size = alphabets.reduce((product, { length }) => product * BigInt(length), 1n);
    const pick = (): bigint => {
      let picked = 0n;
      for (let range = 1n; range < this.size; range *= 1_000_000n)
        picked = picked * 1_000_000n + BigInt(random(1_000_000));
      return picked % this.size;
    };
    // `x * factor + shift` is one-to-one for a factor that has no divisor in common with the size.
    let factor = pick();
    while (divisor(factor, this.size) > 1n) factor = (factor + 1n) % this.size;
    this.factor = factor;
    this.shift = this.size < 2n ? 0n : 1n + (pick() % (this.size - 1n));
  }

  /** @param step how many texts after the one that the characters become */
  apply(characters: readonly string[], step: bigint): string {
    let index = 0n;
    this.alphabets.forEach((alphabet, place) => {
      index = index * BigInt(alphabet.length) + BigInt(alphabet.indexOf(characters[place] ?? ''));
    });
    let rest = (index * this.factor + this.shift + step) % this.size;
    const result: string[] = [];
    for (const alphabet of [...this.alphabets].reverse()) {
      result.unshift(alphabet[Number(rest % BigInt(alphabet.length))] ?? '');
      rest /= BigInt(alphabet.length);
    }
    return result.join('');
  }
}

function divisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : divisor(right, left % right);
}
