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
/** Ids of expired files that are remembered. */
const MAX_EXPIRED = 500;

/**
 * Exported files. A file is available to the user who exported it for its lifetime, ten minutes by default; above the limit, the oldest file
 * is removed.
 */
export class ExportedFiles {
  private readonly files = new Map<string, StoredFile>();
  /** Users by the ids of their expired files. */
  private readonly expired = new Map<string, string>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Stores a file. @returns the id of the file */
  put(file: ExportedFile, userId: string, { isServedOnce = false, lifetimeMs = LIFETIME_MS } = {}): string {
    this.removeExpired();
    const id = randomUUID();
    this.files.set(id, { file, userId, isServedOnce, expiresAt: this.now() + lifetimeMs });
    return id;
  }

  /** Returns the file, or that it has expired; undefined for other users and for files that never were. */
  get(id: string, userId: string): ExportedFile | 'expired' | undefined {
    this.removeExpired(MAX_FILES + 1);
    const found = this.files.get(id);
    if (!found) return this.expired.get(id) === userId ? 'expired' : undefined;
    if (found.userId !== userId) return undefined;
    if (found.isServedOnce) this.files.delete(id);
    return found.file;
  }

  /** Removes expired files, and the oldest ones until there are fewer than the limit. */
  private removeExpired(limit = MAX_FILES): void {
    for (const [id, { expiresAt, userId }] of this.files) {
      if (expiresAt > this.now() && this.files.size < limit) continue;
      this.files.delete(id);
      this.expired.set(id, userId);
    }
    for (const id of this.expired.keys()) {
      if (this.expired.size <= MAX_EXPIRED) break;
      this.expired.delete(id);
    }
  }
}
