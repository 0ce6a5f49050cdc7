import type { AuthType, BackendSettings } from '../connections/connection-auth';
import { loadPart } from '../errors/load-part';
import { injectPage } from './page';
import type { FullStrategy, QlikAuthStrategyFactory, StrategyFile } from './strategy';

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
 */
export function lazyType<T extends AuthType>(
  type: T,
  load: () => Promise<StrategyFile<NoInfer<T>>>,
): QlikAuthStrategyFactory<T> {
  return {
    type,
    create: (connection) => {
      const page = injectPage();
      const { backend = `/api/qlik/${connection.id}` }: BackendSettings = connection.auth;
      const setup = { connection, backend: page.resolve(backend).replace(/\/+$/, ''), page };
      return lazyStrategy(async () => (await load()).createStrategy(setup));
    },
  };
}
