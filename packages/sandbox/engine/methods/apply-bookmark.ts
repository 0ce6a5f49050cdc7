import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { SessionDocument } from '../session/session-document.ts';

/**
 * Makes the selections of an earlier session, with the states that they are in.
 * @param selections by state, as a bookmark has them
 * @throws {QixError} 6003 in modal selection mode
 */
export function applySelections(document: SessionDocument, selections: JsonObject): void {
  document.requireNotModal();
  const sets = bookmarkSelections({ selections }, document.app.fields);
  for (const state of sets.keys()) {
    if (document.selections.hasState(state)) continue;
    document.selections.addState(state);
    document.handles.invalidateTopic('app');
  }
  document.selections.replaceAll(sets);
  document.selectionsChanged();
}

/**
 * Applies a bookmark's selections in the states that exist. Returns false for an unknown bookmark.
 * @throws {QixError} 6003 in modal selection mode
 */
export function applyBookmark(document: SessionDocument, id: string): boolean {
  document.requireNotModal();
  const entry = document.find('bookmark', id);
  if (!entry) return false;
  const sets = bookmarkSelections(entry.properties, document.app.fields);
  document.selections.replaceAll([...sets].filter(([state]) => document.selections.hasState(state)));
  document.selectionsChanged();
  return true;
}
