import { DOCUMENT } from '@angular/common';
import { DestroyRef, inject, type Signal, signal } from '@angular/core';

/** Returns whether the browser has a network, as a signal. Needs an injection context. */
export function injectOnline(): Signal<boolean> {
  const window = inject(DOCUMENT).defaultView;
  const isOnline = signal(window?.navigator.onLine ?? true);
  const update = () => isOnline.set(window?.navigator.onLine ?? true);
  const EVENTS = ['online', 'offline'] as const;
  EVENTS.forEach((event) => window?.addEventListener(event, update));
  inject(DestroyRef).onDestroy(() => EVENTS.forEach((event) => window?.removeEventListener(event, update)));
  return isOnline.asReadonly();
}
