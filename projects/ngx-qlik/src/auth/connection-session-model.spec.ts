import fc from 'fast-check';
import { fakeConnection } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { type SessionEventType, isSignedIn } from './connection-state';
import {
  ModelServer,
  SeededRandom,
  type ModelStrategyOptions,
  VirtualClock,
  type World,
} from './testing/fake-sign-in-world';
import { ModelTab, rule } from './testing/fake-session-tab';

/** Raise it to look for more. A failure names its `seed` and `path`: put them here to repeat it. */
const RUNS = generatedCases(5_000);
const REPEATED: { readonly seed?: number; readonly path?: string } = {};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOSTS = ['https://one.example', 'https://two.example'] as const;

const STEPS = [
  ...['signIn', 'signIn', 'signIn as another', 'cancel', 'abort', 'signOut', 'restore', 'retry', 'resume'],
  ...[
    'rest',
    'rest',
    'rest',
    'websocket',
    'websocket',
    'prepare',
    'call',
    'call',
    'refused',
    'offline',
    'online',
  ],
  ...['sleep', 'refuse none', 'refuse one', 'refuse all', 'renewals on', 'renewals off', 'followSignIn'],
  ...['replace', 'reload', 'isValid'],
] as const;
const WAITS_MS = [0, 0, 0, 1, 60, 1_000, 3_000, 15_000, MINUTE, 5 * MINUTE, HOUR] as const;

interface Step {
  readonly tab: number;
  readonly what: (typeof STEPS)[number];
  readonly wait: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  tab: fc.constantFrom(0, 0, 0, 1),
  what: fc.constantFrom(...STEPS),
  wait: fc.constantFrom(...WAITS_MS),
});

const strategyOptions: fc.Arbitrary<ModelStrategyOptions> = fc.record({
  hasIsValid: fc.constantFrom(true, true, false),
  hasIsAccepted: fc.constantFrom(true, true, false),
  hasForget: fc.constantFrom(true, true, false),
  respectsSignal: fc.boolean(),
});

const REACTIONS = ['retry', 'signIn', 'rest', 'signOut'] as const;
/** What an application does within an event, in some of the sequences. */
const reaction = fc.option(
  fc.record({
    to: fc.constantFrom<SessionEventType>(
      'signed-in',
      'renewed',
      'refused',
      'signed-out',
      'failed',
      'sign-out-failed',
    ),
    by: fc.constantFrom(...REACTIONS),
  }),
  { freq: 2 },
);

/** Lets promises settle that wait for nothing else. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await Promise.resolve();
}

/** A call that waits for a wake. */
interface RequestedCredential {
  readonly tab: ModelTab;
  readonly at: number;
  readonly epoch: number;
  /** How often the server had been asked for the user. */
  readonly asked: number;
}

class Sequence {
  private readonly world: World;
  private readonly servers: readonly ModelServer[];
  private readonly tabs: ModelTab[] = [];
  private readonly retired: ModelTab[] = [];
  private readonly counts = new Map<string, number>();
  private caller = new AbortController();
  private reactions = 0;
  private readonly asked = new Set<RequestedCredential>();

  constructor(
    seed: number,
    readonly clock: VirtualClock,
    private readonly strategyOptions: ModelStrategyOptions,
    private readonly reaction: {
      readonly to: SessionEventType;
      readonly by: (typeof REACTIONS)[number];
    } | null,
    private readonly network: { isOnline: boolean },
  ) {
    this.world = { random: new SeededRandom(seed), clock, isQuiet: false };
    this.servers = HOSTS.map((host) => new ModelServer(host, this.world));
    for (const server of this.servers) {
      server.onStored = (by) => {
        for (const tab of this.tabs) {
          if (tab.server !== server || tab.strategy === by) continue;
          setTimeout(() => this.tabs.includes(tab) && void tab.restore('followSignIn'), 10);
        }
      };
    }
    for (const at of [0, 1]) this.open(at, 0);
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.settle();
    for (const each of steps) {
      await this.take(each);
      await this.clock.pass(each.wait, () => this.settle());
      await this.settle();
      this.checkRequested();
    }
    await this.finish();
  }

