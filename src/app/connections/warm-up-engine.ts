import { inject, Injector } from '@angular/core';
import type { CanMatchFn } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, QlikRuntime } from 'ngx-qlik';

/**
 * Starts to prepare Qlik's engine for a page that opens an app, while the page itself is loaded. It lets every route
 * match. Errors are ignored here: they occur again, and are shown, when the page opens the app.
 */
export const warmUpEngine: CanMatchFn = (_, [, connectionId, area]) => {
  const id = connectionId?.path;
  if (id === undefined || area?.path !== 'apps' || !inject(ConnectionRegistry).isKnown(id)) return true;
  const injector = inject(Injector);
  void inject(QlikAuthService).connectionSession(id).restore();
  prepareEngine(injector, id).catch(() => undefined);
  return true;
};

/** Loads Qlik's runtime and fetches a WebSocket token, if the connection is signed in. */
async function prepareEngine(injector: Injector, connectionId: string): Promise<void> {
  const connectionSession = injector.get(QlikAuthService).connectionSession(connectionId);
  await connectionSession.restore();
  if (connectionSession.state().status !== 'ready') return;
  connectionSession.prepare('websocket');
  const runtime = injector.get(QlikRuntime);
  await Promise.all([runtime.module(connectionId, 'qix@v1'), runtime.hostConfig(connectionId)]);
}
