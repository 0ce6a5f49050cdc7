import type { Injector } from '@angular/core';
import { QlikAuthService, QlikRuntime } from 'ngx-qlik';

/** Loads Qlik's runtime and fetches a WebSocket token, if the connection is signed in. */
export async function prepareEngine(injector: Injector, connectionId: string): Promise<void> {
  const session = injector.get(QlikAuthService).session(connectionId);
  await session.restore();
  if (session.state().status !== 'ready') return;
  session.prepare('websocket');
  const runtime = injector.get(QlikRuntime);
  await Promise.all([runtime.module(connectionId, 'qix@v1'), runtime.hostConfig(connectionId)]);
}
