import type { RepositoryApp } from 'ngx-qlik/rest';
import { listStreamChoices, UNPUBLISHED, filterApps } from './app-list';

const ALL_USERS = { id: 's1', name: 'Everyone' };
const FINANCE = { id: 's2', name: 'Finance' };
const app = (id: string, name: string, more: Partial<RepositoryApp> = {}): RepositoryApp => ({
  id,
  name,
  ...more,
});
const APPS = [
  app('a1', 'Sales', { stream: ALL_USERS, description: 'Résumé of the year' }),
  app('a2', 'budget', { stream: FINANCE }),
  app('a3', 'Draft', { stream: null }),
];
const names = (filter: Partial<Parameters<typeof filterApps>[1]>) =>
  filterApps(APPS, { name: '', stream: undefined, ...filter }).map(({ name }) => name);

describe('the apps of a server', () => {
  it('are sorted by name, ignoring case', () => {
    expect(names({})).toEqual(['budget', 'Draft', 'Sales']);
  });

  it('are found by name and description, ignoring case and diacritics', () => {
    expect(names({ name: ' SAL ' })).toEqual(['Sales']);
    expect(names({ name: 'resume' })).toEqual(['Sales']);
    expect(names({ name: 'nothing' })).toEqual([]);
  });

  it('are filtered by stream, or unpublished', () => {
    expect(names({ stream: 's2' })).toEqual(['budget']);
    expect(names({ stream: UNPUBLISHED })).toEqual(['Draft']);
    expect(names({ stream: 'gone' })).toEqual([]);
  });

  it('have the date of their reload, and none for the year 1753', () => {
    const [never, once] = filterApps(
      [
        app('1', 'a', { lastReloadTime: '1753-01-01T00:00:00.000Z' }),
        app('2', 'b', { lastReloadTime: '2024-03-01T08:00:00.000Z' }),
      ],
      { name: '', stream: undefined },
    );
    expect(never?.reloadedAt).toBeUndefined();
    expect(once?.reloadedAt).toBe('2024-03-01T08:00:00.000Z');
  });
});

describe('the streams to choose from', () => {
  it('are those of the server, with their number of apps, and unpublished work last', () => {
    expect(listStreamChoices(APPS, [{ id: 's3', name: 'Archive' }, FINANCE])).toEqual([
      { id: 's3', name: 'Archive', count: 0 },
      { ...ALL_USERS, count: 1 },
      { ...FINANCE, count: 1 },
      { id: UNPUBLISHED, name: 'Work (not published)', count: 1 },
    ]);
  });

  it('have no entry for unpublished work if there is none', () => {
    expect(listStreamChoices([], [FINANCE])).toEqual([{ ...FINANCE, count: 0 }]);
  });
});
