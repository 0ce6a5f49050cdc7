import { inject } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRepository, QlikRest } from 'ngx-qlik/rest';
import { map, type Observable } from 'rxjs';

/** An app to choose. */
export interface AppChoice {
  readonly id: string;
  readonly name: string;
}

const SHOWN_APPS = 20;

/** Which of them. */
export interface AppFilter {
  /** Part of their names; servers that cannot look for it give all. */
  readonly name?: string;
  /** Most of a tenant's; servers give all. */
  readonly limit?: number;
}

/** Lists the apps that a connection's visitor may open, on either platform. For use in an injection context. */
export function injectAppChoices(): (
  connectionId: string,
  wishes?: AppFilter,
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
