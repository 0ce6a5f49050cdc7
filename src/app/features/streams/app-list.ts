import type { RepositoryApp, RepositoryStream } from 'ngx-qlik/rest';

/** The filter of the list, as in the address. */
export interface AppListFilter {
  readonly name: string;
  /** A stream id, or {@link UNPUBLISHED}. */
  readonly stream: string | undefined;
}

/** Stands for apps that are in no stream: the work of their owners. */
export const UNPUBLISHED = 'work';

/** A stream as an option, with its number of apps. */
export interface StreamChoice {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** A row of the list. */
export interface ListedApp {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly stream: string;
  /** ISO date; missing if the app was never reloaded. */
  readonly reloadedAt?: string;
}

const UNPUBLISHED_NAME = 'Work (not published)';
/** Earlier dates stand for "never" in the repository database. */
const FIRST_YEAR = 1900;

/** Returns the streams to choose from: those of the server and of the apps, and unpublished work last if there is any. */
export function listStreamChoices(
  apps: readonly RepositoryApp[],
  streams: readonly RepositoryStream[],
): readonly StreamChoice[] {
  const names = new Map<string, string>();
  for (const { id, name } of streams) names.set(id, name);
  for (const { stream } of apps) if (stream) names.set(stream.id, stream.name);
  const counts = new Map<string, number>();
  for (const app of apps) counts.set(streamIdOf(app), (counts.get(streamIdOf(app)) ?? 0) + 1);
  const choices = [...names].map(([id, name]) => ({ id, name, count: counts.get(id) ?? 0 })).sort(byName);
  const work = counts.get(UNPUBLISHED);
  return work === undefined
    ? choices
    : [...choices, { id: UNPUBLISHED, name: UNPUBLISHED_NAME, count: work }];
}

/** Returns the apps that match, sorted by name. */
export function filterApps(
  apps: readonly RepositoryApp[],
  { name, stream }: AppListFilter,
): readonly ListedApp[] {
  const wanted = fold(name.trim());
  return apps
    .filter((app) => stream === undefined || streamIdOf(app) === stream)
    .filter((app) => fold(app.name).includes(wanted) || fold(app.description ?? '').includes(wanted))
    .map(toListedApp)
    .sort(byName);
}

function toListedApp(app: RepositoryApp): ListedApp {
  const { id, name, description = '', stream, lastReloadTime } = app;
  const listed = { id, name, description, stream: stream?.name ?? UNPUBLISHED_NAME };
  const hasReloaded = lastReloadTime !== undefined && new Date(lastReloadTime).getFullYear() >= FIRST_YEAR;
  return hasReloaded ? { ...listed, reloadedAt: lastReloadTime } : listed;
}

function streamIdOf({ stream }: RepositoryApp): string {
  return stream?.id ?? UNPUBLISHED;
}

/** Search ignores case and diacritics. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}
