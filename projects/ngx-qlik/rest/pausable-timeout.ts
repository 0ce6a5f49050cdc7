import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/**
 * Fails when there is no value in time, like RxJS's `timeout`, but does not count pauses.
 *
 * @param settings.limit in milliseconds
 * @param settings.pausedUntil end of the current pause, in milliseconds since 1970; a time in the past means no pause
 */
export function pausableTimeout<T>(settings: {
  readonly limit: number;
  readonly pausedUntil: () => number;
  readonly error: () => Error;
}): MonoTypeOperatorFunction<T> {
  const { limit, pausedUntil, error } = settings;
  return (source) =>
    new Observable((caller) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const arm = (milliseconds: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          const left = pausedUntil() - Date.now();
          if (left > 0) arm(left + limit);
          else caller.error(error());
        }, milliseconds);
      };
      arm(limit);
      const subscription = source.subscribe({
        next: (value) => {
          arm(limit);
          caller.next(value);
        },
        error: (thrown: unknown) => caller.error(thrown),
        complete: () => caller.complete(),
      });
      return () => {
        clearTimeout(timer);
        subscription.unsubscribe();
      };
    });
}
