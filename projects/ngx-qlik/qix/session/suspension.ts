/** How to handle a socket that closed during a session. */
export type SuspensionPlan =
  /** Reconnect automatically. */
  | 'resume'
  /** Renew the sign-in first. */
  | 'renew-sign-in'
  /** Wait for Qlik's runtime, which reconnects. */
  | 'join-runtime'
  /** Wait for the user. */
  | 'wait'
  /** Fail: only a change on the server helps. */
  | 'fail';

/** Qlik's close code for an idle session. */
export const IDLE = 4001;

/**
 * Returns the plan for a close code. Unknown codes, such as 1006, count as a lost connection.
 * @see `@qlik/api` 2.19, `shouldAutoResume` and `WEBSOCKET_CUSTOM_CLOSE_CODES`
 */
export function planFor(closeCode: number | undefined): SuspensionPlan {
  switch (closeCode) {
    case 4000: // suspended by the page
    case IDLE:
    case 4002: // license renewal
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
