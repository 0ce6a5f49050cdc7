import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { ConnectionSession } from '../connection-session';
import { isSignedIn, type SessionEventType } from '../connection-state';
import type { RepeatWork } from '../sign-in-attempts';
import type { CredentialPurpose, SignInOptions } from '../strategy';
import {
  type ModelCredential,
  type ModelServer,
  ModelStrategy,
  type ModelStrategyOptions,
  type World,
} from './fake-sign-in-world';

/** What breaks a rule that always holds. */
class BrokenRule extends Error {}

export function rule(isKept: boolean, text: () => string): void {
  if (!isKept) throw new BrokenRule(text());
}

/** A promise that was handed out. */
interface Promised {
  readonly name: string;
  isSettled: boolean;
}

/** One tab's session, with what it promised, and the rules that hold whatever happens. */
export class ModelTab {
  readonly strategy: ModelStrategy;
  readonly connectionSession: ConnectionSession;
  readonly events: string[] = [];
  /** What went wrong in a callback, where nothing can be thrown. */
  broken: unknown;
  private readonly promised = new Set<Promised>();
  private readonly users = new Map<number, string>();
  private repeating = 0;
  /** In which epochs a page that is back asked who is signed in, and has no answer yet. */
  private readonly resumes: number[] = [];
  private isDisposed = false;
  /** A refusal was reported, and the renewal that it leads to has not ended. */
  private isRefusalOpen = false;
  /** The server was asked for the user in an earlier epoch, and calls wait for the answer. */
  private isProbeOld = false;
  private epochBefore = 0;
  private signedIn = 0;
  private signedOut = 0;
  private signOuts = 0;
  private signIns = 0;
  private restores = 0;
  private ends = 0;
  /** What an application does as soon as it hears of an event. */
  onEvent: (type: SessionEventType) => void = () => undefined;

  constructor(
    readonly server: ModelServer,
    connection: QlikConnection,
    options: ModelStrategyOptions,
    private readonly world: World,
  ) {
    this.strategy = new ModelStrategy(server, options);
    this.connectionSession = new ConnectionSession(
      connection,
      this.strategy,
      (type, error) => this.guard(() => this.note(type, error)),
      this.repeat,
    );
  }

  get isWaiting(): boolean {
    return [...this.promised].some(({ isSettled }) => !isSettled);
  }

  get waits(): string {
    return [...this.promised]
      .filter(({ isSettled }) => !isSettled)
      .map(({ name }) => name)
      .join();
  }

  signIn(options: SignInOptions = {}): Promise<void> {
    const { connectionSession, strategy } = this;
    const before = {
      epoch: connectionSession.epoch(),
      grant: strategy.own,
      isIn: isSignedIn(connectionSession.state()),
      ends: this.ends,
    };
    this.signIns++;
    const promise = connectionSession.signIn(options).finally(() => this.signIns--);
    return this.promise('signIn', promise).then(
      () => undefined,
      (thrown: unknown) =>
        this.guard(() => {
          rule(thrown instanceof QlikError, () => `signIn rejects with ${String(thrown)}`);
          if (!before.isIn || before.ends !== this.ends || strategy.own !== before.grant) return;
          rule(
            connectionSession.epoch() === before.epoch && isSignedIn(connectionSession.state()),
            () => 'a sign-in that failed ended the one that worked',
          );
        }),
    );
  }

  restore(how: 'restore' | 'retry' | 'resume' | 'followSignIn'): Promise<void> {
    if (how === 'resume') return this.resume();
    this.restores++;
    return this.promise(how, this.connectionSession[how]()).then(() => {
      this.restores--;
    });
  }

  private async resume(): Promise<void> {
    const epoch = this.connectionSession.epoch();
    this.resumes.push(epoch);
    await this.promise('resume', this.connectionSession.resume());
    this.resumes.splice(this.resumes.indexOf(epoch), 1);
  }

  end(how: 'signOut' | 'followSignOut'): Promise<void> {
    this.signOuts++;
    this.ends++;
    return this.promise(how, this.connectionSession[how]());
  }

