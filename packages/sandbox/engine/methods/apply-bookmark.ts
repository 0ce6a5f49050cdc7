import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import type { SessionDocument } from '../session/session-document.ts';

/**
 * Applies a bookmark's selections in the states that exist. Returns false for an unknown bookmark.
 * @throws {QixError} 6003 in modal selection mode
 */
export function applyBookmark(document: SessionDocument, id: string): boolean {
  document.requireNotModal();
  const entry = document.find('bookmark', id);
  if (!entry) return false;
  for (const [state, set] of bookmarkSelections(entry.properties, document.app.fields)) {
    if (document.selections.hasState(state)) document.selections.replace(state, set);
  }
  document.selectionsChanged();
  return true;
}
