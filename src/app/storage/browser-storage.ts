/** Where the browser keeps a text: for this tab, or for all pages of this origin. */
export type StorageScope = 'session' | 'local';

/**
 * One text in the browser's storage. A browser may block storage, and storage may be full: then nothing is stored, and nothing
 * is found.
 */
export class StoredText {
  constructor(
    private readonly scope: StorageScope,
    private readonly key: string,
  ) {}

  /** Returns the stored text; `undefined` without one, and while storage is blocked. */
  read(): string | undefined {
    try {
      return this.storage().getItem(this.key) ?? undefined;
    } catch {
      // Storage is blocked.
      return undefined;
    }
  }

  /** Returns the value of a stored JSON text; `undefined` without one, and for any other text. */
  readJson(): unknown {
    try {
      return JSON.parse(this.read() ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Stores the text; `undefined` removes it. */
  write(text: string | undefined): void {
    try {
      if (text === undefined) this.storage().removeItem(this.key);
      else this.storage().setItem(this.key, text);
    } catch {
      // Storage is full or blocked: the text lasts as long as its owner keeps it.
    }
  }

  /** The access itself throws while storage is blocked. */
  private storage(): Storage {
    return this.scope === 'session' ? sessionStorage : localStorage;
  }
}
