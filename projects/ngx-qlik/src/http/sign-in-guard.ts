import { isPlatformServer } from '@angular/common';
import { EnvironmentInjector, inject, Injectable, PLATFORM_ID, runInInjectionContext } from '@angular/core';
import {
  type ActivatedRouteSnapshot,
  type CanActivateFn,
  type CanMatchFn,
  type GuardResult,
  NavigationCancel,
  type RedirectCommand,
  Router,
  type UrlSegment,
  type UrlTree,
} from '@angular/router';
import { ConnectionPartsLoader } from '../auth/connection-registry';
import type { QlikSession } from '../auth/connection-state';
import { toConnectionSession } from '../auth/qlik-auth-service';
import type { SignInOptions } from '../auth/strategy';
import type { QlikConnection } from '../connections/connection';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { waitAtMost } from '../errors/time-limit';
import { restoredSession, TIME_LIMIT_MS } from './signed-in-guard';

/** Options of {@link createSignInGuard} and {@link createSignInMatchGuard}. */
export interface SignInGuardOptions<Route> {
  /** The connection that the route needs. */
  readonly connectionId: string | ((route: Route) => string);
  /**
   * Where to go when the sign-in does not succeed: a page outside the guard that shows `reason`, with a button that signs in. `returnTo` is the
   * address that was wanted. Runs in an injection context.
   */
  readonly orElse: (connectionId: string, returnTo: string, reason: QlikError) => UrlTree | RedirectCommand;
  /** Options of the sign-in. Default of `interaction`: `redirect`, as browsers block windows without a click. */
  readonly signIn?: Omit<SignInOptions, 'returnTo' | 'signal'>;
  /**
   * How long a navigation waits for the configuration, for the restoration of a session, and for a sign-in that the user has begun, in
   * milliseconds. Default: 15 s.
   */
  readonly timeLimit?: number;
}

/** A sign-in that was begun earlier in this tab was left long ago. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/**
 * A guard that signs in by itself where no user is signed in, and opens the route after that: types that sign in without the user do so at once, for the
 * others the page goes to the sign-in page and comes back to the address that was wanted.
 *
 * A sign-in that the user has begun, for example in a window, is waited for, and no other begun.
 *
 * It signs in once: when the user was refused, came back or used the back button, or when the sign-in did not last, the navigation goes to
 * `orElse` with the reason. The attempt of each connection is remembered in the storage of the tab. Guards of several connections sign in one after the
 * other: the page comes back from one, and leaves for the next.
 *
 * On a server it lets every route open, and signs in nowhere: in the browser the guard runs once more.
 *
 * Rejects with {@link QlikError}: `connection-unknown`, or why the configuration is not there.
 */
export function createSignInGuard(options: SignInGuardOptions<ActivatedRouteSnapshot>): CanActivateFn {
  return (route, { url }) => signInFor(route, url, options);
}

/** As {@link createSignInGuard}, for `canMatch`: the code of the route is loaded after the sign-in. */
export function createSignInMatchGuard(options: SignInGuardOptions<readonly UrlSegment[]>): CanMatchFn {
  return (_route, segments) => {
    const navigation = inject(Router).getCurrentNavigation();
    const url = navigation ? navigation.extractedUrl.toString() : `/${segments.join('/')}`;
    return signInFor(segments, url, options);
  };
}

