import { randomUUID } from 'node:crypto';

/** A file that a user exported and may fetch. */
export interface ExportedFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly content: string;
}

interface StoredFile {
  readonly file: ExportedFile;
  readonly userId: string;
  readonly isServedOnce: boolean;
  readonly expiresAt: number;
}

const LIFETIME_MS = 10 * 60_000;
const MAX_FILES = 50;

/** Exported files, each for the user who made it, for ten minutes. When there are too many the oldest goes. */
export class ExportedFiles {
  private readonly files = new Map<string, StoredFile>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Keeps a file. @returns the id that it is fetched by */
  put(file: ExportedFile, userId: string, { isServedOnce = false } = {}): string {
    this.removeExpired();
    const id = randomUUID();
    this.files.set(id, { file, userId, isServedOnce, expiresAt: this.now() + LIFETIME_MS });
    return id;
  }

  /** The file, for the user who exported it; undefined for everybody else, and once its time is over. */
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