  cancel(): void {
    this.connectionSession.cancelSignIn();
  }

  dispose(): void {
    this.isDisposed = true;
    this.ends++;
    this.connectionSession.dispose();
  }

  replace(): void {
    this.ends++;
    this.isDisposed = true;
    void this.promise(
      'replace',
      this.connectionSession.replace(new QlikError('sign-in-required', 'Other.', { remedy: 'x' })),
    );
  }

  async credential(purpose: CredentialPurpose): Promise<ModelCredential | undefined> {
    const { connectionSession } = this;
    const epoch = isSignedIn(connectionSession.state()) ? connectionSession.epoch() : undefined;
    try {
      return await this.promise(
        `credential ${purpose}`,
        connectionSession.credential(purpose).then((given) => {
          this.guard(() => this.checkGiven(given as ModelCredential, epoch));
          return given as ModelCredential;
        }),
      );
    } catch (thrown) {
      this.guard(() => rule(thrown instanceof QlikError, () => `credential rejects with ${String(thrown)}`));
      return undefined;
    }
  }

  /** A call as the interceptor makes it. */
  async call(): Promise<void> {
    const { connectionSession, server, strategy } = this;
    const credential = await this.credential('rest');
    if (!credential) return;
    const epoch = connectionSession.epoch();
    if (server.refuses === 'none') return connectionSession.markAnswered();
    const isEverywhere = () => server.refuses === 'all';
    const before = { isEverywhere: isEverywhere(), failures: strategy.failures, at: this.world.clock.now };
    try {
      if (await this.promise('renewAfterRefusal', connectionSession.renewAfterRefusal(credential, epoch))) {
        if (!(await this.credential('rest'))) return;
        connectionSession.requireEpoch(epoch);
        await this.promise('endAfterRefusal', connectionSession.endAfterRefusal(401, epoch));
      }
    } catch (thrown) {
      this.guard(() => rule(thrown instanceof QlikError, () => `a refusal rejects with ${String(thrown)}`));
      return;
    }
    if (!before.isEverywhere || !isEverywhere() || strategy.failures !== before.failures) return;
    // What was accepted, or could not be asked, is not asked again at once.
    if (strategy.lastAccepted === true || before.at - strategy.unansweredAt <= 10_000) return;
    this.guard(() =>
      rule(connectionSession.endOf(epoch) !== undefined, () => 'refused everywhere, and goes on'),
    );
  }

  /** As code that reports a refusal without its credential. */
  async refusedWithout(): Promise<void> {
    try {
      await this.promise('renewAfterRefusal', this.connectionSession.renewAfterRefusal());
    } catch (thrown) {
      this.guard(() => rule(thrown instanceof QlikError, () => `a refusal rejects with ${String(thrown)}`));
    }
  }

  /** Holds whenever promises have settled. */
  check(): void {
    if (this.broken) throw this.broken as Error;
    const { connectionSession, strategy } = this;
    this.epochBefore = connectionSession.epoch();
    if (!strategy.isPending('isValid')) this.isProbeOld = false;
    // Before it renews, the session asks whether the credential is accepted elsewhere.
    if (!strategy.isPending('renew', 'credential', 'isAccepted') && this.repeating === 0)
      this.isRefusalOpen = false;
    const { status } = connectionSession.state();
    const isAsking = strategy.isPending('signIn', 'restore', 'credential') || this.repeating > 0;
    rule(status !== 'signing-in' || isAsking, () => 'signing-in, and nothing is under way');
    rule(
      status !== 'renewing' || strategy.isPending('renew', 'credential') || this.repeating > 0,
      () => 'renewing, and nothing is under way',
    );
    rule(
      (connectionSession.signInAttempt() !== undefined) === this.signIns > 0,
      () => `signInAttempt is ${JSON.stringify(connectionSession.signInAttempt())}, and waits: ${this.waits}`,
    );
    if (this.isDisposed) rule(status === 'signed-out', () => `${status} after its end`);
    rule(this.signedOut <= this.signedIn + this.signOuts, () => `signed-out more often than signed-in`);
  }

