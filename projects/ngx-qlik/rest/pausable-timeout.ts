import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/**
 * Fails when nothing comes in time, as `timeout` of RxJS does, except that the clock stands while somebody waits on purpose.
 *
 * @param settings.limit in milliseconds
 * @param settings.pausedUntil when the present pause ends, in milliseconds since 1970; what is past is none
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
