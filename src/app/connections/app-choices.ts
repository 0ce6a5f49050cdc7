import { inject } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRepository, QlikRest } from 'ngx-qlik/rest';
import { map, type Observable } from 'rxjs';

/** An app, as an option of a list. */
export interface AppChoice {
  readonly id: string;
  readonly name: string;
}

const SHOWN_APPS = 20;

/** Filter for {@link injectAppChoices}. */
export interface AppFilter {
  /** Part of the name; client-managed servers ignore it. */
  readonly name?: string;
  /** Maximum for a tenant; client-managed servers ignore it. */
  readonly limit?: number;
}

/**
 * Returns a function that lists the apps that the user of a connection can open, on either platform. Needs an injection
 * context.
 */
export function injectAppChoices(): (
  connectionId: string,
  filter?: AppFilter,
) => Observable<readonly AppChoice[]> {
  const registry = inject(ConnectionRegistry);
  const rest = inject(QlikRest);
  const repository = inject(QlikRepository);
  return (connectionId, { name = '', limit = SHOWN_APPS } = {}) =>
    registry.get(connectionId).platform === 'client-managed'
      ? repository.apps(connectionId)
      : rest
          .items(connectionId, {
            ...{ resourceType: 'app', limit, sort: '+name' },
            ...(name === '' ? {} : { name }),
          })
          .pipe(
            map(({ items }) => items.map((item) => ({ id: item.resourceId ?? item.id, name: item.name }))),
          );
}
