import { isPlatformServer } from '@angular/common';
import { EnvironmentInjector, inject, PLATFORM_ID, runInInjectionContext } from '@angular/core';
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
import type { SignInOptions } from '../auth/strategy';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { restoredSession } from './signed-in-guard';

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
  /** How long a navigation waits for the configuration and for the restoration of a session, in milliseconds. Default: 15 s. */
  readonly timeLimit?: number;
}

/** A sign-in that was begun earlier in this tab was left long ago. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/**
 * A guard that signs in by itself where no user is signed in, and opens the route after that: types that sign in without the user do so at once, for the
 * others the page goes to the sign-in page and comes back to the address that was wanted.
 *
 * It signs in once: when the user was refused, came back or used the back button, or when the sign-in did not last, the navigation goes to
 * `orElse` with the reason. The attempt of each connection is remembered in the storage of the tab.
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
  const { connectionId: of } = options;
  const id = typeof of === 'string' ? of : of(route);
  const injector = inject(EnvironmentInjector);
  const loader = inject(ConnectionPartsLoader);
  const superseded = supersededSignal(inject(Router));
  try {
    const connectionSession = await restoredSession(id, options.timeLimit);
    const { StorageEntry, sharedName } = loader.parts;
    const begun = new StorageEntry('session', sharedName('automatic-sign-in', connectionSession.connection));
    const begunAt = Number(begun.take() ?? 0);
    if (connectionSession.isSignedIn()) return true;
    let reason = reasonAgainst(connectionSession, Date.now() - begunAt < FORGOTTEN_AFTER_MS);
    if (!reason) {
      begun.write(String(Date.now()));
      try {
        await connectionSession.signIn({
          interaction: 'redirect',
          ...options.signIn,
          returnTo,
          signal: superseded.signal,
        });
        return true;
      } catch (thrown) {
        reason = toQlikError(thrown, connectionSession.connection.id);
      } finally {
        begun.write(undefined);
      }
    }
    const found = reason;
    return runInInjectionContext(injector, () => options.orElse(id, returnTo, found));
  } finally {
    superseded.stop();
  }
}

/** Why no sign-in is begun. @param wasBegun whether this guard began one in this tab, which has not led to a session */
function reasonAgainst({ state, connection }: QlikSession, wasBegun: boolean): QlikError | undefined {
  const current = state();
  if (current.status === 'failed') return current.error;
  const details = { remedy: 'Sign in again.', connectionId: connection.id, isRetryable: true };
  if (current.status === 'signing-in')
    return new QlikError('sign-in-timeout', `The sign-in to ${connection.label} takes too long.`, details);
  const ended = 'reason' in current ? current.reason : undefined;
  if (ended?.code === 'sign-in-refused') return ended;
  if (!wasBegun) return undefined;
  return ended ?? new QlikError('sign-in-canceled', `The sign-in to ${connection.label} was left.`, details);
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
