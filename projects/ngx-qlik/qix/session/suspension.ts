/** What to do about a socket that was closed in the middle of a session. */
export type SuspensionPlan =
  /** Take it up again without asking. */
  | 'resume'
  /** Fetch a new credential first. */
  | 'renew-sign-in'
  /** Qlik's runtime takes it up by itself; wait for it. */
  | 'join-runtime'
  /** The user has to come back or to do something. */
  | 'wait'
  /** Nothing but a decision on the server's side will help. */
  | 'fail';

/** Qlik's close code for a session in which nothing happened. */
export const IDLE = 4001;

/**
 * The plan for a close code. Unknown ones, and 1006 above all, are taken for trouble on the line.
 * @see `@qlik/api` 2.19, `shouldAutoResume` and `WEBSOCKET_CUSTOM_CLOSE_CODES`
 */
export function planFor(closeCode: number | undefined): SuspensionPlan {
  switch (closeCode) {
    case 4000: // suspended by the page
    case IDLE:
    case 4002: // licence renewal
    case 4005: // session limit
      return 'wait';
    case 4003: // engine terminating
    case 4004: // app unloaded
    case 4007: // app mode changed
      return 'join-runtime';
    case 4006: // authentication failed
      return 'renew-sign-in';
    case 4202: // bad request
    case 4203: // no permission
    case 4204: // app not found
    case 4230: // not entitled
      return 'fail';
    default:
      return 'resume';
  }
}