  /** While the credential is good and nothing else is asked, it is given at once. */
  isGood(): boolean {
    return this.isAtHand && !this.strategy.isPending('isValid', 'isAccepted') && !this.isResuming;
  }

  /** Whether calls wait for the question of a page that is back; one of an earlier epoch concerns them no more. */
  get isResuming(): boolean {
    return this.resumes.includes(this.connectionSession.epoch());
  }

  /** Whether nothing is to be waited for but the question of a page that is back. */
  get isAtHand(): boolean {
    const { cached } = this;
    if (!cached || !isSignedIn(this.connectionSession.state())) return false;
    const { expiresAt } = cached;
    const isOver = expiresAt !== undefined && expiresAt <= this.world.clock.now;
    return !isOver && !this.isRefusalOpen && !this.isProbeOld && !/Refusal|isValid|follow/.test(this.waits);
  }

  promise<T>(name: string, promise: Promise<T>): Promise<T> {
    const entry: Promised = { name, isSettled: false };
    this.promised.add(entry);
    const settle = () => {
      entry.isSettled = true;
      this.promised.delete(entry);
    };
    promise.then(settle, settle);
    return promise;
  }

  /** The credential at hand, which decides whose sign-in it is. */
  private get cached(): ModelCredential | undefined {
    return (this.connectionSession as unknown as { readonly cached?: ModelCredential }).cached;
  }

  private checkGiven({ host, grant }: ModelCredential, epoch: number | undefined): void {
    const { connectionSession } = this;
    const now = connectionSession.epoch();
    // It was given within the same turn as the sign-in ended: either may have been first.
    if (now !== this.epochBefore) return;
    rule(isSignedIn(connectionSession.state()), () => `given while ${connectionSession.state().status}`);
    rule(host === connectionSession.connection.host, () => `given for ${host}`);
    rule(epoch === undefined || epoch === now, () => `asked in epoch ${epoch}, given in ${now}`);
    rule(grant.user === this.users.get(now), () => `${grant.user}'s given to ${this.users.get(now)}`);
    rule(!this.isDisposed, () => 'given after the end');
  }

  private note(type: SessionEventType, error: QlikError | undefined): void {
    const { connectionSession, strategy } = this;
    this.events.push(type);
    if (type === 'refused') this.isRefusalOpen = true;
    const user = this.cached?.grant.user;
    if (type === 'signed-in') {
      this.signedIn++;
      this.isProbeOld = strategy.isPending('isValid');
      this.users.set(connectionSession.epoch(), user ?? 'none');
    }
    if (type === 'renewed') {
      const owner = this.users.get(connectionSession.epoch());
      rule(user === owner, () => `renewed for ${user}, and ${owner} is signed in`);
    }
    if (type === 'signed-out') {
      this.signedOut++;
      this.ends++;
      rule(
        !isSignedIn(connectionSession.state()),
        () => `signed-out is emitted while ${connectionSession.state().status}`,
      );
      if (error?.code === 'credential-refused')
        rule(
          !strategy.isAccepted || strategy.lastAccepted === false,
          () => 'ended though it is accepted elsewhere',
        );
    }
    if (type === 'failed' || type === 'sign-out-failed')
      rule(error instanceof QlikError, () => 'failed without an error');
    rule(!this.isDisposed || type === 'signed-out', () => `${type} after the end`);
    this.onEvent(type);
  }

  private readonly repeat: RepeatWork = async ({ connectionSession: sessionState, epoch }, thrown, work) => {
    this.repeating++;
    try {
      let failure = thrown;
      for (let turn = 1; turn <= 3; turn++) {
        if (!(failure instanceof QlikError && failure.isRetryable)) throw failure;
        await new Promise<void>((resolve) => setTimeout(resolve, 1_000));
        sessionState.requireEpoch(epoch);
        try {
          return await work();
        } catch (again) {
          failure = again;
        }
      }
      throw failure;
    } finally {
      this.repeating--;
    }
  };

  private guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.broken ??= thrown;
    }
  }
}
