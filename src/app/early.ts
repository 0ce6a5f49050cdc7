import { inject } from '@angular/core';
import type { CanMatchFn } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, QlikRuntime } from 'ngx-qlik';

/** The bundles that a page needs, by its address: the router would fetch them one after another, and only after the configuration. */
const BUNDLES: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
  [/\/connections\/[^/]+/, () => import('./features/connection-area/connection-area.component')],
  [/\/connections\/[^/]+\/spaces/, () => import('./features/spaces/spaces.routes')],
  [/\/connections\/[^/]+\/apps\//, () => import('./features/app-viewer/app-viewer.routes')],
];

/** Begins to fetch what the page at that address will need. */
export function fetchEarly(path: string): void {
  for (const [pages, load] of BUNDLES) {
    // The router asks for the same again, and tells when it cannot be had.
    if (pages.test(path)) load().catch(() => undefined);
  }
}

/**
 * Begins to load Qlik's runtime, and to fetch the token of a WebSocket, for a page that opens an app. It lets every route match.
 *
 * What goes wrong here goes wrong again where it is needed, and is told there.
 */
export const warmUpEngine: CanMatchFn = (_, [, connectionId, area]) => {
  const id = connectionId?.path;
  if (id === undefined || area?.path !== 'apps' || !inject(ConnectionRegistry).isKnown(id)) return true;
  const session = inject(QlikAuthService).session(id);
  const runtime = inject(QlikRuntime);
  void session.restore().then(() => {
    if (session.state().status !== 'ready') return;
    session.prepare('websocket');
    runtime.module(id, 'qix@v1').catch(() => undefined);
    runtime.hostConfig(id).catch(() => undefined);
  });
  return true;
};
