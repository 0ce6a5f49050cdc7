import fc from 'fast-check';
import { FakeAuthStrategy, fakeConnection } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { ConnectionSession } from '../auth/connection-session';
import { SeededRandom, VirtualClock } from '../auth/testing/fake-sign-in-world';
import { QlikError } from '../errors/qlik-error';
import { createRuntimeAuthModule } from './runtime-auth-module';
import { toRuntimeHostConfig } from './runtime-host-config';

/** Raise it to look for more. A failure names its `seed` and `path`: put them here to repeat it. */
const RUNS = generatedCases(400);
const REPEATED: { readonly seed?: number; readonly path?: string } = {};

/** A call whose refusal arrives more than ten seconds after the first one of the same credential. */
const LATE_REFUSAL: readonly Step[] = [
  { after: 0, what: 'endpoint' },
  { after: 200, what: 'calls' },
  { after: 2_500, what: 'calls' },
  { after: 0, what: 'expire' },
  { after: 0, what: 'calls' },
];

const connection = fakeConnection({ id: 'a' });
const SECOND = 1_000;

/** What happens at a time, in milliseconds after the sequence began. */
interface Step {
  readonly after: number;
  /** `endpoint` calls an endpoint that refuses each credential. */
  readonly what: 'calls' | 'endpoint' | 'expire';
}

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.constantFrom(0, 1, 200, SECOND, 2_500, 5 * SECOND, 11 * SECOND),
  what: fc.constantFrom('calls', 'endpoint', 'expire'),
});

/** A tenant whose answers take their time, and which accepts the tokens that it issued since they last expired. */
class Tenant extends FakeAuthStrategy {
  readonly accepted = new Set<string>();

  constructor(private readonly delay: () => Promise<void>) {
    super();
  }

  override async renew(): Promise<boolean> {
    await this.delay();
    const isRenewed = await super.renew();
    this.accepted.add(await this.token());
    return isRenewed;
  }

  override async isAccepted(): Promise<boolean> {
    const token = await this.token();
    await super.isAccepted();
    return this.answer(token);
  }

  async answer(token: string | undefined): Promise<boolean> {
    await this.delay();
    const isAccepted = token !== undefined && this.accepted.has(token);
    await this.delay();
    return isAccepted;
  }

  async token(): Promise<string> {
    return (await this.credential('rest')).headers['Authorization'] ?? '';
  }
}

interface Call {
  readonly at: number;
  readonly isOfEndpoint: boolean;
  outcome: number | string | undefined;
}

class Sequence {
  private readonly random: SeededRandom;
  private readonly tenant: Tenant;
  private readonly connectionSession: ConnectionSession;
  private readonly calls: Call[] = [];
  private readonly call: (isOfEndpoint: boolean, canRetry?: boolean) => Promise<number | string>;
  private expiredAt = 0;
  private repeated = 0;

  constructor(
    seed: number,
    private readonly clock: VirtualClock,
    slowest: number,
  ) {
    this.random = new SeededRandom(seed);
    this.tenant = new Tenant(
      () => new Promise((resolve) => setTimeout(resolve, Math.floor(this.random.next() * slowest))),
    );
    this.connectionSession = new ConnectionSession(connection, this.tenant, () => undefined);
    const hostConfig = toRuntimeHostConfig(connection, this.connectionSession.epoch());
    const module = createRuntimeAuthModule(() => this.connectionSession);
    // As `invokeFetchWithUrl` of `@qlik/api` 2.19 does: the second attempt is the last, and says so.
    this.call = async (isOfEndpoint, canRetry = true) => {
      const { headers } = await module.getRestCallAuthParams({ hostConfig });
      const isAccepted = await this.tenant.answer(headers['Authorization']);
      if (isAccepted && !isOfEndpoint) return 200;
      return this.untilRepeated(async () => {
        const { retry } = await module.handleAuthenticationError({ hostConfig, status: 401, canRetry });
        return canRetry && retry ? this.call(isOfEndpoint, false) : 401;
      });
    };
  }

  private untilRepeated(call: () => Promise<number | string>): Promise<number | string> {
    this.repeated++;
    return call().finally(() => this.repeated--);
  }

  async run(steps: readonly Step[], parallel: number): Promise<string[]> {
    await this.connectionSession.restore();
    this.tenant.accepted.add(await this.tenant.token());
    for (const { after, what } of [...steps, { after: 1, what: 'calls' } as const]) {
      await this.clock.pass(after, settle);
      if (what === 'expire') {
        // A credential that ends before its first use looks like one that is refused for good.
        while (this.repeated) await this.clock.pass(100, settle);
        this.tenant.accepted.clear();
        this.expiredAt = this.clock.now;
      } else for (let index = 0; index < parallel; index++) this.begin(what === 'endpoint');
      await settle();
    }
    await this.clock.pass(600 * SECOND, settle);
    return this.faults(steps.length);
  }

  private begin(isOfEndpoint: boolean): void {
    const call: Call = { at: this.clock.now, isOfEndpoint, outcome: undefined };
    this.calls.push(call);
    this.call(isOfEndpoint).then(
      (status) => (call.outcome = status),
      (error: unknown) => (call.outcome = error instanceof QlikError ? error.code : String(error)),
    );
  }

  private faults(steps: number): string[] {
    const { status } = this.connectionSession.state();
    const late = this.calls.filter(({ at, isOfEndpoint }) => at >= this.expiredAt && !isOfEndpoint);
    const renewals = this.tenant.countOf('renew');
    return [
      ...(status === 'ready' ? [] : [`the session is ${status}`]),
      ...late.filter(({ outcome }) => outcome !== 200).map(({ outcome }) => `a call ended with ${outcome}`),
      ...this.calls.filter(({ outcome }) => outcome === undefined).map(() => 'a call waits for ever'),
      ...(renewals <= steps + 1 ? [] : [`${renewals} renewals`]),
    ];
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

describe('the auth module in Qlik’s runtime, whatever is refused when', () => {
  it('keeps a sign-in that can be renewed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 3, 8),
        fc.constantFrom(1, 200, 4 * SECOND),
        fc.nat(),
        async (steps, parallel, slowest, seed) => {
          const clock = new VirtualClock();
          clock.install();
          try {
            const faults = await new Sequence(seed, clock, slowest).run(steps, parallel);
            if (faults.length) throw new Error([...new Set(faults)].join(', '));
          } finally {
            clock.uninstall();
          }
        },
      ),
      { numRuns: RUNS, examples: [[[...LATE_REFUSAL], 3, 4 * SECOND, 343_094_113]], ...REPEATED },
    );
    expect(true).toBeTrue();
  }, 60_000);
});
