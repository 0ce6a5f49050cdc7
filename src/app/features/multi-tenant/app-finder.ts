import type { QlikConnection } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { map, type Observable } from 'rxjs';
import { type AppChoice, injectAppChoices } from '../../connections/app-choices';

/** Maximum of apps per connection. */
const MAX_APPS = 50;

/**
 * Returns a function that lists the apps of a connection, on either platform, whose names contain a text; all apps for
 * an empty text. Needs an injection context.
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

/** Whether the connection can list apps: some types only open an app by its id. */
export function canListApps({ auth }: QlikConnection): boolean {
  return factsOfAuthType(auth.type).lists !== 'nothing';
}
