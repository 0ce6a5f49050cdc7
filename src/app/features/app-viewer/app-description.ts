import { computed, inject, type Signal } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import type { AppSession } from 'ngx-qlik/qix';
import { QlikRepository, QlikRest } from 'ngx-qlik/rest';
import { from, map, type Observable } from 'rxjs';
import { injectLoad, loadedValue } from '../../loading/load';

/** Name and description of an app. */
export interface AppDescription {
  readonly name: string;
  readonly description?: string | undefined;
  /** Whether the user may reload it by Qlik Cloud's API. */
  readonly isReloadable?: boolean;
}

/**
 * Loads the app's name from the REST API of the platform, which responds before the app is open. If that fails, the
 * opened app has its title. Needs an injection context.
 */
export function injectAppDescription(
  connectionId: () => string,
  appId: () => string,
  appSession: Signal<AppSession | undefined>,
): Signal<AppDescription | undefined> {
  const registry = inject(ConnectionRegistry);
  const rest = inject(QlikRest);
  const repository = inject(QlikRepository);

  const listed = injectLoad((): Observable<AppDescription> =>
    registry.get(connectionId()).platform === 'client-managed'
      ? repository.app(connectionId(), appId())
      : rest.app(connectionId(), appId()).pipe(
          map(({ attributes, privileges }) => ({
            name: attributes?.name ?? 'App',
            description: attributes?.description,
            isReloadable: privileges?.includes('reload') ?? false,
          })),
        ),
  );
  const opened = injectLoad(() => {
    const doc = listed.state().status === 'failed' ? appSession()?.doc() : undefined;
    return doc && from(doc.getAppLayout()).pipe(map(({ qTitle }) => ({ name: qTitle ?? 'App' })));
  });
  return computed(() => loadedValue(listed.state()) ?? loadedValue(opened.state()));
}
