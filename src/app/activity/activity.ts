/** What kind of thing happened. */
export type ActivityKind = 'sign-in' | 'page' | 'request' | 'script' | 'session';

/** How it went. */
export type ActivityOutcome = 'done' | 'failed' | 'noted';

/** One thing that happened between this page and a connection. Nothing in it is a credential. */
export interface Activity {
  readonly kind: ActivityKind;
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly title: string;
  readonly outcome: ActivityOutcome;
  /** More about it, for example what the credential of a request was. */
  readonly detail?: string;
  readonly milliseconds?: number;
}
