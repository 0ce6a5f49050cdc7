import { inject } from '@angular/core';
import type { CanMatchFn } from '@angular/router';
import { ConnectionRegistry, QlikAuthService, QlikRuntime } from 'ngx-qlik';

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
