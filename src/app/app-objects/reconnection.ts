import { effect, type Signal, untracked } from '@angular/core';
import type { AppSession } from 'ngx-qlik/qix';

/** Calls a function each time when an app is connected again after an interruption. Needs an injection context. */
export function onReconnection(appSession: Signal<AppSession | undefined>, call: () => void): void {
  let interrupted: AppSession | undefined;
  effect(() => {
    const current = appSession();
    const status = current?.state().status;
    const isBack = current !== undefined && current === interrupted && status === 'open';
    if (status === 'resuming' || status === 'suspended') interrupted = current;
    else if (isBack || current !== interrupted) interrupted = undefined;
    if (isBack) untracked(call);
  });
}
