import type { Injector } from '@angular/core';
import { QixSessions } from 'ngx-qlik/qix';

/**
 * Opens the app of a page that is about to be shown. The page shares the session, and shows its errors; without it the session ends.
 * @throws {QlikError} `connection-unknown`, `strategy-missing`
 */
export function openEarly(injector: Injector, connectionId: string, appId: string): void {
  const appSession = injector.get(QixSessions).open(connectionId, appId);
  const close = () => appSession.close();
  appSession.ready.then(close, close);
}
