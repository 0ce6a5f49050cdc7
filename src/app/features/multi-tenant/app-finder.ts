import type { QlikConnection } from 'ngx-qlik';
import { map, type Observable } from 'rxjs';
import { type AppChoice, injectAppChoices } from '../../connections/app-choices';

/** How many of one connection are shown. */
export const MAX_APPS = 50;

/**
 * Lists the apps of a connection, of either platform, whose names contain a text: all of them where the text is empty. For use in an
 * injection context.
 */
export function injectAppFinder(): (
  connection: QlikConnection,
  name: string,
) => Observable<readonly AppChoice[]> {
  const listApps = injectAppChoices();
  return ({ id }, text) => {
    const wanted = text.trim().toLowerCase();
    return listApps(id, { name: wanted, limit: MAX_APPS }).pipe(
      map((all) =>
        all
          .filter(({ name }) => name.toLowerCase().includes(wanted))
          .map((app) => ({ id: app.id, name: app.name }))
          .sort((one, other) => one.name.localeCompare(other.name))
          .slice(0, MAX_APPS),
      ),
    );
  };
}

/** Whether a connection has lists at all: with some, an app is opened by its id and nothing can be asked. */
export function canListApps({ auth }: QlikConnection): boolean {
  return auth.type !== 'noauth' && auth.type !== 'reference';
}
