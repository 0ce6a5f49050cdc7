import { APP_BASE_HREF } from '@angular/common';
import { inject, Injectable, type Signal, signal } from '@angular/core';
import type { LazyStrategyFactory } from './lazy-strategy';
import { QLIK_AUTH_STRATEGIES } from './strategy';
import { QlikError, toQlikError } from '../errors/qlik-error';
import type { ConnectionId, QlikConnection, QlikConnectionInput } from '../connections/connection';
import { ConnectionLoader } from '../connections/connection-loader';
import { loadPart } from '../errors/load-part';
import type { ConnectionChanges } from './connection-changes';
import type * as ConnectionParts from './connection-parts';
import { warnOfPlatformConflicts } from './platform-conflicts';

/** Whether the configuration is there. A failed one is for the application's start page to show, not a reason not to start. */
export type ConfigurationState =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded' }
  | { readonly status: 'failed'; readonly error: QlikError };

/** Loads `connection-parts.ts` at start-up, beside the configuration. Everything after that has it at once. */
@Injectable({ providedIn: 'root' })
export class ConnectionPartsLoader {
  private readonly strategies: readonly Partial<LazyStrategyFactory>[] =
    inject(QLIK_AUTH_STRATEGIES, { optional: true }) ?? [];
  private loading: Promise<typeof ConnectionParts> | undefined;
  private loaded: typeof ConnectionParts | undefined;

  /** @throws {QlikError} `http-unreachable`; the next call tries again */
  load(): Promise<typeof ConnectionParts> {
    const loading = (this.loading ??= loadPart(() => this.import()));
    loading.then(
      (parts) => (this.loaded = parts),
      () => (this.loading = undefined),
    );
    return loading;
  }

  /** @throws {QlikError} `config-unavailable` before start-up is complete */
  get parts(): typeof ConnectionParts {
    if (!this.loaded) throw notLoadedYet('The connections are not loaded yet.');
    return this.loaded;
  }

  /** An application with one auth type needs its file in any case: with it come the parts, and no file of their own is loaded. */
  private async import(): Promise<typeof ConnectionParts> {
    const [first, second] = this.strategies;
    return first?.load && !second ? (await first.load()).parts : import('./connection-parts');
  }
}

/** The error of what needs the connections before they are there. */
function notLoadedYet(message: string): QlikError {
  return new QlikError('config-unavailable', message, {
    remedy: 'Wait for ConnectionRegistry.settled().',
    isRetryable: true,
  });
}

/** The connections of this application: loaded once at start-up, checked, and looked up by id. */
@Injectable({ providedIn: 'root' })
export class ConnectionRegistry {
  /* istanbul ignore next: production builds have the last branch only */
  private readonly loader = ngDevMode ? injectLoader() : inject(ConnectionLoader);
  private readonly parts = inject(ConnectionPartsLoader);
  private readonly strategies = inject(QLIK_AUTH_STRATEGIES);
  private readonly baseHref = inject(APP_BASE_HREF, { optional: true });
  private readonly loaded = signal<readonly QlikConnection[]>([]);
  private readonly configurationState = signal<ConfigurationState>({ status: 'loading' });

  private loading = Promise.resolve();
  /** The configuration that was loaded last, as it is written. */
  private written: unknown = [];
  private changes: ConnectionChanges = new Map<string, undefined>();

  /** @internal Told at once: a sign-in to a connection that is another now must not be used for a moment longer. */
  onLoaded?: () => void;

  /** All connections, in the order of the configuration; empty until loaded. */
  readonly connections: Signal<readonly QlikConnection[]> = this.loaded.asReadonly();

  readonly configuration: Signal<ConfigurationState> = this.configurationState.asReadonly();

  /**
   * Loads and checks the configuration. Never rejects: what went wrong is in {@link configuration}. May be called again: what comes then
   * takes the place of what was there, and a failure leaves that as it is. Of several at once the last counts, whichever answer comes first.
   * What {@link add}, {@link change} and {@link remove} did remains.
   */
  load(): Promise<void> {
    const loading: Promise<void> = this.read().then((apply) =>
      loading === this.loading ? apply() : this.loading,
    );
    return (this.loading = loading);
  }

  /** Resolves when nothing is being loaded: what {@link find} does not know then is not there, or {@link get} says why. Never rejects. */
  async settled(): Promise<void> {
    for (let last; last !== this.loading;) await (last = this.loading);
  }

