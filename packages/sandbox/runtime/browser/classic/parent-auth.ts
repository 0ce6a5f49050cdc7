import type { HostConfig, RestCallAuthParams, WebSocketAuthParams } from '@qlik/api/auth';
import { isRecord } from '../../../json/is-record.ts';
import { auth } from '../qlik-client.ts';
import { messageOf } from '../embed/open-app.ts';

/**
 * A page of the tenant in a frame of a page that signs in with tokens has no session: it asks that page for the parameters of each call, and so
 * knows no token that lives longer than the call needs. How Qlik's own client does it is not published.
 */

/** The name of the auth module that asks the page around the frame. */
export const PARENT_AUTH = 'sandbox-parent';

declare global {
  // Qlik's interface for auth modules of one's own.
  interface QlikAuthModules {
    [PARENT_AUTH]: { readonly config: object };
  }
}

const QUESTION = 'qlik-sandbox/auth-question';
const ANSWER = 'qlik-sandbox/auth-answer';
const ANSWER_LIMIT_MS = 30_000;

/** What a call needs: for REST its method, nothing for a socket. */
type Question = { readonly method: string } | { readonly method?: undefined };

/** Registers the auth module in a page of the tenant. */
export function registerParentAuth(): void {
  auth.default.registerAuthModule(PARENT_AUTH, {
    getRestCallAuthParams: ({ method }) => ask({ method }) as Promise<RestCallAuthParams>,
    getWebSocketAuthParams: () => ask({}) as Promise<WebSocketAuthParams>,
    // The page around the frame renews its credential itself, when it is asked again.
    handleAuthenticationError: ({ canRetry }) => Promise.resolve({ retry: canRetry }),
  });
}

/** @throws {Error} with the message of the page around the frame, or when it does not answer in time */
function ask(question: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { port1: own, port2: others } = new MessageChannel();
    const limit = setTimeout(() => {
      own.close();
      reject(new Error('The page around the frame did not answer.'));
    }, ANSWER_LIMIT_MS);
    own.onmessage = ({ data }: MessageEvent<unknown>) => {
      clearTimeout(limit);
      own.close();
      const { type, params, message } = isRecord(data) ? data : {};
      if (type === ANSWER && isRecord(params)) resolve(params);
      else
        reject(
          new Error(typeof message === 'string' ? message : 'The page around the frame has no sign-in.'),
        );
    };
    // Without a secret; which page may put this one into a frame says its policy.
    window.parent.postMessage({ type: QUESTION, ...question }, '*', [others]);
  });
}

/**
 * Answers a page of the tenant in a frame of this page.
 * @returns ends it
 */
export function answerFrame(frame: HTMLIFrameElement, hostConfig: HostConfig | undefined): () => void {
  const { origin } = new URL(auth.default.toValidLocationUrl(hostConfig));
  const answer = (event: MessageEvent<unknown>): void => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const [port] = event.ports;
    const { type, method } = isRecord(event.data) ? event.data : {};
    if (type !== QUESTION || port === undefined) return;
    const known = hostConfig === undefined ? {} : { hostConfig };
    const params =
      typeof method === 'string'
        ? auth.default.getRestCallAuthParams({ ...known, method })
        : auth.default.getWebSocketAuthParams(known);
    params.then(
      (found) => port.postMessage({ type: ANSWER, params: found }),
      (error: unknown) => port.postMessage({ type: ANSWER, message: messageOf(error) }),
    );
  };
  window.addEventListener('message', answer);
  return () => window.removeEventListener('message', answer);
}
