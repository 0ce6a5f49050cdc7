import type { Activity } from './activity';

const KEY = 'app:activities';

/** Stores events for the next page of this tab, for example across a redirect to a sign-in page. */
export function writeStored(activities: readonly Activity[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(activities));
  } catch {
    // Storage is full or blocked: the list is empty on the next page.
  }
}

/** Returns the events that the last page of this tab stored, without entries of another form. */
export function readStored(): readonly Activity[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isActivity) : [];
  } catch {
    // Storage is blocked, or has other content under this key.
    return [];
  }
}

function isActivity(value: unknown): value is Activity {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, connectionId, at, title, outcome } = value as Partial<Record<keyof Activity, unknown>>;
  return (
    typeof kind === 'string' &&
    typeof connectionId === 'string' &&
    typeof at === 'number' &&
    typeof title === 'string' &&
    typeof outcome === 'string'
  );
}
