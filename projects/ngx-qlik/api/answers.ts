import { type Observable, ReplaySubject, share, tap } from 'rxjs';

/** The most answers of one sign-in that are kept; the oldest goes first. */
const MOST_ANSWERS = 100;

/** A call with GET that is under way or was answered. */
interface Answer {
  readonly call: Observable<unknown>;
  /** Milliseconds since 1970; undefined until it is answered. */
  answeredAt: number | undefined;
}

/**
 * Calls with GET of one sign-in at one connection: equal ones that are under way at the same time are made once, and answers are kept for
 * callers who accept an older one.
 */
export class Answers {
  private readonly byAddress = new Map<string, Answer>();

  /**
   * Returns the call: one that is under way, one that was answered at most `maxAge` milliseconds ago, or a new one.
   * @param send makes the call on subscription
   */
  get(address: string, maxAge: number, send: () => Observable<unknown>): Observable<unknown> {
    const existing = this.byAddress.get(address);
    const isGood =
      existing && (existing.answeredAt === undefined || Date.now() - existing.answeredAt < maxAge);
    return isGood ? existing.call : this.add(address, maxAge, send());
  }

  private add(address: string, maxAge: number, sent: Observable<unknown>): Observable<unknown> {
    const forget = () => {
      if (this.byAddress.get(address) === answer) this.byAddress.delete(address);
    };
    const call = sent.pipe(
      tap({
        next: () => {
          if (maxAge > 0) answer.answeredAt = Date.now();
          else forget();
        },
        error: forget,
        // No caller waits for it any more.
        unsubscribe: forget,
      }),
      share({
        connector: () => new ReplaySubject(1),
        resetOnComplete: false,
        resetOnError: false,
        resetOnRefCountZero: true,
      }),
    );
    const answer: Answer = { call, answeredAt: undefined };
    // At the end of the order.
    this.byAddress.delete(address);
    this.byAddress.set(address, answer);
    const [oldest] = this.byAddress.keys();
    if (this.byAddress.size > MOST_ANSWERS && oldest !== undefined) this.byAddress.delete(oldest);
    return call;
  }
}