  private open(at: number, host: number): void {
    const server = this.servers[host] as ModelServer;
    const connection = fakeConnection({ id: 'acme', host: server.host });
    const tab = new ModelTab(server, connection, this.strategyOptions, this.world);
    tab.onEvent = (type) => this.react(tab, type);
    this.tabs[at] = tab;
    void tab.restore('restore');
  }

  private react(tab: ModelTab, type: SessionEventType): void {
    if (this.reaction?.to !== type || this.reactions >= 3 || this.world.isQuiet) return;
    this.reactions++;
    const { by } = this.reaction;
    if (by === 'retry') void tab.restore('retry');
    if (by === 'signIn') void tab.signIn();
    if (by === 'signOut') void tab.end('signOut');
    if (by === 'rest') void tab.credential('rest');
  }

  private async take({ tab: at, what }: Step): Promise<void> {
    const tab = this.tabs[at] as ModelTab;
    const { connectionSession, server, strategy } = tab;
    switch (what) {
      case 'signIn':
      case 'signIn as another':
        if (what === 'signIn as another') strategy.user = this.world.random.pick(['ada', 'grace', 'mary']);
        this.caller = new AbortController();
        return void tab.signIn(this.world.random.isIn(0.5) ? { signal: this.caller.signal } : {});
      case 'cancel':
        return tab.cancel();
      case 'abort':
        return this.caller.abort();
      case 'signOut': {
        this.broadcastSignOut(tab);
        return void tab.end('signOut');
      }
      case 'restore':
      case 'retry':
      case 'resume':
      case 'followSignIn':
        return void tab.restore(what);
      case 'rest':
        return this.requestRest(tab);
      case 'websocket':
        return void tab.credential('websocket');
      case 'prepare':
        return connectionSession.prepare('websocket');
      case 'call':
        return void tab.call();
      case 'refused':
        return void tab.refusedWithout();
      case 'isValid':
        return void tab.promise('isValid', connectionSession.isValid()).catch(() => undefined);
      case 'offline':
        this.network.isOnline = false;
        return;
      case 'online':
        this.network.isOnline = true;
        return this.tabs.forEach((each) => void each.restore('resume'));
      case 'sleep':
        this.clock.sleep(this.world.random.pick([MINUTE, HOUR, 12 * HOUR]));
        if (this.world.random.isIn(0.7)) void tab.restore('resume');
        return;
      case 'refuse none':
      case 'refuse one':
      case 'refuse all':
        server.refuses = what === 'refuse none' ? 'none' : what === 'refuse one' ? 'one' : 'all';
        return;
      case 'renewals on':
      case 'renewals off':
        server.canRenew = what === 'renewals on';
        return;
      case 'replace':
        tab.replace();
        this.retired.push(tab);
        return this.open(at, server === this.servers[0] ? 1 : 0);
      case 'reload':
        tab.dispose();
        this.retired.push(tab);
        return this.open(at, this.servers.indexOf(server));
    }
  }

  private async requestRest(tab: ModelTab): Promise<void> {
    const isGood = tab.isGood();
    const asked: RequestedCredential = {
      tab,
      at: this.clock.now,
      epoch: tab.connectionSession.epoch(),
      asked: tab.strategy.asked,
    };
    const isSure = tab.isAtHand;
    let isGiven = false;
    void tab.credential('rest').then(() => {
      isGiven = true;
      this.asked.delete(asked);
    });
    await settle();
    // After a minute without an answer the server is asked first.
    if (tab.strategy.asked !== asked.asked) return;
    if (isGood) rule(isGiven, () => 'a call waits though its credential is good');
    if (isSure && !isGiven && tab.isResuming) this.asked.add(asked);
  }

  /** Calls wait for the question of a page that is back, and for three seconds at most. */
  private checkRequested(): void {
    for (const each of this.asked) {
      const { tab, at, epoch, asked } = each;
      const isSame = tab.isAtHand && tab.connectionSession.epoch() === epoch && tab.strategy.asked === asked;
      if (!isSame) this.asked.delete(each);
      else rule(this.clock.now - at < 3_000, () => 'a call waits longer than three seconds for a wake');
    }
  }

