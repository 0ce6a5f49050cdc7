import type { JsonObject } from '../protocol/json.ts';

/** Bookmarks that are kept, the oldest forgotten first. */
const MAX_KEPT = 1000;

/**
 * The selections of temporary bookmarks, by id and user: another session of the user applies them, such as that of the service that makes
 * reports.
 */
export class TemporaryBookmarks {
  private readonly kept = new Map<string, { readonly userId: string; readonly selections: JsonObject }>();

  /** @param selections by state, as a bookmark has them */
  keep(id: string, userId: string, selections: JsonObject): void {
    this.kept.set(id, { userId, selections });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }

  /** Returns the selections; undefined for an unknown bookmark, and for one of another user. */
  of(id: string, userId: string): JsonObject | undefined {
    const found = this.kept.get(id);
    return found?.userId === userId ? found.selections : undefined;
  }

  clear(): void {
    this.kept.clear();
  }
}
