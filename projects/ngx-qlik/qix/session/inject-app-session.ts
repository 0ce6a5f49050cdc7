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
import {
  type ConnectionId,
  ConnectionRegistry,
  QlikAuthService,
  type QlikError,
  toQlikError,
} from 'ngx-qlik';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';
import type { AppSession } from './app-session';
import { type OpenAppOptions, QixSessions } from './qix-sessions';
import { setProspect, signInRefusal } from './sign-in-refusal';

/** The app to open. */
export interface AppSessionRequest extends OpenAppOptions {
  readonly connectionId: string;
  readonly appId: string;
}

/**
 * Opens the app of `request`: a value, a signal or a function. Replaces the session when the request changes or another user signs in, and closes it on
 * destruction of the injector. `undefined` without a request, without a signed-in user, and on a server. Functions that read the app, such
 * as {@link injectSelections}, fail with the error of the sign-in while no user is signed in.
 *
 * @param options `injector` for use outside an injection context
 */
export function injectAppSession(
  request: ValueOrSignal<AppSessionRequest | undefined>,
  options: { readonly injector?: Injector } = {},
): Signal<AppSession | undefined> {
  if (!options.injector) assertInInjectionContext(injectAppSession);
  const injector = options.injector ?? inject(Injector);
  // A server has no signed-in user.
  if (isPlatformServer(injector.get(PLATFORM_ID))) return signal(undefined).asReadonly();
  const sessions = injector.get(QixSessions);
  const auth = injector.get(QlikAuthService);
  const registry = injector.get(ConnectionRegistry);
  const opened = signal<AppSession | undefined>(undefined);
  const requested = asSignal(request);
  const wanted = computed(requested, { equal: isSameRequest });

  const open = ({ connectionId, appId, ...options }: AppSessionRequest): AppSession | undefined => {
    try {
      // The session itself waits for a sign-in in progress, so that both overlap.
      const { status } = auth.connectionSession(connectionId).state();
      if (status === 'signed-out' || status === 'failed') return undefined;
      return sessions.open(connectionId, appId, options);
    } catch (thrown) {
      return createFailedSession(connectionId, appId, toQlikError(thrown));
    }
  };

  const wantedConnection = computed(() => {
    const app = wanted();
    if (!app || !registry.isKnown(app.connectionId)) return undefined;
    // The first call restores an earlier sign-in, which writes to signals.
    return untracked(() => auth.connectionSession(app.connectionId));
  });

  /** Why the request opens no app. */
  const refusal = computed(() => {
    const connectionSession = wantedConnection();
    return connectionSession && signInRefusal(connectionSession);
  });

  /** Changes with the sign-in; `undefined` when signed out. */
  const signIn = computed(() => (refusal() ? undefined : wantedConnection()?.epoch()));

  let isDestroyed = false;
  let current: readonly unknown[] = [];
  const update = (): void => {
    const app = wanted();
    const user = signIn();
    untracked(() => {
      if (isDestroyed || (app === current[0] && user === current[1])) return;
      current = [app, user];
      opened()?.close();
      opened.set(app && open(app));
    });
  };
  const effectRef = effect(update, { injector, manualCleanup: true });
  injector.get(DestroyRef).onDestroy(() => {
    isDestroyed = true;
    effectRef.destroy();
    untracked(opened)?.close();
    opened.set(undefined);
  });
  const appSession = opened.asReadonly();
  const isRequested = computed(() => wanted() !== undefined);
  setProspect(appSession, { refusal, isRequested, update: () => untracked(update) });
  return appSession;
}

function isSameRequest(a: AppSessionRequest | undefined, b: AppSessionRequest | undefined): boolean {
  return (
    a?.connectionId === b?.connectionId &&
    a?.appId === b?.appId &&
    a?.identity === b?.identity &&
    a?.ttlSeconds === b?.ttlSeconds
  );
}

/** Creates a session in the state `failed` that never changes, for example for an unknown connection. */
function createFailedSession(connectionId: string, appId: string, error: QlikError): AppSession {
  const ready = Promise.reject(error);
  // The state has the same error, so the promise needs no handler.
  ready.catch(() => undefined);
  return {
    // The id may be unknown; the error says so.
    connectionId: connectionId as ConnectionId,
    appId,
    state: signal({ status: 'failed', error } as const).asReadonly(),
    doc: signal(undefined).asReadonly(),
    ready,
    resume: () => undefined,
    close: () => undefined,
  };
}
