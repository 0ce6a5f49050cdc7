import { inject } from '@angular/core';
import type { QlikConnection } from 'ngx-qlik';
import { QlikRepository, QlikRest } from 'ngx-qlik/rest';
import { map, type Observable } from 'rxjs';

/** An app that a connection's user may open. */
export interface FoundApp {
  readonly id: string;
  readonly name: string;
}

/** How many of one connection are shown. */
export const MOST_APPS = 50;

/**
 * Lists the apps of a connection, of either platform, whose names contain a text: all of them where the text is empty. For use in an
 * injection context.
 */
export function injectAppFinder(): (
  connection: QlikConnection,
  name: string,
) => Observable<readonly FoundApp[]> {
  const rest = inject(QlikRest);
  const repository = inject(QlikRepository);
  return ({ id, platform }, name) => {
    const wanted = name.trim().toLowerCase();
    const apps: Observable<readonly FoundApp[]> =
      platform === 'client-managed'
        ? repository.apps(id)
        : rest
            .items(id, {
              resourceType: 'app',
              limit: MOST_APPS,
              sort: '+name',
              ...(wanted === '' ? {} : { name: wanted }),
            })
            .pipe(map(({ items }) => items.map((item) => ({ ...item, id: item.resourceId ?? item.id }))));
    return apps.pipe(
      map((all) =>
        all
          .filter((app) => app.name.toLowerCase().includes(wanted))
          .map((app) => ({ id: app.id, name: app.name }))
          .sort((one, other) => one.name.localeCompare(other.name))
          .slice(0, MOST_APPS),
      ),
    );
  };
}

/** Whether a connection has lists at all: with some, an app is opened by its id and nothing can be asked. */
export function hasLists({ auth }: QlikConnection): boolean {
  return auth.type !== 'noauth' && auth.type !== 'reference';
}
