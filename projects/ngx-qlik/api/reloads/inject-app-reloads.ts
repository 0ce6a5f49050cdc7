import { assertInInjectionContext, DestroyRef, inject, Injector, type Signal, signal } from '@angular/core';
import type { ReloadRequest } from '@qlik/api/reloads';
import { ApiCalls, type ConnectionChoice } from '../api-calls';
import { createApi, type InjectOptions } from '../inject-qlik-api';
import { FollowedReload, type ReloadStart, type RunningReload } from './followed-reload';

/** What a reload is started with, besides the app. */
export type ReloadSettings = Readonly<Omit<ReloadRequest, 'appId'>>;

/** Reloads of one part of the page. */
export interface AppReloads {
  /** Reloads an app. */
  start(appId: string, settings?: ReloadSettings): RunningReload;
  /** Follows a reload that was started elsewhere. @param reloadId of Qlik's record */
  follow(reloadId: string): RunningReload;
  /** The reloads under way, in the order in which they were begun. */
  readonly running: Signal<readonly RunningReload[]>;
}

/**
 * Reloads apps in Qlik Cloud, and follows them. A reload goes on at Qlik when the part of the page is gone.
 *
 * @param connectionId see `injectQlikApi`
 */
export function injectAppReloads(connectionId?: ConnectionChoice, options: InjectOptions = {}): AppReloads {
  if (!options.injector) assertInInjectionContext(injectAppReloads);
  const injector = options.injector ?? inject(Injector);
  const chosen = new ApiCalls(injector, connectionId);
  const running = signal<readonly RunningReload[]>([]);
  const leaving = new AbortController();
  injector.get(DestroyRef).onDestroy(() => leaving.abort(''));

  const begin = (request: ReloadStart): RunningReload => {
    const calls = chosen.pinned();
    const begun = new FollowedReload(request, { api: createApi(calls), calls, leaving: leaving.signal });
    running.update((all) => [...all, begun]);
    const end = () => running.update((all) => all.filter((each) => each !== begun));
    begun.ended.then(end, end);
    return begun;
  };
  return {
    running: running.asReadonly(),
    start: (appId, settings = {}) => begin((api, each) => api.queueReload({ ...settings, appId }, each)),
    follow: (reloadId) => begin((api, each) => api.getReload(reloadId, each)),
  };
}
