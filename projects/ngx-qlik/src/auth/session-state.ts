import { signal, type Signal, untracked, type WritableSignal } from '@angular/core';
import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';
import {
  type ConnectionState,
  notSignedInError,
  type RetryWait,
  SIGNED_OUT,
  type SessionListener,
} from './connection-state';
import type { ForgetReason, QlikAuthStrategy } from './strategy';

/**
 * Does once more, later, what failed for the moment.
 * @param thrown what it failed with, and throws when it fails for good or cannot be done again
 */
export type RepeatWork = <T>(
  call: { readonly connectionSession: SessionState; readonly epoch: number; readonly isRepeatable: boolean },
  thrown: unknown,
  work: () => Promise<T>,
) => Promise<T>;

/** The state of a sign-in, and the epoch that it belongs to. */
export abstract class SessionState {
  protected readonly current = signal<ConnectionState>(SIGNED_OUT);

  protected readonly epochNumber: WritableSignal<number>;

  protected isDisposed = false;

  private readonly waiting = signal<RetryWait | undefined>(undefined);

  readonly state: Signal<ConnectionState> = this.current.asReadonly();

  /** Whether calls wait before they are made again, for what, and until when; for a countdown. See docs/resilience.md. */
  readonly wait: Signal<RetryWait | undefined> = this.waiting.asReadonly();

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to another sign-in. */
  readonly epoch: Signal<number>;

  constructor(
    readonly connection: QlikConnection,
    protected readonly strategy: QlikAuthStrategy,
    protected readonly listener: SessionListener,
    private readonly repeat: RepeatWork = (_call, thrown) => {
      throw thrown;
    },
    firstEpoch = 0,
  ) {
    this.epochNumber = signal(firstEpoch);
    this.epoch = this.epochNumber.asReadonly();
  }

  /** Sets the waiting calls. @internal */
  setRetryState(wait: RetryWait | undefined): void {
    this.waiting.set(wait);
  }

  /** Why the sign-in of that epoch is over, or `undefined` while it lasts. */
  endOf(epoch: number): QlikError | undefined {
    if (epoch === this.epochNumber()) return undefined;
    return signInEndedError(this.current(), this.connection);
  }

  /**
   * Makes sure that what was begun in an epoch still belongs to the present sign-in.
   * @throws {QlikError} as {@link endOf}
   */
  requireEpoch(epoch: number): void {
    const end = this.endOf(epoch);
    if (end) throw end;
  }

  /**
   * As {@link requireEpoch}, also where that epoch is the one after a sign-out.
   * @throws {QlikError} why no user is signed in
   */
  requireSignedIn(epoch: number): void {
    const error = this.endOf(epoch) ?? notSignedInError(this.current(), this.connection);
    if (error) throw error;
  }

  /**
   * Does something, and again where it failed for the moment, as calls by HttpClient are: for calls that go another way, such as
   * `invokeFetch` and the modules of `@qlik/api`. Reads `status` and `headers` of the error.
   *
   * @param options.isRepeatable false where being done twice is more than once: repeated only where the server says that it was not done
   * @throws what it failed with at last; {@link QlikError} when the sign-in ended meanwhile
   */
  async withRetry<T>(
    work: () => Promise<T>,
    { isRepeatable }: { readonly isRepeatable: boolean } = { isRepeatable: true },
  ): Promise<T> {
    const epoch = untracked(this.epochNumber);
    try {
      return await work();
    } catch (thrown) {
      return this.repeat({ connectionSession: this, epoch, isRepeatable }, thrown, work);
    }
  }

  protected forgetStored(reason: ForgetReason): Promise<void> {
    return this.strategy.forget ? this.strategy.forget(reason) : this.strategy.signOut();
  }

  protected fail(error: QlikError): void {
    this.current.set({ status: 'failed', error });
    this.listener('failed', error);
  }

  /** Begins another epoch: what was begun before has no effect any more. */
  protected beginEpoch(): void {
    this.epochNumber.update((epoch) => epoch + 1);
  }
}

/** Returns the error for work of an earlier sign-in. @param state the current state */
function signInEndedError(state: ConnectionState, { id }: QlikConnection): QlikError {
  if (state.status === 'signed-out' && state.reason) return state.reason;
  return new QlikError('sign-in-required', 'The sign-in has ended.', {
    remedy: 'Open it again.',
    connectionId: id,
  });
}
