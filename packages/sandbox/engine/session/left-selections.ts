import { describeSelections } from '../objects/bookmark-selections.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { SessionDocument } from './session-document.ts';

/** Users and apps whose selections are kept. */
const MAX_KEPT = 1000;

/** The selections with which users left apps, by user and app, for `Resume`. */
export class LeftSelections {
  private readonly kept = new Map<string, JsonObject>();

  /** Keeps the selections of a document that its user leaves. */
  keep(userId: string, document: SessionDocument): void {
    const key = keyOf(userId, document.app.summary.id);
    this.kept.delete(key);
    this.kept.set(key, describeSelections(document.selections.snapshot));
    const [oldest] = this.kept.keys();
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }

  /** Returns the selections as a bookmark has them; undefined when the user never left the app. */
  of(userId: string, appId: string): JsonObject | undefined {
    return this.kept.get(keyOf(userId, appId));
  }

  /** Forgets the selections in an app that changed. */
  forget(appId: string): void {
    for (const key of this.kept.keys()) if (key.endsWith(`|${appId}`)) this.kept.delete(key);
  }

  clear(): void {
    this.kept.clear();
  }
}

function keyOf(userId: string, appId: string): string {
  return `${userId}|${appId}`;
}
