import { DestroyRef, inject, type Signal, signal } from '@angular/core';

/** Returns whether a media query matches, as a signal. Needs an injection context. */
export function injectMediaQuery(query: string): Signal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  const update = () => matches.set(list.matches);
  list.addEventListener('change', update);
  inject(DestroyRef).onDestroy(() => list.removeEventListener('change', update));
  return matches.asReadonly();
}
