import { DOCUMENT } from '@angular/common';
import {
  ApplicationRef,
  type EnvironmentProviders,
  inject,
  Injectable,
  InjectionToken,
  Injector,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
} from '@angular/core';
import {
  ConnectionLoader,
  ConnectionRegistry,
  DEFAULT_RETRIES,
  type FieldRules,
  QLIK_AUTH_STRATEGIES,
  QLIK_BUNDLED_RUNTIME_ADDRESS,
  QLIK_RETRIES,
  QlikAuthService,
  type QlikAuthStrategyFactory,
  type QlikConnectionInput,
  QlikRuntime,
  StaticConnectionLoader,
} from 'ngx-qlik';
import { ɵEXPORT_FILES as EXPORT_FILES } from 'ngx-qlik/reports';
import type { FakeApp } from './engine/fake-app';
import type { FakeAppData } from './engine/fake-app-data';
import type { FakeExports } from './exports/fake-exports';
import type { FakeAuthStrategy } from './fake-auth-strategy';
import { createFakeBundleAddress, FAKE_APPS, FakePage } from './fake-page';
import { type FakeSignInState, strategyIn } from './fake-sign-in';
import { realDelay, settled } from './settled';

/** Options of {@link provideQlikTesting}. */
export interface QlikTestingOptions {
  readonly connections: readonly QlikConnectionInput[];
  /** The initial state of each connection, by id, or its strategy. Default: `signed-in`. */
  readonly states?: Readonly<Record<string, FakeSignInState | FakeAuthStrategy>>;
  /** The apps of the fake engine by id, the same for all connections. Other apps are `app-not-found`. */
  readonly apps?: Readonly<Record<string, FakeAppData>>;
}

const OPTIONS = new InjectionToken<QlikTestingOptions>('QlikTestingOptions');

/** What a test changes in the page: a fixture of Angular's `TestBed`, or another part with its own change detection. */
export interface DetectsChanges {
  detectChanges(): void;
}

/** How long {@link QlikTesting.ready} waits while a call is paused; test runners end a test after five seconds. */
const PAUSED_LIMIT_MS = 1_500;
/** How often {@link QlikTesting.whenStable} waits for embeds whose parts are loaded lazily: five seconds in all. Clocks may be mocked. */
const MOST_PAUSES = 1_000;
const PAUSE_MS = 5;
/** Rounds without a call after which nothing is under way. */
const QUIET_ROUNDS = 3;
const MOST_ROUNDS = 500;

/** Controls the fakes of a test: sign-ins, apps, embeds, exports. */
@Injectable()
export class QlikTesting {
  private readonly injector = inject(Injector);
  private readonly options = inject(OPTIONS);
  private readonly page = inject(FakePage);
  private readonly document = inject(DOCUMENT);
  private preparing: Promise<void> | undefined;

  /**
   * Resolves when the connections are there, and what `ngx-qlik` loads lazily for the apps of the test.
   * @throws {QlikError} what is wrong with the connections
   * @throws {Error} naming the calls that the test has paused, when it waits for them for more than one and a half seconds
   */
  async ready(): Promise<void> {
    const registry = this.injector.get(ConnectionRegistry);
    await registry.load();
    const configuration = registry.configuration();
    if (configuration.status === 'failed') throw configuration.error;
    await this.unlessPaused((this.preparing ??= this.prepare()));
  }

  /**
   * Runs change detection until sign-ins, apps and embeds have come as far as they can: open, `ready`, failed, or waiting for what the test
   * has paused. Includes {@link ready}.
   *
   * @param fixture needed with zone.js, unless the fixture detects changes by itself
   * @throws {QlikError} what the fake engine could not calculate since the last call, with its remedy
   * @throws {Error} when an embed is loading for more than five seconds, or the page does not come to rest
   */
  async whenStable(fixture?: DetectsChanges): Promise<void> {
    if (!this.preparing) await this.ready();
    const application = this.injector.get(ApplicationRef);
    let calls = -1;
    let pauses = 0;
    for (let round = 0, quiet = 0; quiet < QUIET_ROUNDS; round++) {
      fixture?.detectChanges();
      application.tick();
      await settled();
      const isSame = calls === this.countCalls();
      calls = this.countCalls();
      const isLoading = this.isEmbedLoading();
      quiet = isSame && !isLoading ? quiet + 1 : 0;
      if (isSame && isLoading) {
        await realDelay(PAUSE_MS);
        if (++pauses > MOST_PAUSES)
          throw new Error('An embed is still loading; see its attributes in the page.');
      } else if (round - pauses > MOST_ROUNDS)
        throw new Error('The page does not come to rest: it makes one call after another.');
    }
    const [failure] = this.page.apps.all.flatMap((app) => app.takeFailures());
    if (failure) throw failure;
  }

