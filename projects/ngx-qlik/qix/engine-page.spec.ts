import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  fakeConnection,
  fakeQlikMain,
  type FakeQlikMain,
  provideQlikTesting,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';
import { FakeQix } from './fake-engine.spec';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS, type SessionLimits } from './session/session-limits';

/** A page with two tenants, a client-managed server, a fake of Qlik's runtime and a mock clock. */
export interface EnginePage {
  readonly qix: FakeQix;
  readonly main: FakeQlikMain;
  /** Runs effects and pending promises. */
  settle(): Promise<void>;
  /** Advances the clock. */
  pass(milliseconds: number): Promise<void>;
  strategy(connectionId: string): ReturnType<QlikTesting['strategy']>;
}

/** Call it in `describe`: creates the page before each spec and destroys it afterwards. */
export function useEnginePage(
  options: {
    readonly states?: Readonly<Record<string, 'signed-in' | 'signed-out'>>;
    readonly limits?: Partial<SessionLimits>;
    readonly modules?: Readonly<Record<string, unknown>>;
    readonly providers?: unknown[];
  } = {},
): EnginePage {
  let qix = new FakeQix();
  let main: FakeQlikMain | undefined;
  let uninstall: () => void = () => undefined;

  // Loaded lazily, which in the first spec takes longer than `settle` waits.
  beforeAll(() => import('../src/runtime/page-runtime'));

  beforeEach(async () => {
    jasmine.clock().install().mockDate();
    qix = new FakeQix();
    main = fakeQlikMain({ 'qix@v1': qix.module, ...options.modules });
    const { authModules } = main;
    qix.authenticate = async ({ hostConfig }) =>
      [...authModules.values()].at(-1)?.getWebSocketAuthParams({ hostConfig });
    uninstall = main.install();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [
            fakeConnection({ id: 'a' }),
            fakeConnection({ id: 'b' }),
            fakeConnection({ id: 'server', platform: 'client-managed' }),
          ],
          states: options.states ?? {},
        }),
        {
          provide: QLIK_SESSION_LIMITS,
          useValue: { ...DEFAULT_SESSION_LIMITS, jitter: 0, ...options.limits },
        },
        ...(options.providers ?? []),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    uninstall();
    jasmine.clock().uninstall();
  });

  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) {
      TestBed.inject(ApplicationRef).tick();
      await settled();
    }
  };
  return {
    get qix() {
      return qix;
    },
    get main() {
      if (!main) throw new Error('The page is not set up yet.');
      return main;
    },
    settle,
    pass: async (milliseconds) => {
      jasmine.clock().tick(milliseconds);
      await settle();
    },
    strategy: (connectionId) => TestBed.inject(QlikTesting).strategy(connectionId),
  };
}