  /** @returns what makes the answer count */
  private async read(): Promise<() => void> {
    this.configurationState.set({ status: 'loading' });
    try {
      // In parallel, so that the parts cost no time of their own.
      const [written] = await Promise.all([this.loader.load(), this.parts.load()]);
      const { source } = this.loader;
      const connections = this.validate(written, this.changes, { source });
      return () => {
        this.written = written;
        this.use(connections);
        this.configurationState.set({ status: 'loaded' });
      };
    } catch (thrown) {
      return () => this.configurationState.set({ status: 'failed', error: toQlikError(thrown) });
    }
  }

  /**
   * Adds a connection, which is validated as one of the configuration. It lasts as long as the page.
   * @throws {QlikError} `config-invalid`, also for an id that exists, and `config-secret`; nothing is changed then
   */
  add(connection: QlikConnectionInput): Promise<void> {
    return this.alter('add', connection.id, () => {
      if (!this.isKnown(connection.id)) return connection;
      throw new QlikError('config-invalid', `There is a connection "${connection.id}" already.`, {
        remedy: 'Give the new one another id, or use change().',
      });
    });
  }

  /**
   * Changes a connection. Another `host`, `platform` or `auth` is another sign-in: the one that is there ends, and with it what belongs to it. Of
   * other changes it notices nothing, and other connections notice nothing of any.
   * @param change the fields to replace, as they would be written in the configuration
   * @throws {QlikError} `connection-unknown`, `config-invalid`, `config-secret`; nothing is changed then
   */
  change(id: string, change: Partial<Omit<QlikConnectionInput, 'id'>>): Promise<void> {
    return this.alter('change', id, (written) => ({ ...written, ...change }));
  }

  /**
   * Removes a connection: its sign-in ends in this page, its sockets close, and its calls and embeds fail with `connection-unknown`. Tokens that tabs
   * share, and the session at the server, remain: sign out before, where they should end too.
   * @throws {QlikError} `connection-unknown`
   */
  remove(id: string): Promise<void> {
    return this.alter('remove', id, () => undefined);
  }

  private async alter(
    method: string,
    id: string,
    next: (written: QlikConnectionInput) => QlikConnectionInput | undefined,
  ): Promise<void> {
    const { findWritten } = await this.parts.load();
    await this.settled();
    // From here on at once: of several calls each begins with what the one before has left.
    if (method !== 'add') this.get(id);
    const written = findWritten(this.written, this.changes, id) as QlikConnectionInput;
    const changes = new Map(this.changes).set(id, next(written));
    const source = `The connection given to ${method}()`;
    this.use(this.validate(this.written, changes, { source, retry: 'call it again' }));
    this.changes = changes;
  }

  private validate(
    written: unknown,
    changes: ConnectionChanges,
    texts: { readonly source: string; readonly retry?: string },
  ): readonly QlikConnection[] {
    const { rulesOf, validateConnections, withChanges } = this.parts.parts;
    const context = { ...texts, baseHref: this.baseHref, ...rulesOf(this.strategies) };
    return validateConnections(withChanges(written, changes), context);
  }

  private use(connections: readonly QlikConnection[]): void {
    /* istanbul ignore else: production builds do not warn */
    if (ngDevMode) warnOfPlatformConflicts(connections, this.loader.source);
    this.loaded.set(this.parts.parts.keepUnchanged(this.loaded(), connections));
    this.onLoaded?.();
  }

  /** The connection of that id, or `undefined`. */
  find(id: string): QlikConnection | undefined {
    return this.loaded().find((each) => each.id === id);
  }

  /**
   * The connection of that id.
   * @throws {QlikError} `connection-unknown`; while there is no configuration, why there is none
   */
  get(id: string): QlikConnection {
    const found = this.find(id);
    if (found) return found;
    const configuration = this.configurationState();
    if (configuration.status === 'failed') throw configuration.error;
    if (configuration.status === 'loading') throw notLoadedYet(`There is no connection "${id}".`);
    throw this.parts.parts.unknownConnection(id, this.loaded(), this.changes);
  }

  /** Narrows a text, for example from an address, to a connection's id. */
  isKnown(id: string): id is ConnectionId {
    return this.find(id) !== undefined;
  }
}

/** In place of Angular's message, which names a class that most applications have never seen. Not in production builds. */
function injectLoader(): ConnectionLoader {
  const loader = inject(ConnectionLoader, { optional: true });
  if (loader) return loader;
  throw new Error(
    'ngx-qlik has no connections here: add provideQlik(withConnections(…), …) to the providers of the application, or provideQlikTesting(…) of ngx-qlik/testing to those of the test.',
  );
}
