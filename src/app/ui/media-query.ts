import { DestroyRef, inject, type Signal, signal } from '@angular/core';

/** Whether a media query holds, followed. For use in an injection context. */
export function injectMediaQuery(query: string): Signal<boolean> {
  const list = matchMedia(query);
  const holds = signal(list.matches);
  const follow = () => holds.set(list.matches);
  list.addEventListener('change', follow);
  inject(DestroyRef).onDestroy(() => list.removeEventListener('change', follow));
  return holds.asReadonly();
}
