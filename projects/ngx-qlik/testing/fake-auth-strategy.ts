import {
  type CredentialPurpose,
  type QlikAuthStrategy,
  type QlikCredential,
  QlikError,
  type QlikUser,
  type RestoredSession,
  type StrategySignInOptions,
} from 'ngx-qlik';
import { FakeCalls } from './fake-calls';

/** The methods of a strategy, by name. */
export type FakeAuthStep =
  | 'restore'
  | 'signIn'
  | 'credential'
  | 'renew'
  | 'isValid'
  | 'isAccepted'
  | 'currentUser'
  | 'signOut';

const STEPS: readonly FakeAuthStep[] = Object.keys({
  restore: true,
  signIn: true,
  credential: true,
  renew: true,
  isValid: true,
  isAccepted: true,
  currentUser: true,
  signOut: true,
} satisfies Record<FakeAuthStep, true>) as FakeAuthStep[];

/** Options of {@link FakeAuthStrategy}. */
export interface FakeAuthOptions {
  /** What an earlier page left. Default: `signed-in`. */
  readonly restored?: RestoredSession;
  /** Whether a credential can be renewed without the user. Default: true. */
  readonly canRenew?: boolean;
  /** How long each credential lives, in milliseconds. Default: it does not end. */
  readonly lifeMs?: number;
}

/**
 * A strategy without a server. It returns numbered bearer credentials, records its calls, and fails or waits on demand.
 *
 * The header is `Bearer <user>-<number>`; the number grows with each renewal and each sign-in.
 */
export class FakeAuthStrategy implements QlikAuthStrategy {
  /** The user of the next sign-in; part of the credential. */
  user = 'ada';
  canRenew: boolean;
  /** Whether Qlik names the user. False for connections of an auth type with anonymous users. */
  hasNamedUser = true;
  /** Whether the server still knows the session; a renewal and a sign-in begin one that it knows. */
  isSessionValid = true;
  /** Whether Qlik accepts the credential at other endpoints than the one that refused it. */
  isCredentialAccepted = false;
  lifeMs: number | undefined;
  private readonly scripted = new FakeCalls<FakeAuthStep>(STEPS, 'A fake strategy');
  private readonly restored: RestoredSession;
  private signedIn: string | undefined;
  private issued = 0;
  private temporary = 0;
  private onWindowClosed: (() => void) | undefined;

  constructor(options: FakeAuthOptions = {}) {
    this.restored = options.restored ?? 'signed-in';
    this.canRenew = options.canRenew ?? true;
    this.lifeMs = options.lifeMs;
  }

  /** The calls so far, in order: `restore`, `signIn`, `credential rest`, `renew`, `signOut` … */
  get calls(): readonly string[] {
    return this.scripted.recorded;
  }

  /** The methods whose calls wait, see {@link pause}. */
  get paused(): readonly FakeAuthStep[] {
    return this.scripted.paused;
  }

  /** Whether calls of a method wait, see {@link pause}. */
  get isPaused(): boolean {
    return this.scripted.isPaused;
  }

  /** The number of calls of that name. */
  countOf(call: string): number {
    return this.scripted.countOf(call);
  }

  /** Lets the next call of a method fail; called again, the one after it. */
  failNext(step: FakeAuthStep, error: Error = serverDown()): void {
    this.scripted.failNext(step, error);
  }

  /** Makes calls of a method wait until the function that it returns is called. */
  pause(step: FakeAuthStep): () => void {
    return this.scripted.pause(step);
  }

  /** Ends a {@link pause}, such as that of the state `signing-in`: `release('restore')`. */
  release(step: FakeAuthStep): void {
    this.scripted.release(step);
  }

  /** Lets the window of the sign-in that is under way look closed, see `SignInAttempt.isWindowClosed`. */
  showWindowClosed(): void {
    this.onWindowClosed?.();
  }

  async restore(): Promise<RestoredSession> {
    await this.record('restore');
    if (this.restored === 'signed-in') this.beginSession();
    return this.restored;
  }

  async signIn({ returnTo, signal, onWindowClosed }: StrategySignInOptions): Promise<void> {
    this.onWindowClosed = onWindowClosed;
    const passing = this.record('signIn', returnTo === undefined ? 'signIn' : `signIn for ${returnTo}`);
    await Promise.race([passing, ...(signal ? [cancellation(signal)] : [])]);
    this.beginSession();
  }

  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    const user = this.signedIn;
    const number = this.issued;
    await this.record('credential', `credential ${purpose}`);
    if (user === undefined) {
      throw new QlikError('sign-in-required', 'No user is signed in.', { remedy: 'Sign in.' });
    }
    if (purpose !== 'rest') {
      const queryParams = { accessToken: `${user}-${number}-${purpose}-${++this.temporary}` };
      return { headers: {}, queryParams, cookies: 'omit', isReusable: false };
    }
    return {
      headers: { Authorization: `Bearer ${user}-${number}` },
      queryParams: {},
      cookies: 'omit',
      isReusable: true,
      ...(this.lifeMs === undefined ? {} : { expiresAt: Date.now() + this.lifeMs }),
    };
  }

  async renew(): Promise<boolean> {
    await this.record('renew');
    if (!this.canRenew || this.signedIn === undefined) return false;
    this.issued++;
    this.isSessionValid = true;
    return true;
  }

  async isValid(): Promise<boolean> {
    await this.record('isValid');
    return this.isSessionValid;
  }

  async isAccepted(): Promise<boolean> {
    await this.record('isAccepted');
    return this.isCredentialAccepted;
  }

  /** Returns {@link user} as it was at the sign-in; `undefined` without {@link hasNamedUser}. */
  async currentUser(): Promise<QlikUser | undefined> {
    const name = this.signedIn;
    await this.record('currentUser');
    return name === undefined || !this.hasNamedUser ? undefined : { id: name, name };
  }

  async signOut(): Promise<void> {
    this.signedIn = undefined;
    await this.record('signOut');
  }

  private beginSession(): void {
    this.signedIn = this.user;
    this.isSessionValid = true;
    this.issued++;
  }

  private record(step: FakeAuthStep, recorded: string = step): Promise<void> {
    return this.scripted.pass(step, recorded);
  }
}

/** Rejects when the signal is aborted, and never resolves. */
function cancellation(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const cancel = () =>
      reject(new QlikError('sign-in-canceled', 'The sign-in was canceled.', { remedy: 'Sign in again.' }));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

function serverDown(): QlikError {
  return new QlikError('http-unreachable', 'The server of this test is down.', {
    remedy: 'Try again.',
    isRetryable: true,
  });
}
