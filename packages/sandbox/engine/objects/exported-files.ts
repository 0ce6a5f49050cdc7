import { randomUUID } from 'node:crypto';

/** A file that a user exported and may download. */
export interface ExportedFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly content: string | Uint8Array;
}

interface StoredFile {
  readonly file: ExportedFile;
  readonly userId: string;
  readonly isServedOnce: boolean;
  readonly expiresAt: number;
}

const LIFETIME_MS = 10 * 60_000;
const MAX_FILES = 50;

/** Exported files. A file is available to the user who exported it for ten minutes; above the limit, the oldest file is removed. */
export class ExportedFiles {
  private readonly files = new Map<string, StoredFile>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Stores a file. @returns the id of the file */
  put(file: ExportedFile, userId: string, { isServedOnce = false } = {}): string {
    this.removeExpired();
    const id = randomUUID();
    this.files.set(id, { file, userId, isServedOnce, expiresAt: this.now() + LIFETIME_MS });
    return id;
  }

  /** Returns the file; undefined for other users and after the file has expired. */
  get(id: string, userId: string): ExportedFile | undefined {
    const found = this.files.get(id);
    if (!found || found.userId !== userId || found.expiresAt <= this.now()) return undefined;
    if (found.isServedOnce) this.files.delete(id);
    return found.file;
  }

  private removeExpired(): void {
    for (const [id, { expiresAt }] of this.files) {
      if (expiresAt > this.now() && this.files.size < MAX_FILES) break;
      this.files.delete(id);
    }
  }
}
