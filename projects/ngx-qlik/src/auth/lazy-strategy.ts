import { inject } from '@angular/core';
import { loadPart } from '../errors/load-part';
import type { AuthType, BackendSettings } from '../connections/connection-auth';
import type * as ConnectionParts from './connection-parts';
import {
  type ConnectionOfType,
  type FullStrategy,
  injectPage,
  QLIK_HOST_SESSION_CHECK,
  type QlikAuthStrategyFactory,
  type StrategySetup,
} from './strategy';

/**
 * A file of strategies. It has what sessions consist of beside them: an application with one auth type loads both at once, beside its
 * configuration, and one file more would be a request more.
 */
export interface StrategyFile {
  readonly parts: typeof ConnectionParts;
}

/** An auth type whose strategies are in a {@link StrategyFile}. */
export interface LazyStrategyFactory<T extends AuthType = AuthType> extends QlikAuthStrategyFactory<T> {
  readonly load: () => Promise<StrategyFile>;
}

/** Creates the strategy of a connection. */
export type CreateStrategy<T extends AuthType> = (setup: StrategySetup<ConnectionOfType<T>>) => FullStrategy;

/**
 * A strategy whose code is loaded when a connection first needs it, so that naming an auth type costs an application next to nothing.
 * Not for strategies that open a window: that has to happen within the user's click.
 *
 * @param load a dynamic import; tried again at the next call when it fails
 */
export function lazyStrategy(load: () => Promise<FullStrategy>): FullStrategy {
  let loading: Promise<FullStrategy> | undefined;
  const loaded = (): Promise<FullStrategy> =>
    (loading ??= loadPart(load).catch((thrown: unknown) => {
      loading = undefined;
      throw thrown;
    }));
  return {
    restore: async () => (await loaded()).restore(),
    signIn: async (options) => (await loaded()).signIn(options),
    credential: async (purpose) => (await loaded()).credential(purpose),
    renew: async () => (await loaded()).renew(),
    isValid: async () => (await (await loaded()).isValid?.()) ?? true,
    isAccepted: async () => (await (await loaded()).isAccepted?.()) ?? false,
    signOut: async () => (await loaded()).signOut(),
    forget: async (reason) => (await loaded()).forget(reason),
  };
}

/**
 * Describes an auth type by a {@link lazyStrategy}.
 *
 * @param load imports the file of the type
 * @param createFrom returns what creates strategies of the type: a file may have those of several types
 */
export function lazyType<T extends AuthType, F extends StrategyFile>(
  type: T,
  load: () => Promise<F>,
  createFrom: (file: F) => CreateStrategy<NoInfer<T>>,
): LazyStrategyFactory<T> {
  return {
    type,
    load,
    create: (connection) => {
      const page = injectPage();
      const { backend = `/api/qlik/${connection.id}` }: BackendSettings = connection.auth;
      const hasHostSession = inject(QLIK_HOST_SESSION_CHECK, { optional: true }) ?? undefined;
      const setup = {
        connection,
        backend: page.resolve(backend).replace(/(?<!\/)\/+$/, ''),
        page,
        hasHostSession,
      };
      return lazyStrategy(async () => createFrom(await load())(setup));
    },
  };
}
