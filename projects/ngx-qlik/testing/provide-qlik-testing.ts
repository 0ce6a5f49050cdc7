import {
  type EnvironmentProviders,
  inject,
  Injectable,
  InjectionToken,
  makeEnvironmentProviders,
} from '@angular/core';
import {
  ConnectionLoader,
  ConnectionRegistry,
  DEFAULT_RETRIES,
  type FieldRules,
  QLIK_AUTH_STRATEGIES,
  QLIK_RETRIES,
  type QlikAuthStrategyFactory,
  type QlikConnectionInput,
  StaticConnectionLoader,
} from 'ngx-qlik';
import { FakeAuthStrategy } from './fake-auth-strategy';

/** Options of {@link provideQlikTesting}. */
export interface QlikTestingOptions {
  readonly connections: readonly QlikConnectionInput[];
  /** The initial state of each connection, by id, or its strategy. Default: `signed-in`. */
  readonly states?: Readonly<Record<string, 'signed-in' | 'signed-out' | FakeAuthStrategy>>;
}

const OPTIONS = new InjectionToken<QlikTestingOptions>('QlikTestingOptions');

/** Controls the fake strategies of a test. */
@Injectable()
export class QlikTesting {
  private readonly registry = inject(ConnectionRegistry);
  private readonly options = inject(OPTIONS);
  private readonly strategies = new Map<string, FakeAuthStrategy>();

  /** Resolves when the connections are there. @throws {QlikError} what is wrong with them */
  async ready(): Promise<void> {
    await this.registry.load();
    const configuration = this.registry.configuration();
    if (configuration.status === 'failed') throw configuration.error;
  }

  /** The strategy that answers for a connection. */
  strategy(connectionId: string): FakeAuthStrategy {
    const existing = this.strategies.get(connectionId);
    if (existing) return existing;
    const state = this.options.states?.[connectionId] ?? 'signed-in';
    const strategy = typeof state === 'string' ? new FakeAuthStrategy({ restored: state }) : state;
    this.strategies.set(connectionId, strategy);
    return strategy;
  }
}

/**
 * Stands in for `provideQlik(…)` in a test: these connections, each with a {@link FakeAuthStrategy} whatever its auth type.
 *
 * @example
 * TestBed.configureTestingModule({
 *   providers: [provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], states: { acme: 'signed-out' } })],
 * });
 * await TestBed.inject(QlikTesting).ready();
 */
export function provideQlikTesting(options: QlikTestingOptions): EnvironmentProviders {
  const types = [...new Set(options.connections.map((each) => each.auth.type))];
  return makeEnvironmentProviders([
    { provide: OPTIONS, useValue: options },
    // Tests of failing servers expect the failure, not a pause and another attempt.
    { provide: QLIK_RETRIES, useValue: { ...DEFAULT_RETRIES, attempts: 1 } },
    QlikTesting,
    { provide: ConnectionLoader, useFactory: () => new StaticConnectionLoader(options.connections) },
    types.map((type) => ({
      provide: QLIK_AUTH_STRATEGIES,
      multi: true,
      useValue: {
        type,
        fields: anyFieldOf(options.connections),
        hostRule: (value) =>
          /^(https?:\/\/.|\/)/.test(String(value)) ? undefined : 'an address, or a path of the application',
        create: (connection) => inject(QlikTesting).strategy(connection.id),
      } satisfies QlikAuthStrategyFactory,
    })),
  ]);
}

/** Accepts every field: the rules of the real strategies do not apply in tests. */
function anyFieldOf(connections: readonly QlikConnectionInput[]): FieldRules {
  const names = connections.flatMap((each) => Object.keys(each.auth)).filter((name) => name !== 'type');
  return Object.fromEntries(names.map((name) => [name, () => undefined]));
}