  /** As page-events.ts does. */
  private broadcastSignOut(by: ModelTab): void {
    for (const tab of this.tabs) {
      if (tab === by || tab.server !== by.server) continue;
      setTimeout(() => {
        if (this.tabs.includes(tab) && isSignedIn(tab.connectionSession.state()))
          void tab.end('followSignOut');
      }, 10);
    }
  }

  private async settle(): Promise<void> {
    await settle();
    const check = () => [...this.tabs, ...this.retired].forEach((tab) => tab.check());
    try {
      check();
    } catch {
      // A long chain of promises may need more turns.
      for (let turn = 0; turn < 10; turn++) await settle();
      check();
    }
  }

  /** Whatever came, all waits end, the user can leave, and nothing stays behind. */
  private async finish(): Promise<void> {
    this.world.isQuiet = true;
    this.network.isOnline = true;
    for (const server of this.servers) Object.assign(server, { refuses: 'none', canRenew: true });
    const all = [...this.tabs, ...this.retired];
    const canceled = this.world.random.isIn(0.5) ? 10 * MINUTE : 0;
    await this.clock.pass(canceled, () => this.settle());
    for (const tab of all) tab.cancel();
    await this.settle();
    for (const tab of all) rule(!tab.connectionSession.signInAttempt(), () => 'signs in after cancelling');
    await this.clock.pass(10 * MINUTE, () => this.settle());
    await this.settle();
    for (const tab of all) rule(!tab.isWaiting, () => `waits for ever: ${tab.waits}`);
    for (const tab of this.tabs) await this.sleep(tab);
    for (const tab of all) tab.dispose();
    await this.settle();
    await this.clock.pass(3_000, () => this.settle());
    for (const tab of all) rule(!tab.isWaiting, () => `waits after its end: ${tab.waits}`);
    rule(this.clock.pending === 0, () => `${this.clock.pending} timers are left`);
  }

  private async sleep(tab: ModelTab): Promise<void> {
    const { connectionSession, strategy } = tab;
    if (connectionSession.state().status === 'ready') {
      rule(strategy.own !== undefined, () => 'ready, and the strategy has no user');
      const given = await tab.credential('websocket');
      await this.settle();
      rule(
        given !== undefined || !isSignedIn(connectionSession.state()),
        () => 'ready, and gives no credential',
      );
    }
    const way = this.world.random.pick(['signIn', 'signOut', 'retry']);
    if (way === 'retry') {
      void tab.restore('retry');
      await this.settle();
      rule(
        ['ready', 'signed-out'].includes(connectionSession.state().status),
        () => `${connectionSession.state().status} after retry`,
      );
    }
    if (way === 'signOut') {
      void tab.end('signOut');
      await this.settle();
      rule(
        connectionSession.state().status === 'signed-out',
        () => `${connectionSession.state().status} after signOut`,
      );
    }
    void tab.signIn();
    await this.settle();
    rule(
      connectionSession.state().status === 'ready',
      () => `${connectionSession.state().status} after signIn`,
    );
    rule((await tab.credential('rest')) !== undefined, () => 'no credential after signIn');
    await this.clock.pass(1_000, () => this.settle());
  }
}

describe('ConnectionSession, whatever happens', () => {
  it(`keeps its rules in ${RUNS} sequences`, async () => {
    const network = { isOnline: true };
    let sequences = 0;
    const onLine = Object.getOwnPropertyDescriptor(navigator, 'onLine');
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => network.isOnline });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }),
          fc.nat(),
          strategyOptions,
          reaction,
          async (steps, seed, each, reacts) => {
            network.isOnline = true;
            // Promises alone would keep the browser from answering Karma.
            if (++sequences % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
            const clock = new VirtualClock();
            clock.install();
            try {
              await new Sequence(seed, clock, each, reacts, network).run(steps);
            } finally {
              clock.uninstall();
            }
          },
        ),
        { numRuns: RUNS, ...REPEATED },
      );
    } finally {
      if (onLine) Object.defineProperty(navigator, 'onLine', onLine);
      else Reflect.deleteProperty(navigator, 'onLine');
    }
    expect(true).toBeTrue();
  }, 120_000);
});