  /**
   * The strategy that answers for a connection.
   * @throws {Error} for a connection that is not there, with those that are
   */
  strategy(connectionId: string): FakeAuthStrategy {
    const existing = this.page.strategies.get(connectionId);
    if (existing) return existing;
    // A test may have replaced the loader of the connections.
    const loaded = this.injector.get(ConnectionRegistry).connections();
    checkConnections([connectionId], [...this.options.connections, ...loaded], 'strategy()');
    return strategyOf(this.page, this.options, connectionId);
  }

  /**
   * An app of the fake engine.
   * @param identity of the embed or session; default: the one without an identity
   * @throws {QlikError} `app-not-found` for an app that is not among the test's
   */
  app(appId: string, identity?: string): FakeApp {
    return this.page.apps.get(appId, identity);
  }

  /**
   * Ends a sign-in as a server does that no longer accepts it, and renews it no more: the connection is `signed-out`, with the reason
   * `credential-refused`. A sign-in after it succeeds.
   */
  async endSignIn(connectionId: string): Promise<void> {
    const strategy = this.strategy(connectionId);
    const connectionSession = this.injector.get(QlikAuthService).connectionSession(connectionId);
    await connectionSession.restore();
    const { canRenew } = strategy;
    strategy.canRenew = false;
    try {
      await connectionSession.renewAfterRefusal();
    } finally {
      strategy.canRenew = canRenew;
    }
  }

  /** The exports of charts and sheets. */
  get exports(): FakeExports {
    return this.page.exports;
  }

  /** Lets the next embed fail with `embed-failed`; called again, the one after it. */
  failNextEmbed(error: Error = new Error('The chart of this test is broken.')): void {
    this.page.embeds.scripted.failNext('mount', error);
  }

  /** Makes embeds wait in the state `loading` until the function that it returns is called. */
  pauseEmbeds(): () => void {
    return this.page.embeds.scripted.pause('mount');
  }

  /** Ends what has expired before the test, and loads the library's part for Qlik's runtime. */
  private async prepare(): Promise<void> {
    const { connections, states = {}, apps } = this.options;
    const bundled = connections.find(({ runtime }) => runtime?.bundled);
    const used = apps ? [connections[0], bundled].filter((each) => each !== undefined) : [];
    for (const { id } of used) await this.injector.get(QlikRuntime).module(id, 'auth@v1');
    const expired = Object.keys(states).filter((id) => states[id] === 'expired');
    await Promise.all(expired.map((id) => this.endSignIn(id)));
  }

  /** @throws {Error} naming what the test has paused, when the work waits for it */
  private async unlessPaused(work: Promise<void>): Promise<void> {
    // Without timers where nothing is paused: the clock may be a fake.
    if (this.page.paused.length === 0) return work;
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    const limit = async (): Promise<void> => {
      for (let waited = 0; !isDone; waited += this.page.paused.length > 0 ? PAUSE_MS : 0) {
        if (waited > PAUSED_LIMIT_MS) throw new Error(waitsFor(this.page.paused));
        await realDelay(PAUSE_MS);
      }
    };
    await Promise.race([done, limit()]);
  }

  private isEmbedLoading(): boolean {
    if (this.page.paused.length > 0) return false;
    return this.document.querySelector('qlik-embed-frame[aria-busy=true]') !== null;
  }

