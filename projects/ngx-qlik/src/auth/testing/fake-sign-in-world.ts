import { QlikError } from '../../errors/qlik-error';
import type {
  CredentialPurpose,
  ForgetReason,
  QlikAuthStrategy,
  QlikCredential,
  RestoredSession,
  SignInOptions,
} from '../strategy';

/** Random numbers that are the same for the same seed (mulberry32). */
export class SeededRandom {
  constructor(private seed: number) {}

  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  isIn(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[Math.floor(this.next() * values.length)] ?? values[0];
  }
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

const GLOBALS = ['setTimeout', 'clearTimeout'] as const;

/** Timers and dates without time. Runs nothing but promises, so that thousands of sequences take seconds. */
export class VirtualClock {
  private readonly real = GLOBALS.map((name) => [name, globalThis[name]] as const);
  private readonly realNow = Date.now;
  private readonly timers = new Map<number, Timer>();
  private ids = 0;
  now = 1_700_000_000_000;

  install(): void {
    const set = (run: () => void, delay = 0) => {
      this.timers.set(++this.ids, { at: this.now + Math.max(delay, 0), run });
      return this.ids;
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: (id: number) => this.timers.delete(id) });
    Date.now = () => this.now;
  }

  uninstall(): void {
    Object.assign(globalThis, Object.fromEntries(this.real));
    Date.now = this.realNow;
  }

  get pending(): number {
    return this.timers.size;
  }

  /** Passes without a timer, as while the machine sleeps. */
  sleep(milliseconds: number): void {
    this.now += milliseconds;
  }

  /** Runs what is due meanwhile, in order, and lets promises settle after each. */
  async pass(milliseconds: number, settle: () => Promise<void>): Promise<void> {
    const end = this.now + milliseconds;
    for (let due = this.nextUntil(end); due; due = this.nextUntil(end)) {
      const [id, timer] = due;
      this.timers.delete(id);
      this.now = Math.max(this.now, timer.at);
      timer.run();
      await settle();
    }
    this.now = end;
  }

  private nextUntil(end: number): readonly [number, Timer] | undefined {
    let next: readonly [number, Timer] | undefined;
    for (const entry of this.timers) {
      if (entry[1].at <= end && (!next || entry[1].at < next[1].at)) next = entry;
    }
    return next;
  }
}

/** A sign-in by one user, and the token that it has now. */
export interface Grant {
  readonly user: string;
  readonly signIn: number;
  readonly number: number;
  readonly expiresAt: number | undefined;
}

/** What one host and the browser's storage know, in all tabs. */
export class ModelServer {
  stored: Grant | undefined;
  /** Which endpoints refuse credentials. */
  refuses: 'none' | 'one' | 'all' = 'none';
  canRenew = true;
  private grants = 0;
  /** Tells other tabs of what is stored. */
  onStored: (by: ModelStrategy) => void = () => undefined;

  constructor(
    readonly host: string,
    readonly world: World,
  ) {}

  nextGrant(): number {
    return ++this.grants;
  }
}

/** What all parts of a sequence share. */
export interface World {
  readonly random: SeededRandom;
  readonly clock: VirtualClock;
  /** From then on everything succeeds soon. */
  isQuiet: boolean;
}

/** Which optional parts a strategy has, and how it treats signals. */
export interface ModelStrategyOptions {
  readonly hasIsValid: boolean;
  readonly hasIsAccepted: boolean;
  readonly hasForget: boolean;
  readonly respectsSignal: boolean;
}

export type Method =
  | 'restore'
  | 'signIn'
  | 'credential'
  | 'renew'
  | 'isValid'
  | 'isAccepted'
  | 'signOut'
  | 'forget';

/** A credential that says whose it is. */
export interface ModelCredential extends QlikCredential {
  readonly host: string;
  readonly grant: Grant;
}

const DELAYS_MS = [0, 0, 0, 1, 50, 900, 4_000, 30_000, 150_000] as const;
const LIVES_MS = [undefined, 5_000, 60_000, 600_000, 36_000_000] as const;

/**
 * A strategy as real ones are at their worst: each answer takes its time, and fails or comes too late. Tokens are shared by tabs
 * through what is stored, and each tab has its copy.
 */
export class ModelStrategy implements QlikAuthStrategy {
  own: Grant | undefined;
  /** Who signs in next. */
  user = 'ada';
  lastAccepted: boolean | undefined;
  readonly pending = new Map<Method, number>();
  failures = 0;
  /** When it could not be asked whether it accepts the credential. */
  unansweredAt = 0;
  /** How often it was asked for the user. */
  asked = 0;
  private forgotten = 0;
  readonly isValid?: () => Promise<boolean>;
  readonly isAccepted?: () => Promise<boolean>;
  readonly forget?: (reason: ForgetReason) => Promise<void>;

  constructor(
    private readonly server: ModelServer,
    private readonly options: ModelStrategyOptions,
  ) {
    if (options.hasIsValid) this.isValid = () => this.answerIsValid();
    if (options.hasIsAccepted) this.isAccepted = () => this.answerIsAccepted();
    if (options.hasForget) this.forget = (reason) => this.drop(reason);
  }

  isPending(...methods: readonly Method[]): boolean {
    return methods.some((method) => (this.pending.get(method) ?? 0) > 0);
  }

  async restore(): Promise<RestoredSession> {
    const begun = this.forgotten;
    await this.pass('restore');
    if (begun !== this.forgotten) return 'signed-out';
    this.own ??= this.server.stored;
    return this.own ? 'signed-in' : 'signed-out';
  }

