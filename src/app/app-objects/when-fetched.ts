import { DestroyRef, effect, type Injector, untracked } from '@angular/core';
import type { ListSource } from './list-state.component';

/**
 * Resolves when a list is there, and when the injector is destroyed. A list that could not be fetched is fetched again.
 * @throws {QlikError} why it cannot be fetched
 */
export function whenFetched(list: ListSource, injector: Injector): Promise<void> {
  if (untracked(list.error)) list.reload();
  return new Promise((resolve, reject) => {
    const watching = effect(
      () => {
        const error = list.error();
        if (error) reject(error);
        else if (list.hasValue()) resolve();
        else return;
        watching.destroy();
      },
      { injector },
    );
    injector.get(DestroyRef).onDestroy(resolve);
  });
}
