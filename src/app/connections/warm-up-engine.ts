import { inject, Injector } from '@angular/core';
import type { CanMatchFn } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { prepareEngine } from './prepare-engine';

/**
 * Begins to get Qlik's engine ready for a page that opens an app, while the page itself is being loaded. It lets every route match.
 *
 * What goes wrong here goes wrong again where it is needed, and is told there.
 */
export const warmUpEngine: CanMatchFn = (_, [, connectionId, area]) => {
  const id = connectionId?.path;
  if (id === undefined || area?.path !== 'apps' || !inject(ConnectionRegistry).isKnown(id)) return true;
  const injector = inject(Injector);
  void inject(QlikAuthService).session(id).restore();
  prepareEngine(injector, id).catch(() => undefined);
  return true;
};
