import { isPlatformServer } from '@angular/common';
import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  PLATFORM_ID,
  type Signal,
  signal,
  untracked,
} from '@angular/core';
import { ConnectionRegistry, QlikAuthService, toQlikError } from 'ngx-qlik';
import type { AppSession } from './app-session';
import { createFailedSession } from './failed-session';
import { type OpenAppOptions, QixSessions } from './qix-sessions';

/** Which app to open, and as what. */
export interface AppSessionRequest extends OpenAppOptions {
  readonly connectionId: string;
  readonly appId: string;
}

/**
 * The session of the app that a signal names: opened, exchanged when the signal names another or another user signs in, and closed with
 * the component. `undefined` while the signal is, while no user is signed in, and on a server.
 *
 * @param options `injector` where there is no injection context
 */
export function injectAppSession(
  request: () => AppSessionRequest | undefined,
  options: { readonly injector?: Injector } = {},
): Signal<AppSession | undefined> {
  if (!options.injector) assertInInjectionContext(injectAppSession);
  const injector = options.injector ?? inject(Injector);
  // A server has no user to open it for.
  if (isPlatformServer(injector.get(PLATFORM_ID))) return signal(undefined).asReadonly();
  const sessions = injector.get(QixSessions);
  const auth = injector.get(QlikAuthService);
  const registry = injector.get(ConnectionRegistry);
  const opened = signal<AppSession | undefined>(undefined);
  const wanted = computed(request, { equal: isSameRequest });

  const open = ({ connectionId, appId, ...options }: AppSessionRequest): AppSession | undefined => {
    try {
      // A sign-in under way is waited for by the session itself, so that both overlap.
      const { status } = auth.session(connectionId).state();
      if (status === 'signed-out' || status === 'failed') return undefined;
      return sessions.open(connectionId, appId, options);
    } catch (thrown) {
      return createFailedSession(connectionId, appId, toQlikError(thrown));
    }
  };

  /** Another value is another sign-in, or none. */
  const signIn = computed(() => {
    const app = wanted();
    if (!app || !registry.isKnown(app.connectionId)) return undefined;
    // Asking for it the first time takes up an earlier sign-in, which writes to signals.
    const session = untracked(() => auth.session(app.connectionId));
    const { status } = session.state();
    return status === 'signed-out' || status === 'failed' ? undefined : session.epoch();
  });

  const effectRef = effect(
    () => {
      const app = wanted();
      signIn();
      untracked(() => {
        opened()?.close();
        opened.set(app && open(app));
      });
    },
    { injector, manualCleanup: true },
  );
  injector.get(DestroyRef).onDestroy(() => {
    effectRef.destroy();
    untracked(opened)?.close();
    opened.set(undefined);
  });
  return opened.asReadonly();
}

function isSameRequest(a: AppSessionRequest | undefined, b: AppSessionRequest | undefined): boolean {
  return (
    a?.connectionId === b?.connectionId &&
    a?.appId === b?.appId &&
    a?.identity === b?.identity &&
    a?.ttlSeconds === b?.ttlSeconds
  );
}