  async signIn({ signal }: SignInOptions): Promise<void> {
    const { user } = this;
    const begun = this.forgotten;
    await this.pass('signIn', signal);
    if (begun !== this.forgotten) throw errorOf('sign-in-canceled');
    this.own = this.issue({ user, signIn: this.server.nextGrant(), number: 0 });
    this.store();
  }

  async credential(purpose: CredentialPurpose): Promise<ModelCredential> {
    const grant = this.own;
    // REST needs no server where a token is at hand.
    await this.pass('credential');
    if (!grant) throw errorOf('sign-in-required');
    if (purpose !== 'rest' && this.server.refuses === 'all') throw errorOf('credential-refused');
    const { host } = this.server;
    const { expiresAt } = grant;
    return {
      ...{ headers: {}, queryParams: {}, cookies: 'omit', isReusable: purpose === 'rest' },
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...{ host, grant },
    };
  }

  async renew(): Promise<boolean> {
    const before = this.own;
    const begun = this.forgotten;
    await this.pass('renew');
    if (!before || !this.server.canRenew || begun !== this.forgotten) return false;
    if (this.own?.signIn !== before.signIn || !this.isShared(before)) return false;
    this.own = this.issue({ ...before, number: before.number + 1 });
    this.store();
    return true;
  }

  signOut(): Promise<void> {
    return this.drop('signed-out', 'signOut');
  }

  private async answerIsValid(): Promise<boolean> {
    this.asked++;
    await this.pass('isValid');
    return this.own !== undefined && this.isShared(this.own);
  }

  private async answerIsAccepted(): Promise<boolean> {
    await this.pass('isAccepted');
    return (this.lastAccepted =
      this.server.refuses !== 'all' && this.own !== undefined && this.isShared(this.own));
  }

  private isShared({ signIn }: Grant): boolean {
    return this.server.stored?.signIn === signIn;
  }

  private async drop(reason: ForgetReason, method: Method = 'forget'): Promise<void> {
    this.forgotten++;
    if (this.own && this.isShared(this.own) && reason !== 'replaced') this.server.stored = undefined;
    this.own = undefined;
    await this.pass(method);
  }

  private store(): void {
    this.server.stored = this.own;
    this.server.onStored(this);
  }

  private issue(grant: Omit<Grant, 'expiresAt'>): Grant {
    const { random, clock, isQuiet: isCalm } = this.server.world;
    const life = isCalm ? undefined : random.pick(LIVES_MS);
    return { ...grant, expiresAt: life === undefined ? undefined : clock.now + life };
  }

  /** Takes its time, and fails at times. */
  private async pass(method: Method, signal?: AbortSignal): Promise<void> {
    this.pending.set(method, (this.pending.get(method) ?? 0) + 1);
    try {
      await this.wait(method, signal);
    } finally {
      this.pending.set(method, (this.pending.get(method) ?? 0) - 1);
    }
  }

  private async wait(method: Method, signal?: AbortSignal): Promise<void> {
    const { random, isQuiet: isCalm } = this.server.world;
    if (isCalm) return;
    const isQuick = method === 'credential' && random.isIn(0.7);
    const delay = isQuick ? 0 : random.pick(DELAYS_MS);
    const failure = random.isIn(0.2) ? random.pick(FAILURES[method]) : undefined;
    const isPopup = method === 'signIn' && random.isIn(0.2);
    if (isPopup || delay > 0) {
      await new Promise<void>((resolve, reject) => {
        // A window that the user leaves open: only cancelling ends it.
        if (!isPopup) setTimeout(resolve, delay);
        const isAborted = this.options.respectsSignal || isPopup;
        if (isAborted) signal?.addEventListener('abort', () => reject(errorOf('sign-in-canceled')));
      });
    }
    if (failure === undefined) return;
    this.failures++;
    if (method === 'isAccepted') this.unansweredAt = this.server.world.clock.now;
    throw failure === 'plain' ? new Error('broken') : errorOf(failure);
  }
}

type FailureCode = QlikError['code'] | 'plain';

const FOR_THE_MOMENT = ['http-unreachable', 'http-rate-limited', 'http-server-error', 'plain'] as const;
const FAILURES: Readonly<Record<Method, readonly [FailureCode, ...FailureCode[]]>> = {
  restore: [...FOR_THE_MOMENT, 'sign-in-refused', 'sign-in-required'],
  signIn: [...FOR_THE_MOMENT, 'sign-in-refused', 'popup-closed'],
  credential: [...FOR_THE_MOMENT, 'sign-in-required', 'credential-refused'],
  renew: [...FOR_THE_MOMENT, 'sign-in-refused', 'sign-in-required'],
  isValid: FOR_THE_MOMENT,
  isAccepted: FOR_THE_MOMENT,
  signOut: FOR_THE_MOMENT,
  forget: FOR_THE_MOMENT,
};

const STATUSES: Partial<Record<QlikError['code'], number>> = {
  'http-rate-limited': 429,
  'http-server-error': 503,
  'credential-refused': 401,
};

function errorOf(code: QlikError['code']): QlikError {
  const status = STATUSES[code];
  return new QlikError(code, code, {
    remedy: 'x',
    isRetryable: code.startsWith('http-'),
    ...(status === undefined ? {} : { status }),
    ...(code === 'http-rate-limited' ? { retryAfterSeconds: 20 } : {}),
  });
}
