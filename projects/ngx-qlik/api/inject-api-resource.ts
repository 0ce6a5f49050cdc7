import {
  assertInInjectionContext,
  computed,
  DestroyRef,
  effect,
  inject,
  Injector,
  signal,
  untracked,
} from '@angular/core';
import {
  type EngineValueState,
  QlikAuthService,
  QlikError,
  type QlikResource,
  type QlikSession,
  toQlikError,
  ɵnotSignedInError as notSignedInError,
  ɵtoResource as toResource,
} from 'ngx-qlik';
import { ApiCalls, type ConnectionChoice } from './api-calls';
import type { ApiCallOptions } from './api-functions';
import { createApi, type InjectOptions, type QlikApi } from './inject-qlik-api';

/** Reads a value. Called again when a signal in it changes; `undefined` reads nothing. */
export type ApiRead<T> = (api: QlikApi, options: ApiCallOptions) => Promise<T> | undefined;

/**
 * Reads a value from the API of Qlik Cloud, and returns it in the shape of Angular's `Resource`. Reads it for each user who signs in; in
 * between the error is that of the sign-in.
 *
 * @param connectionId see {@link injectQlikApi}
 * @param read is canceled when a signal in it changes, and with the injector. Pass the options on
 *
 * @example injectApiResource('my-tenant', (api, options) => api.getSpaces({ name: this.name() }, options))
 */
export function injectApiResource<T>(
  connectionId: ConnectionChoice,
  read: ApiRead<T>,
  options: InjectOptions = {},
): QlikResource<T> {
  if (!options.injector) assertInInjectionContext(injectApiResource);
  const injector = options.injector ?? inject(Injector);
  const auth = injector.get(QlikAuthService);
  const calls = new ApiCalls(injector, connectionId);
  const api = createApi(calls);
  const state = signal<EngineValueState<T>>({ status: 'loading' });
  const isIdle = signal(false);
  const isReading = signal(false);
  const repetitions = signal(0);
  let latest: AbortController | undefined;
  let repetition = 0;

  const connectionSession = computed((): QlikSession | QlikError => {
    try {
      return auth.connectionSession(calls.connectionId());
    } catch (thrown) {
      return toQlikError(thrown);
    }
  });
  // A renewal is no reason to read it again.
  const refusal = computed((): QlikError | 'pending' | undefined => {
    const current = connectionSession();
    if (current instanceof QlikError) return calls.isConfigured() ? current : 'pending';
    const signIn = current.state();
    return signIn.status === 'signing-in' ? 'pending' : notSignedInError(signIn, current.connection);
  });
  const epoch = computed(() => {
    const current = connectionSession();
    return current instanceof QlikError ? undefined : current.epoch();
  });

  const end = () => {
    // The reason is no error: its stack would retain the page.
    latest?.abort('');
    latest = undefined;
    isReading.set(false);
  };
  const tryRead = (signal: AbortSignal): Promise<T> | undefined => {
    try {
      return read(api, { signal });
    } catch (thrown) {
      return Promise.reject(toQlikError(thrown));
    }
  };
  const begin = (isRepeated: boolean): (() => void) => {
    const reading = new AbortController();
    latest = reading;
    const settle = (next: EngineValueState<T>) => {
      if (latest !== reading) return;
      state.set(next);
      isReading.set(false);
    };
    const promise = tryRead(reading.signal);
    return () => {
      isIdle.set(promise === undefined);
      if (!promise || !isRepeated) state.set({ status: 'loading' });
      isReading.set(promise !== undefined);
      promise?.then(
        (value) => settle({ status: 'ready', value }),
        (thrown: unknown) => settle({ status: 'failed', error: toQlikError(thrown) }),
      );
    };
  };
  const effectRef = effect(
    () => {
      epoch();
      const wanted = repetitions();
      const current = refusal();
      const isRepeated = wanted !== repetition;
      repetition = wanted;
      untracked(end);
      if (current === undefined) untracked(begin(isRepeated));
      else
        untracked(() =>
          state.set(current === 'pending' ? { status: 'loading' } : { status: 'failed', error: current }),
        );
    },
    { injector, manualCleanup: true },
  );
  const destroy = () => {
    effectRef.destroy();
    end();
  };
  injector.get(DestroyRef).onDestroy(destroy);
  return toResource({
    state,
    isIdle,
    isReading,
    reload: () =>
      untracked(() => {
        if (isIdle() || isReading() || refusal() !== undefined) return false;
        isReading.set(true);
        repetitions.update((count) => count + 1);
        return true;
      }),
    destroy,
  });
}
