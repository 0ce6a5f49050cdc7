import { badParameter } from './qlik-error.ts';

type Test<T> = (row: T) => boolean;

/** The fields of a listing that can be filtered. */
export interface FilterFields<T> {
  /** `USERS`, the beginning of the error codes. */
  readonly service: string;
  /** How each field is read, by its name in lower case; a list matches when any of its values does. */
  readonly fields: Readonly<Record<string, (row: T) => readonly string[]>>;
  /** Fields that support `co` (contains). */
  readonly contains: ReadonlySet<string>;
}

/**
 * Compiles the subset of RFC 7644 filters that Qlik documents for users and groups: `eq` on the fields, `co` on some of them,
 * `and`, `or` and brackets; everything without regard to case. `and` binds tighter than `or`.
 *
 * @throws {QlikError} 400 naming `filter`, with the position of the error.
 */
export function compileFilter<T>(filter: string | undefined, fields: FilterFields<T>): Test<T> {
  if (filter === undefined || filter.trim() === '') {
    return () => true;
  }
  const parser = new FilterParser(filter, fields);
  const test = parser.disjunction();
  parser.end();
  return test;
}

class FilterParser<T> {
  readonly #tokens: readonly { readonly text: string; readonly at: number }[];
  #position = 0;

  constructor(
    filter: string,
    private readonly options: FilterFields<T>,
  ) {
    this.#tokens = [...filter.matchAll(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"/g)].map((match) => ({
      text: match[0],
      at: match.index,
    }));
  }

  disjunction(): Test<T> {
    let test = this.#conjunction();
    while (this.#takeWord('or')) {
      const [left, right] = [test, this.#conjunction()];
      test = (row) => left(row) || right(row);
    }
    return test;
  }

  end(): void {
    if (this.#position < this.#tokens.length) {
      throw this.#unexpected('“and”, “or” or the end');
    }
  }

  #conjunction(): Test<T> {
    let test = this.#term();
    while (this.#takeWord('and')) {
      const [left, right] = [test, this.#term()];
      test = (row) => left(row) && right(row);
    }
    return test;
  }

  #term(): Test<T> {
    if (this.#takeWord('(')) {
      const test = this.disjunction();
      if (!this.#takeWord(')')) {
        throw this.#unexpected('“)”');
      }
      return test;
    }
    const name = (this.#peek() ?? '').toLowerCase();
    const { fields, contains } = this.options;
    const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (read === undefined) {
      throw this.#unexpected('the name of a field');
    }
    this.#position += 1;
    const operator = (this.#peek() ?? '').toLowerCase();
    if (operator !== 'eq' && !(operator === 'co' && contains.has(name))) {
      throw this.#unexpected(contains.has(name) ? '“eq” or “co”' : '“eq”');
    }
    this.#position += 1;
    const wanted = this.#value().toLowerCase();
    return (row) =>
      read(row).some((value) =>
        operator === 'eq' ? value.toLowerCase() === wanted : value.toLowerCase().includes(wanted),
      );
  }

  #value(): string {
    const token = this.#peek();
    if (token === undefined || !/^"(?:[^"\\]|\\.)*"$/.test(token)) {
      throw this.#unexpected('a value in double quotes');
    }
    this.#position += 1;
    return token.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position]?.text;
  }

  #takeWord(word: string): boolean {
    const matches = this.#peek()?.toLowerCase() === word;
    this.#position += matches ? 1 : 0;
    return matches;
  }

  #unexpected(expected: string): Error {
    const token = this.#tokens[this.#position];
    const found = token === undefined ? 'the end' : `“${token.text}” at position ${token.at}`;
    return badParameter(this.options.service, 'filter', `Expected ${expected} but found ${found}.`);
  }
}
