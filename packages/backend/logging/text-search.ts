import type { SecretForm } from './secret-forms.ts';

const KEY_LENGTH = 4;
const TABLE_BITS = 18;
const BASE64_CHARACTER = /[\w+/=%-]/;

/** A range of a text: from its first character to the one after its last. */
export type TextRange = readonly [start: number, end: number];

/**
 * Looks for many texts at once in one pass: the first four characters of each are hashed into a table of flags, so that the time does not
 * grow with their number.
 */
export class TextSearch {
  readonly #flags = new Uint8Array(1 << TABLE_BITS);
  readonly #forms = new Map<string, SecretForm[]>();

  /** @param form of four characters or more */
  add(form: SecretForm): void {
    const key = form.text.slice(0, KEY_LENGTH);
    const known = this.#forms.get(key) ?? [];
    if (known.some(({ text }) => text === form.text)) return;
    this.#flags[hash(form.text, 0)] = 1;
    // The longest match wins.
    this.#forms.set(
      key,
      [...known, form].sort((one, other) => other.text.length - one.text.length),
    );
  }

  isIn(text: string): boolean {
    for (let index = 0; index <= text.length - KEY_LENGTH; index += 1) {
      if (this.#flags[hash(text, index)] === 1 && this.#at(text, index) !== undefined) return true;
    }
    return false;
  }

  /** Where the texts are; ranges that overlap or touch are one. */
  find(text: string): readonly TextRange[] {
    const found: [number, number][] = [];
    for (let index = 0; index <= text.length - KEY_LENGTH; index += 1) {
      const form = this.#flags[hash(text, index)] === 1 ? this.#at(text, index) : undefined;
      if (form === undefined) continue;
      let start = index;
      let end = index + form.text.length;
      if (form.isBase64) {
        while (start > 0 && BASE64_CHARACTER.test(text.charAt(start - 1))) start -= 1;
        while (end < text.length && BASE64_CHARACTER.test(text.charAt(end))) end += 1;
      }
      // A later match may begin earlier: a base64 text is replaced as a whole.
      for (let last = found.at(-1); last !== undefined && last[1] >= start; last = found.at(-1)) {
        start = Math.min(start, last[0]);
        end = Math.max(end, last[1]);
        found.pop();
      }
      found.push([start, end]);
    }
    return found;
  }

  #at(text: string, index: number): SecretForm | undefined {
    return this.#forms
      .get(text.slice(index, index + KEY_LENGTH))
      ?.find((form) => text.startsWith(form.text, index));
  }
}

function hash(text: string, index: number): number {
  const code =
    text.charCodeAt(index) |
    (text.charCodeAt(index + 1) << 8) |
    (text.charCodeAt(index + 2) << 16) |
    (text.charCodeAt(index + 3) << 24);
  return Math.imul(code, 0x9e3779b1) >>> (32 - TABLE_BITS);
}