  private countCalls(): number {
    const { main, apps, embeds, exports, strategies } = this.page;
    const calls = [...strategies.values(), ...apps.all].map((fake) => fake.calls.length);
    const others = [embeds, exports].map(({ scripted }) => scripted.recorded.length);
    return [...calls, main.imported.length, ...others].reduce((sum, each) => sum + each);
  }
}

/**
 * Stands in for `provideQlik(…)` in a test: these connections, each with a {@link FakeAuthStrategy} whatever its auth type, these apps in a
 * fake engine, embeds that come to `ready`, and exports that make files. Nothing of Qlik's is loaded.
 *
 * @example
 * TestBed.configureTestingModule({
 *   providers: [
 *     provideQlikTesting({
 *       connections: [fakeConnection({ id: 'acme' })],
 *       apps: { sales: { rows: [{ Region: 'North', Sales: 10 }] } },
 *     }),
 *   ],
 * });
 * const fixture = TestBed.createComponent(SalesComponent);
 * await TestBed.inject(QlikTesting).whenStable(fixture);
 *
 * @throws {Error} for a state of a connection that is not there
 */
export function provideQlikTesting(options: QlikTestingOptions): EnvironmentProviders {
  checkConnections(Object.keys(options.states ?? {}), options.connections, 'states');
  const types = [...new Set(options.connections.map((each) => each.auth.type))];
  return makeEnvironmentProviders([
    { provide: OPTIONS, useValue: options },
    // Tests of failing servers expect the failure, not a pause and another attempt.
    { provide: QLIK_RETRIES, useValue: { ...DEFAULT_RETRIES, attempts: 1 } },
    QlikTesting,
    { provide: FAKE_APPS, useValue: options.apps ?? {} },
    FakePage,
    provideEnvironmentInitializer(() => void inject(FakePage)),
    { provide: EXPORT_FILES, useFactory: () => inject(FakePage).exports },
    { provide: QLIK_BUNDLED_RUNTIME_ADDRESS, useFactory: createFakeBundleAddress },
    { provide: ConnectionLoader, useFactory: () => new StaticConnectionLoader(options.connections) },
    types.map((type) => ({
      provide: QLIK_AUTH_STRATEGIES,
      multi: true,
      useValue: {
        type,
        fields: anyFieldOf(options.connections),
        hostRule: (value) =>
          /^(https?:\/\/.|\/)/.test(String(value)) ? undefined : 'an address, or a path of the application',
        create: ({ id, auth }) => {
          const strategy = strategyOf(inject(FakePage), options, id);
          // `anonymous`, `anonymous-virtual-proxy`.
          if (auth.type.startsWith('anonymous')) strategy.hasNamedUser = false;
          return strategy;
        },
      } satisfies QlikAuthStrategyFactory,
    })),
  ]);
}

/** The strategy of a connection, made at its first use. */
function strategyOf(page: FakePage, { states }: QlikTestingOptions, connectionId: string): FakeAuthStrategy {
  const existing = page.strategies.get(connectionId);
  if (existing) return existing;
  // An id may be a name that objects have by themselves.
  const state = (states && Object.hasOwn(states, connectionId) && states[connectionId]) || 'signed-in';
  const strategy = typeof state === 'string' ? strategyIn(state) : state;
  page.strategies.set(connectionId, strategy);
  return strategy;
}

/** @throws {Error} for an id that no connection has */
function checkConnections(
  ids: readonly string[],
  connections: readonly { readonly id: string }[],
  where: string,
): void {
  const known = [...new Set(connections.map(({ id }) => id))];
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new Error(
      `${where}: there is no connection "${unknown}" in this test. There are: ${known.join(', ') || 'none'}.`,
    );
}

const waitsFor = (paused: readonly string[]): string =>
  `The test waits for what it has paused itself: ${paused.join(', ')}. Call the function that this returned, or release the call, before.`;

/** Accepts every field: the rules of the real strategies do not apply in tests. */
function anyFieldOf(connections: readonly QlikConnectionInput[]): FieldRules {
  const names = connections.flatMap((each) => Object.keys(each.auth)).filter((name) => name !== 'type');
  return Object.fromEntries(names.map((name) => [name, () => undefined]));
}
