import { statSync } from 'node:fs';
import { readText } from './read-text.ts';

/** What a file says, read again when the file changes, so that a change needs no restart. */
export class ChangingFile<T> {
  readonly #path: string;
  readonly #interpret: (text: string) => T;
  #reading: { readonly version: string; readonly content: T } | undefined;

  /** @param interpret is called once for each version of the file, and must not throw */
  constructor(path: string, interpret: (text: string) => T) {
    this.#path = path;
    this.#interpret = interpret;
  }

  /** @returns `undefined` while the file is missing or cannot be read; the next call tries again */
  read(): T | undefined {
    try {
      const { mtimeMs, size } = statSync(this.#path);
      const version = `${mtimeMs}/${size}`;
      if (this.#reading?.version !== version) {
        this.#reading = { version, content: this.#interpret(readText(this.#path)) };
      }
    } catch {
      // Callers say what that means for them.
      this.#reading = undefined;
    }
    return this.#reading?.content;
  }
}
