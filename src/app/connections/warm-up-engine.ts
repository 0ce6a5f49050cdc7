import { inject, Injector } from '@angular/core';
import type { CanMatchFn } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { prepareEngine } from './prepare-engine';

/**
 * Starts to prepare Qlik's engine for a page that opens an app, while the page itself is loaded. It lets every route
 * match. Errors are ignored here: they occur again, and are shown, when the page opens the app.
 */
export const warmUpEngine: CanMatchFn = (_, [, connectionId, area]) => {
  const id = connectionId?.path;
  if (id === undefined || area?.path !== 'apps' || !inject(ConnectionRegistry).isKnown(id)) return true;
  const injector = inject(Injector);
  void inject(QlikAuthService).session(id).restore();
  prepareEngine(injector, id).catch(() => undefined);
  return true;
};
