import type { RepositoryApp, RepositoryStream } from 'ngx-qlik/rest';

/** What of a server's apps is shown, as it stands in the address. */
export interface AppListFilter {
  readonly name: string;
  /** The id of a stream, or {@link UNPUBLISHED}. */
  readonly stream: string | undefined;
}

/** In the place of a stream's id: apps that are in none, which is where their owners work on them. */
export const UNPUBLISHED = 'work';

/** A stream to choose, with how many apps there are to see in it. */
export interface StreamChoice {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** An app in a row of the list. */
export interface ListedApp {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly stream: string;
  /** ISO text; absent where it was never reloaded. */
  readonly reloadedAt?: string;
}

const UNPUBLISHED_NAME = 'Work (not published)';
/** Dates before are those of a data base that has no word for "never". */
const FIRST_YEAR = 1900;

/** The streams to choose from: those that the server names, those of apps, and the owner's work where there is some. */
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

/** The apps that fit, by name. */
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

/** People leave out capitals and accents when they search. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name.localeCompare(other.name);
}
