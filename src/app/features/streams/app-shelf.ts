import type { RepositoryApp, RepositoryStream } from 'ngx-qlik/rest';

/** What of a server's apps is shown, as it stands in the address. */
export interface ShelfFilter {
  readonly name: string;
  /** The id of a stream, or {@link OWN_WORK}. */
  readonly stream: string | undefined;
}

/** In the place of a stream's id: apps that are in none, which is where their owners work on them. */
export const OWN_WORK = 'work';

/** A stream to choose, with how many apps there are to see in it. */
export interface StreamChoice {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** An app in a row of the list. */
export interface ShelvedApp {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly stream: string;
  /** ISO text; absent where it was never reloaded. */
  readonly reloadedAt?: string;
}

const OWN_WORK_NAME = 'Work (not published)';
/** Dates before are those of a data base that has no word for "never". */
const FIRST_YEAR = 1900;

/** The streams to choose from: those that the server names, those of apps, and the owner's work where there is some. */
export function chooseFrom(
  apps: readonly RepositoryApp[],
  streams: readonly RepositoryStream[],
): readonly StreamChoice[] {
  const names = new Map<string, string>();
  for (const { id, name } of streams) names.set(id, name);
  for (const { stream } of apps) if (stream) names.set(stream.id, stream.name);
  const counts = new Map<string, number>();
  for (const app of apps) counts.set(placeOf(app), (counts.get(placeOf(app)) ?? 0) + 1);
  const choices = [...names].map(([id, name]) => ({ id, name, count: counts.get(id) ?? 0 })).sort(byName);
  const work = counts.get(OWN_WORK);
  return work === undefined ? choices : [...choices, { id: OWN_WORK, name: OWN_WORK_NAME, count: work }];
}

/** The apps that fit, by name. */
export function shelve(apps: readonly RepositoryApp[], { name, stream }: ShelfFilter): readonly ShelvedApp[] {
  const wanted = fold(name.trim());
  return apps
    .filter((app) => stream === undefined || placeOf(app) === stream)
    .filter((app) => fold(app.name).includes(wanted) || fold(app.description ?? '').includes(wanted))
    .map(toShelvedApp)
    .sort(byName);
}

function toShelvedApp(app: RepositoryApp): ShelvedApp {
  const { id, name, description = '', stream, lastReloadTime } = app;
  const shelved = { id, name, description, stream: stream?.name ?? OWN_WORK_NAME };
  const hasReloaded = lastReloadTime !== undefined && new Date(lastReloadTime).getFullYear() >= FIRST_YEAR;
  return hasReloaded ? { ...shelved, reloadedAt: lastReloadTime } : shelved;
}

function placeOf({ stream }: RepositoryApp): string {
  return stream?.id ?? OWN_WORK;
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
