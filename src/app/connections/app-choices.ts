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

/** Lists the apps that a connection's visitor may open, on either platform. For use in an injection context. */
export function injectAppChoices(): (connectionId: string) => Observable<readonly AppChoice[]> {
  const registry = inject(ConnectionRegistry);
  const rest = inject(QlikRest);
  const repository = inject(QlikRepository);
  return (connectionId) =>
    registry.get(connectionId).platform === 'client-managed'
      ? repository.apps(connectionId)
      : rest
          .items(connectionId, { resourceType: 'app', limit: SHOWN_APPS, sort: '+name' })
          .pipe(
            map(({ items }) => items.map(({ resourceId, id, name }) => ({ id: resourceId ?? id, name }))),
          );
}
