import { inject, Injector, type Signal } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { injectAppSession } from '../session/inject-app-session';
import { sessionAppId } from './session-app-id';

/** Which session app to make. */
export interface SessionAppRequest {
  readonly connectionId: string;
  /** Tells it from others of the same user: letters, digits and hyphens. Default: a new one for each use. */
  readonly name?: string;
}

/**
 * An app of nobody's: it is empty until a script is reloaded in it (see {@link reloadScript}), and gone with its session. Where the engine has
 * lost the session, it is empty again; the session's `recovery` says so.
 *
 * @param options `injector` where there is no injection context
 */
export function injectSessionApp(
  request: () => SessionAppRequest | undefined,
  options: { readonly injector?: Injector } = {},
): Signal<AppSession | undefined> {
  const injector = options.injector ?? inject(Injector);
  const registry = injector.get(ConnectionRegistry);
  const ownName = String(Date.now());
  return injectAppSession(
    () => {
      const wanted = request();
      if (!wanted) return undefined;
      const { connectionId, name = ownName } = wanted;
      return { connectionId, appId: sessionAppId(registry.find(connectionId)?.platform, name) };
    },
    { injector },
  );
}
