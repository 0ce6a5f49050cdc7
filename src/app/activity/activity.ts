/** The kind of an event. */
export type ActivityKind = 'sign-in' | 'page' | 'request' | 'script' | 'session';

/** The result of an event; `noted` if the result is unknown. */
type ActivityOutcome = 'done' | 'failed' | 'noted';

/** An event between this page and a connection. It contains no credentials. */
export interface Activity {
  readonly kind: ActivityKind;
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly title: string;
  readonly outcome: ActivityOutcome;
  /** Details, for example the kind of a request's credential. */
  readonly detail?: string;
  readonly milliseconds?: number;
}
