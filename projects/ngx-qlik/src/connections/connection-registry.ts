import { inject, Injectable, type Signal, signal } from '@angular/core';
import { QLIK_AUTH_STRATEGIES } from '../auth/strategy';
import { loadPart } from '../errors/load-part';
import { QlikError, toQlikError } from '../errors/qlik-error';
import type { ConnectionId, QlikConnection } from './connection';
import { ConnectionLoader } from './connection-loader';
import { host } from './field-rules';
import type * as Rules from './validate-connections';

/** Whether the configuration is there. A failed one is for the application's start page to show, not a reason not to start. */
export type ConfigurationState =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded' }
  | { readonly status: 'failed'; readonly error: QlikError };

/** The connections of this application: loaded once at start-up, checked, and looked up by id. */
@Injectable({ providedIn: 'root' })
export class ConnectionRegistry {
  private readonly loader = inject(ConnectionLoader);
  private readonly strategies = inject(QLIK_AUTH_STRATEGIES);
  private readonly loaded = signal<readonly QlikConnection[]>([]);
  private readonly configurationState = signal<ConfigurationState>({ status: 'loading' });

  private rules: Promise<typeof Rules> | undefined;

  /** All connections, in the order of the configuration; empty until loaded. */
  readonly connections: Signal<readonly QlikConnection[]> = this.loaded.asReadonly();

  readonly configuration: Signal<ConfigurationState> = this.configurationState.asReadonly();

  /** Loads and checks the configuration. Never rejects: what went wrong is in {@link configuration}. May be called again after a failure. */
  async load(): Promise<void> {
    this.configurationState.set({ status: 'loading' });
    try {
      const authRules = new Map(this.strategies.map((each) => [each.type as string, each.fields]));
      const hostRules = new Map(this.strategies.map((each) => [each.type as string, each.hostRule ?? host]));
      // Side by side, so that the rules cost no time of their own.
      const [written, { validateConnections }] = await Promise.all([this.loader.load(), this.loadRules()]);
      this.loaded.set(validateConnections(written, { source: this.loader.source, authRules, hostRules }));
      this.configurationState.set({ status: 'loaded' });
    } catch (thrown) {
      this.configurationState.set({ status: 'failed', error: toQlikError(thrown) });
    }
  }

  private loadRules(): Promise<typeof Rules> {
    // Kept when it is there, and asked for again when it was not.
    const loading = (this.rules ??= loadPart(() => import('./validate-connections')));
    loading.catch(() => (this.rules = undefined));
    return loading;
  }

  /** The connection of that id, or `undefined`. */
  find(id: string): QlikConnection | undefined {
    return this.loaded().find((each) => each.id === id);
  }

  /**
   * The connection of that id.
   * @throws {QlikError} `connection-unknown`
   */
  get(id: string): QlikConnection {
    const found = this.find(id);
    if (found) return found;
    const known = this.loaded().map((each) => `"${each.id}"`);
    throw new QlikError('connection-unknown', `There is no connection "${id}".`, {
      remedy:
        known.length > 0
          ? `Use one of ${known.join(', ')}, or add it to the configuration.`
          : 'Add it to the configuration.',
    });
  }

  /** Narrows a text, for example from an address, to a connection's id. */
  isKnown(id: string): id is ConnectionId {
    return this.find(id) !== undefined;
  }
}
