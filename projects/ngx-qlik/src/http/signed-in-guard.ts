import { isPlatformServer } from '@angular/common';
import { EnvironmentInjector, inject, PLATFORM_ID, runInInjectionContext } from '@angular/core';
import {
  type ActivatedRouteSnapshot,
  type CanActivateFn,
  type RedirectCommand,
  type UrlTree,
} from '@angular/router';
import { QlikAuthService } from '../auth/qlik-auth-service';

/** What a guard made by {@link createSignedInGuard} needs to know of the application. */
export interface SignedInGuardOptions {
  /** The connection that the route needs. Default: the route parameter `connectionId`. */
  readonly connectionId?: (route: ActivatedRouteSnapshot) => string;
  /** Where to go instead; `returnTo` is the address that was wanted. Runs in an injection context. */
  readonly orElse: (connectionId: string, returnTo: string) => UrlTree | RedirectCommand;
}

/**
 * A guard that lets a route open when its connection is signed in, after a stored session was taken up.
 *
 * On a server it lets every route open, as the sign-in is the browser's: there the guard runs once more, and decides.
 *
 * It never starts a sign-in by itself: that takes a click, and a redirect from a guard is how loops begin.
 */
export function createSignedInGuard(options: SignedInGuardOptions): CanActivateFn {
  return async (route, state) => {
    if (isPlatformServer(inject(PLATFORM_ID))) return true;
    const connectionId = options.connectionId?.(route) ?? String(route.params['connectionId']);
    const injector = inject(EnvironmentInjector);
    const session = inject(QlikAuthService).session(connectionId);
    await session.restore();
    const { status } = session.state();
    return status === 'ready' || status === 'renewing'
      ? true
      : runInInjectionContext(injector, () => options.orElse(connectionId, state.url));
  };
}
