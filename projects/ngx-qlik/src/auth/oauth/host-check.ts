import type { QlikConnection } from '../../connections/connection';
import { request } from '../requests/request';

/** How much longer than anyway a sign-in waits for the host: one that does not exist is known by then. */
const GRACE_MS = 300;
/** Qlik's script, which each tenant gives to every page: the answer to another path may be an error on the console. */
const SCRIPT = { path: '/qlik-embed/main.js', method: 'HEAD' };
/** Public too, and unknown to content blockers, some of which block the script. @see https://qlik.dev/apis/rest/.well-known/ */
const METADATA = { path: '/.well-known/oauth-authorization-server', method: 'GET' };

/**
 * Asks the host of a connection before the browser leaves for its sign-in page: where nothing answers, the user would be left with the browser's
 * own page. What forbids these requests, such as the Content-Security-Policy, forbids that for tokens too. A host that is slow is no proof.
 *
 * @param others what the sign-in waits for anyway
 * @throws {QlikError} `http-unreachable`, and what `others` rejects with
 */
export async function checkHost(connection: QlikConnection, others: Promise<unknown>): Promise<void> {
  // Such a page gets no answer that its server does not give to pages of other origins.
  if (crossOriginIsolated) return;
  const over = new AbortController();
  const ask = ({ path, method }: typeof SCRIPT) =>
    request(connection, {
      address: connection.host + path,
      init: { method, mode: 'no-cors', credentials: 'omit', signal: over.signal },
      remedy: 'Check the network, and "host" in connections.json, and try again.',
    });
  const grace = () => new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  const script = ask(SCRIPT).then(
    () => true,
    () => false,
  );
  try {
    const isScriptBlocked = (await Promise.race([script, others.then(grace)])) === false;
    if (isScriptBlocked) await Promise.race([ask(METADATA), grace()]);
  } finally {
    // Failures after the end are ignored.
    over.abort();
  }
}
