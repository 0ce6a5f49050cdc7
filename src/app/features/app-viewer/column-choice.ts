import { isRecord } from '../../json/is-record';
import { StoredText } from '../../storage/browser-storage';

/** The columns that the user has chosen in an app: ids of choices, and the user's own expressions. */
export interface ColumnChoice {
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly expressions: readonly string[];
}

/** An app of a connection. */
export interface AppOfConnection {
  readonly connectionId: string;
  readonly appId: string;
}

const STORED = new StoredText('local', 'app:columns');
/** Choices of other apps are dropped, the oldest first. */
const MAX_APPS = 50;

/** Returns the stored choice; `undefined` without one. */
export function readColumnChoice(app: AppOfConnection): ColumnChoice | undefined {
  const [, choice] = readAll().find(([key]) => key === toKey(app)) ?? [];
  return isChoice(choice) ? choice : undefined;
}

/** Stores a choice for the next visit of the app. */
export function writeColumnChoice(app: AppOfConnection, choice: ColumnChoice): void {
  const key = toKey(app);
  const others = readAll().filter(([each]) => each !== key);
  STORED.write(JSON.stringify([[key, choice], ...others].slice(0, MAX_APPS)));
}

function toKey({ connectionId, appId }: AppOfConnection): string {
  return JSON.stringify([connectionId, appId]);
}

/** The newest first. */
function readAll(): readonly (readonly [string, unknown])[] {
  const stored = STORED.readJson();
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], entry[1]] as const] : [],
  );
}

function isChoice(value: unknown): value is ColumnChoice {
  const isTexts = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === 'string');
  return isRecord(value) && [value['dimensions'], value['measures'], value['expressions']].every(isTexts);
}
