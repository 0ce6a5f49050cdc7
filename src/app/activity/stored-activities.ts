import { isRecord } from '../json/is-record';
import { StoredText } from '../storage/browser-storage';
import type { Activity } from './activity';

const STORED = new StoredText('session', 'app:activities');

/** Stores events for the next page of this tab, for example across a redirect to a sign-in page. */
export function writeStored(activities: readonly Activity[]): void {
  STORED.write(JSON.stringify(activities));
}

/** Returns the events that the last page of this tab stored, without entries of another form. */
export function readStored(): readonly Activity[] {
  try {
    const stored: unknown = JSON.parse(STORED.read() ?? '[]');
    return Array.isArray(stored) ? stored.filter(isActivity) : [];
  } catch {
    // The text under this key is not JSON.
    return [];
  }
}

function isActivity(value: unknown): value is Activity {
  if (!isRecord(value)) return false;
  const texts = ['kind', 'connectionId', 'title', 'outcome'];
  return texts.every((name) => typeof value[name] === 'string') && typeof value['at'] === 'number';
}
