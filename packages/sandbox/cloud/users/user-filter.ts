import { badParameter } from '../rest/qlik-error.ts';
import type { User } from './user.ts';

type Test = (user: User) => boolean;

/** How each filterable field is read; a list matches when any of its values does. */
const FIELDS: Readonly<Record<string, (user: User) => readonly string[]>> = {
  id: (user) => [user.id],
  subject: (user) => [user.subject],
  name: (user) => [user.name],
  email: (user) => [user.email],
  status: (user) => [user.status],
  clientid: (user) => (user.clientId === undefined ? [] : [user.clientId]),
  'assignedroles.name': (user) => user.roles,
};

/** Fields that support `co` (contains). */
const CONTAINS = new Set(['name', 'email', 'subject']);

/**
 * Compiles the subset of RFC 7644 filters that Qlik documents for `GET /users`: `eq` on its fields, `co` on three of them,
 * `and`, `or` and brackets; everything without regard to case. `and` binds tighter than `or`.
 *
 * @throws {QlikError} 400 naming `filter`, with the position of the error.
 */
export function compileUserFilter(filter: string | undefined): Test {
  if (filter === undefined || filter.trim() === '') {
    return () => true;
  }
  const parser = new FilterParser(filter);
  const test = parser.disjunction();
  parser.end();
  return test;
}

class FilterParser {
  readonly #tokens: readonly { readonly text: string; readonly at: number }[];
  #position = 0;

  constructor(filter: string) {
    this.#tokens = [...filter.matchAll(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"/g)].map((match) => ({
      text: match[0],
      at: match.index,
    }));
  }

  disjunction(): Test {
    let test = this.#conjunction();
    while (this.#takeWord('or')) {
      const [left, right] = [test, this.#conjunction()];
      test = (user) => left(user) || right(user);
    }
    return test;
  }

  end(): void {
    if (this.#position < this.#tokens.length) {
      throw this.#unexpected('“and”, “or” or the end');
    }
  }

  #conjunction(): Test {
    let test = this.#term();
    while (this.#takeWord('and')) {
      const [left, right] = [test, this.#term()];
      test = (user) => left(user) && right(user);
    }
    return test;
  }

  #term(): Test {
    if (this.#takeWord('(')) {
      const test = this.disjunction();
      if (!this.#takeWord(')')) {
        throw this.#unexpected('“)”');
      }
      return test;
    }
    const name = (this.#peek() ?? '').toLowerCase();
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (read === undefined) {
      throw this.#unexpected('the name of a field');
    }
    this.#position += 1;
    const operator = (this.#peek() ?? '').toLowerCase();
    if (operator !== 'eq' && !(operator === 'co' && CONTAINS.has(name))) {
      throw this.#unexpected(CONTAINS.has(name) ? '“eq” or “co”' : '“eq”');
    }
    this.#position += 1;
    const wanted = this.#value().toLowerCase();
    return (user) =>
      read(user).some((value) =>
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
    return badParameter('USERS', 'filter', `Expected ${expected} but found ${found}.`);
  }
}
