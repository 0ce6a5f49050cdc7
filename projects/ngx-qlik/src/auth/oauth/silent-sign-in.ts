import type { QlikConnection } from '../../connections/connection';
import { signInCanceled } from '../requests/cancellation';
import { receiveAnswer } from './callback-channel';

/** How long all redirects of the frame may take: the page waits for them before it offers a sign-in. */
const LIMIT_MS = 10_000;
/** After a page has been shown in the frame. The callback page posts at once; another one may go on by a script, or is there to stay. */
const AFTER_LOAD_MS = 2_000;
/** Of frames that this file makes. */
const MARK = 'data-ngx-qlik-sign-in';

/** What is requested in a frame. */
export interface FrameRequest {
  /** Of the authorization endpoint, with `prompt=none`. */
  readonly address: string;
  readonly state: string;
  readonly signal: AbortSignal;
}

/**
 * Requests an authorization in a hidden frame. The frame may run scripts and use its own origin, and cannot leave for another page on top of this one.
 *
 * @returns the answer that the callback page received; `undefined` where none came in time: the frame, its cookies or its scripts are blocked,
 *   or the server shows a page in spite of `prompt=none`
 * @throws {QlikError} `sign-in-canceled`
 */
export async function requestInFrame(
  connection: QlikConnection,
  { address, state, signal }: FrameRequest,
): Promise<URLSearchParams | undefined> {
  // A server without the callback page answers with the application itself, which must not begin a sign-in in its frame.
  if (window.frameElement?.hasAttribute(MARK)) return undefined;
  const over = new AbortController();
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = `Sign-in to ${connection.label}`;
  frame.setAttribute(MARK, '');
  frame.setAttribute('aria-hidden', 'true');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  const answered = receiveAnswer(state, over.signal);
  let limit: ReturnType<typeof setTimeout> | undefined;
  let loaded: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<URLSearchParams | undefined>((resolve, reject) => {
      const giveUp = () => resolve(undefined);
      const cancel = () => reject(signInCanceled(connection));
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { signal: over.signal });
      void answered.then(resolve);
      limit = setTimeout(giveUp, LIMIT_MS);
      frame.addEventListener('load', () => {
        clearTimeout(loaded);
        loaded = setTimeout(giveUp, AFTER_LOAD_MS);
      });
      frame.src = address;
      document.body.append(frame);
    });
  } finally {
    over.abort();
    clearTimeout(limit);
    clearTimeout(loaded);
    frame.remove();
  }
}

/**
 * Answers that say that the server would have to ask the user, who then signs in as usual.
 * @see OpenID Connect Core 1.0, section 3.1.2.6
 */
const INTERACTION_NEEDED: readonly (string | null)[] = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];

/** Whether the user has to sign in. */
export function needsInteraction(answer: URLSearchParams): boolean {
  return INTERACTION_NEEDED.includes(answer.get('error'));
}
