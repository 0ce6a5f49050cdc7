import { isPlatformServer } from '@angular/common';
import { EnvironmentInjector, inject, PLATFORM_ID, runInInjectionContext } from '@angular/core';
import {
  type ActivatedRouteSnapshot,
  type CanActivateFn,
  type RedirectCommand,
  type UrlTree,
} from '@angular/router';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikSession } from '../auth/connection-state';
import { ConnectionRegistry } from '../auth/connection-registry';
import { waitAtMost } from '../errors/time-limit';

/** Options of {@link createSignedInGuard}. */
export interface SignedInGuardOptions {
  /** The connection that the route needs. Default: the route parameter `connectionId`. */
  readonly connectionId?: (route: ActivatedRouteSnapshot) => string;
  /** Where to go instead; `returnTo` is the address that was wanted. Runs in an injection context. */
  readonly orElse: (connectionId: string, returnTo: string) => UrlTree | RedirectCommand;
  /** How long a navigation waits for the configuration and for a slow server, in milliseconds. Default: 15 s. */
  readonly timeLimit?: number;
}

/** How long a navigation waits by default. */
export const TIME_LIMIT_MS = 15_000;

/**
 * A guard that lets a route open when its connection is signed in, after a stored session was taken up. Where that takes longer than the limit, it
 * goes where it goes without a sign-in: a page can show what is waited for, and cancel it.
 *
 * Rejects with {@link QlikError}: `connection-unknown`, or why the configuration is not there.
 *
 * On a server it lets every route open, as the sign-in is the browser's: there the guard runs once more, and decides.
 *
 * It never starts a sign-in: a popup needs a click, and a redirect from a guard can loop.
 */
export function createSignedInGuard(options: SignedInGuardOptions): CanActivateFn {
  return async (route, state) => {
    if (isPlatformServer(inject(PLATFORM_ID))) return true;
    const connectionId = options.connectionId?.(route) ?? String(route.params['connectionId']);
    const injector = inject(EnvironmentInjector);
    const connectionSession = await restoredSession(connectionId, options.timeLimit);
    return connectionSession.isSignedIn()
      ? true
      : runInInjectionContext(injector, () => options.orElse(connectionId, state.url));
  };
}

/**
 * Waits for the configuration, and for a stored session to be taken up; at most for the time limit. Needs an injection context.
 * @throws {QlikError} `connection-unknown`, or why the configuration is not there
 */
export async function restoredSession(connectionId: string, timeLimit = TIME_LIMIT_MS): Promise<QlikSession> {
  const registry = inject(ConnectionRegistry);
  const auth = inject(QlikAuthService);
  const until = Date.now() + timeLimit;
  // A first navigation may be faster than the configuration.
  if (!registry.isKnown(connectionId)) await waitAtMost(registry.settled(), until - Date.now());
  const connectionSession = auth.connectionSession(connectionId);
  await waitAtMost(connectionSession.restore(), until - Date.now());
  return connectionSession;
}
