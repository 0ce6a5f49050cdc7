import { randomUUID } from 'node:crypto';

/** A file that a user exported and may fetch. */
export interface ExportedFile {
  readonly name: string;
  /** MIME type. */
  readonly type: string;
  readonly content: string;
}

interface Kept {
  readonly file: ExportedFile;
  readonly userId: string;
  readonly isServedOnce: boolean;
  readonly expiresAt: number;
}

const LIFETIME_MS = 10 * 60_000;
const MOST_FILES = 50;

/** Exported files, each for the user who made it, for ten minutes. When there are too many the oldest goes. */
export class ExportedFiles {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Keeps a file. @returns the id that it is fetched by */
  put(file: ExportedFile, userId: string, { isServedOnce = false } = {}): string {
    this.dropOld();
    const id = randomUUID();
    this.kept.set(id, { file, userId, isServedOnce, expiresAt: this.now() + LIFETIME_MS });
    return id;
  }

  /** The file, for the user who exported it; undefined for everybody else, and once its time is over. */
  get(id: string, userId: string): ExportedFile | undefined {
    const found = this.kept.get(id);
    if (!found || found.userId !== userId || found.expiresAt <= this.now()) return undefined;
    if (found.isServedOnce) this.kept.delete(id);
    return found.file;
  }

  private dropOld(): void {
    for (const [id, { expiresAt }] of this.kept) {
      if (expiresAt > this.now() && this.kept.size < MOST_FILES) break;
      this.kept.delete(id);
    }
  }
}