async function signInFor<Route>(
  route: Route,
  returnTo: string,
  options: SignInGuardOptions<Route>,
): Promise<GuardResult> {
  if (isPlatformServer(inject(PLATFORM_ID))) return true;
  const { connectionId: of, timeLimit = TIME_LIMIT_MS } = options;
  const id = typeof of === 'string' ? of : of(route);
  const injector = inject(EnvironmentInjector);
  const loader = inject(ConnectionPartsLoader);
  const signIns = inject(AutomaticSignIns);
  const router = inject(Router);
  const navigation = router.getCurrentNavigation()?.id;
  const superseded = supersededSignal(router);
  try {
    const connectionSession = await restoredSession(id, timeLimit);
    const { connection } = connectionSession;
    const { StorageEntry, sharedName } = loader.parts;
    const begun = new StorageEntry('session', sharedName('automatic-sign-in', connection));
    const { signal } = superseded;
    const reason = await signIns.once(navigation, id, async () => {
      // A redirect would cancel it.
      const isUserSigningIn = connectionSession.signInAttempt() !== undefined;
      if (isUserSigningIn) await waitAtMost(toConnectionSession(connectionSession).settleSignIn(), timeLimit);
      // The mark is that of the navigation in its place.
      if (signal.aborted) return signInLeft(connection);
      const begunAt = Number(begun.take() ?? 0);
      if (connectionSession.isSignedIn()) return undefined;
      const wasBegun = isUserSigningIn || Date.now() - begunAt < FORGOTTEN_AFTER_MS;
      const against = reasonAgainst(connectionSession, wasBegun);
      if (against) return against;
      begun.write(String(Date.now()));
      try {
        await connectionSession.signIn({ interaction: 'redirect', ...options.signIn, returnTo, signal });
        return undefined;
      } catch (thrown) {
        return toQlikError(thrown, connection.id);
      } finally {
        begun.write(undefined);
      }
    });
    return reason ? runInInjectionContext(injector, () => options.orElse(id, returnTo, reason)) : true;
  } finally {
    superseded.stop();
  }
}

/** The sign-ins of this page's guards, one after the other: the page can leave for one only. */
@Injectable({ providedIn: 'root' })
class AutomaticSignIns {
  private navigation: number | undefined;
  private readonly outcomes = new Map<string, Promise<QlikError | undefined>>();
  private last: Promise<unknown> = Promise.resolve();

  /**
   * Signs in when those before are over, once for all guards of a navigation that need the connection.
   * @returns why there is no sign-in
   */
  once(
    navigation: number | undefined,
    connectionId: string,
    signIn: () => Promise<QlikError | undefined>,
  ): Promise<QlikError | undefined> {
    if (navigation === undefined || navigation !== this.navigation) this.outcomes.clear();
    this.navigation = navigation;
    const shared = this.outcomes.get(connectionId);
    if (shared) return shared;
    const outcome = this.last.then(signIn);
    // The guard that signs in has the error.
    this.last = outcome.catch(() => undefined);
    this.outcomes.set(connectionId, outcome);
    return outcome;
  }
}

/** Why no sign-in is begun. @param wasBegun whether the user or this guard began one in this tab, which has not led to a session */
function reasonAgainst({ state, connection }: QlikSession, wasBegun: boolean): QlikError | undefined {
  const current = state();
  if (current.status === 'failed') return current.error;
  const details = { remedy: 'Sign in again.', connectionId: connection.id, isRetryable: true };
  if (current.status === 'signing-in')
    return new QlikError('sign-in-timeout', `The sign-in to ${connection.label} takes too long.`, details);
  const ended = 'reason' in current ? current.reason : undefined;
  if (ended?.code === 'sign-in-refused') return ended;
  if (!wasBegun) return undefined;
  return ended ?? signInLeft(connection);
}

function signInLeft({ id, label }: QlikConnection): QlikError {
  return new QlikError('sign-in-canceled', `The sign-in to ${label} was left.`, {
    remedy: 'Sign in again.',
    connectionId: id,
    isRetryable: true,
  });
}

/** Aborted when another navigation takes the place of the present one: its page must not be left for a sign-in. */
function supersededSignal(router: Router): { readonly signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  const id = router.getCurrentNavigation()?.id;
  const subscription = router.events.subscribe((event) => {
    if (event instanceof NavigationCancel && event.id === id) over.abort();
  });
  return { signal: over.signal, stop: () => subscription.unsubscribe() };
}
