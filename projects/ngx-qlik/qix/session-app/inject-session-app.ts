import { inject, Injector, type Signal } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';
import type { AppSession } from '../session/app-session';
import { injectAppSession } from '../session/inject-app-session';
import { sessionAppId } from './session-app-id';

/** The session app to create. */
export interface SessionAppRequest {
  readonly connectionId: string;
  /** Distinguishes it from the user's other session apps: letters, digits and hyphens. Default: a new name for each use. */
  readonly name?: string;
}

/**
 * Opens a session app: an app without an owner that is empty until a script is reloaded in it (see {@link reloadScript}), and that ends
 * with its session. After the engine has lost the session the app is empty again, as the session's `recovery` shows.
 *
 * @param options `injector` for use outside an injection context
 */
export function injectSessionApp(
  request: ValueOrSignal<SessionAppRequest | undefined>,
  options: { readonly injector?: Injector } = {},
): Signal<AppSession | undefined> {
  const injector = options.injector ?? inject(Injector);
  const registry = injector.get(ConnectionRegistry);
  const ownName = String(Date.now());
  const requested = asSignal(request);
  return injectAppSession(
    () => {
      const wanted = requested();
      if (!wanted) return undefined;
      const { connectionId, name = ownName } = wanted;
      return { connectionId, appId: sessionAppId(registry.find(connectionId)?.platform, name) };
    },
    { injector },
  );
}
