import { Location } from '@angular/common';
import { inject, Injector } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router, type Routes, type CanMatchFn } from '@angular/router';
import { ConnectionRegistry, createSignedInGuard, QlikAuthService, QlikRuntime } from 'ngx-qlik';
import { homeOf } from './connections/connection-home';

/**
 * Opens the app of a page, or prepares Qlik's engine for one, while the page itself is loaded. It lets every route match. Errors are
 * ignored here: they occur again, and are shown, when the page opens the app.
 */
const warmUpEngine: CanMatchFn = (_, [, connection, area, app, ...others]) => {
  const id = connection?.path;
  // Below an app there is no page.
  if (
    id === undefined ||
    area?.path !== 'apps' ||
    others.length > 0 ||
    !inject(ConnectionRegistry).isKnown(id)
  )
    return true;
  const injector = inject(Injector);
  void inject(QlikAuthService).connectionSession(id).restore();
  prepareEngine(injector, id, app?.path === 'new' ? undefined : app?.path).catch(() => undefined);
  return true;
};

/** Opens the app, if the connection is signed in; without one loads Qlik's runtime and fetches a WebSocket token. */
async function prepareEngine(injector: Injector, connectionId: string, appId?: string): Promise<void> {
  const connectionSession = injector.get(QlikAuthService).connectionSession(connectionId);
  await connectionSession.restore();
  if (connectionSession.state().status !== 'ready') return;
  connectionSession.prepare('websocket');
  const runtime = injector.get(QlikRuntime);
  await Promise.all([
    runtime.module(connectionId, 'qix@v1'),
    runtime.hostConfig(connectionId),
    appId !== undefined &&
      import('./features/app-viewer/open-early').then(({ openEarly }) =>
        openEarly(injector, connectionId, appId),
      ),
  ]);
}

const isConnectionKnown: CanActivateFn = (route) => {
  const id = String(route.params['connectionId']);
  if (inject(ConnectionRegistry).isKnown(id)) return true;
  // The address does not change, so that the user can correct it.
  return new RedirectCommand(inject(Router).createUrlTree(['/unknown-connection', id]), {
    skipLocationChange: true,
  });
};

/** Redirects to the home of the connection, unless the route is the home. */
const isHome: CanActivateFn = (route) => {
  const id = String(route.params['connectionId']);
  const { segment } = homeOf(inject(ConnectionRegistry).get(id));
  return route.routeConfig?.path === segment || inject(Router).createUrlTree(['/connections', id, segment]);
};

const isSignedIn = createSignedInGuard({
  orElse: (connectionId, returnTo) =>
    new RedirectCommand(
      inject(Router).createUrlTree(['/sign-in', connectionId], { queryParams: { returnTo } }),
      { replaceUrl: inject(Location).path() === returnTo },
    ),
});

/** All pages. Each feature is a lazily loaded bundle. */
export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    loadChildren: () => import('./features/overview/overview.routes').then((m) => m.routes),
  },
  {
    path: 'auth-demos',
    loadChildren: () => import('./features/auth-demos/auth-demos.routes').then((m) => m.routes),
  },
  {
    path: 'multi-tenant',
    loadChildren: () => import('./features/multi-tenant/multi-tenant.routes').then((m) => m.routes),
  },
  {
    path: 'embed-gallery',
    loadChildren: () => import('./features/embed-gallery/embed-gallery.routes').then((m) => m.routes),
  },
  {
    path: 'sign-in/:connectionId',
    canActivate: [isConnectionKnown],
    loadChildren: () => import('./features/sign-in/sign-in.routes').then((m) => m.routes),
  },
  {
    path: 'connections/:connectionId',
    canMatch: [warmUpEngine],
    canActivate: [isConnectionKnown],
    children: [
      {
        path: '',
        canActivate: [isSignedIn],
        loadComponent: () =>
          import('./features/connection-area/connection-area.component').then(
            (m) => m.ConnectionAreaComponent,
          ),
        children: [
          { path: '', pathMatch: 'full', canActivate: [isHome], children: [] },
          {
            path: 'spaces',
            canActivate: [isHome],
            loadChildren: () => import('./features/spaces/spaces.routes').then((m) => m.routes),
          },
          {
            path: 'streams',
            canActivate: [isHome],
            loadChildren: () => import('./features/streams/streams.routes').then((m) => m.routes),
          },
          {
            path: 'apps',
            pathMatch: 'full',
            title: 'Shared app',
            canActivate: [isHome],
            loadComponent: () =>
              import('./features/connection-area/shared-app.component').then((m) => m.SharedAppComponent),
          },
          {
            path: 'apps',
            loadChildren: () => import('./features/app-viewer/app-viewer.routes').then((m) => m.routes),
          },
        ],
      },
    ],
  },
  {
    path: 'diagnostics',
    loadChildren: () => import('./features/diagnostics/diagnostics.routes').then((m) => m.routes),
  },
  {
    path: 'unknown-connection/:connectionId',
    title: 'Unknown connection',
    loadComponent: () =>
      import('./features/not-found/unknown-connection.component').then((m) => m.UnknownConnectionComponent),
  },
  {
    path: '**',
    title: 'Page not found',
    loadComponent: () => import('./features/not-found/not-found.component').then((m) => m.NotFoundComponent),
  },
];
