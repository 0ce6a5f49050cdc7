import type { QlikConnection } from '../../connections/connection';
import type { QlikError } from '../../errors/qlik-error';
import { unexpectedResponse } from '../requests/request';
import { cookiesBlocked, signInRefused } from '../requests/refused-sign-in';
import { isNotSignedIn, type ProxySession } from './proxy-session';

const INACTIVE =
  'Ask the administrator of the server: it knows this user and does not let them in, for example because the account is inactive.';

/**
 * Begins a session at a virtual proxy.
 * @param proof a ticket in the query, or a JWT in a header
 * @returns whether the proxy redirected: to its sign-in page, or to the same address without the ticket
 * @throws {QlikError} `sign-in-refused` with the remedy, `http-*`
 */
export async function beginProxySession(
  connection: QlikConnection,
  session: ProxySession,
  proof: Parameters<ProxySession['requestResource']>[0] & { readonly remedy: string },
): Promise<boolean> {
  const response = await session.requestResource(proof);
  if (response.type === 'opaqueredirect') return true;
  if (response.ok || response.status === 404) return false;
  if (!isNotSignedIn(response)) throw unexpectedResponse(connection, response);
  const { status } = response;
  const remedy = status === 403 ? INACTIVE : proof.remedy;
  throw signInRefused(connection, { reason: undefined, status, remedy });
}

/**
 * The error when a visit that should have begun a session left none.
 * @param wasRedirected what {@link beginProxySession} returned
 * @param expected the required authentication of the virtual proxy, as a text for the message
 */
export function noProxySession(
  connection: QlikConnection,
  { wasRedirected, expected }: { readonly wasRedirected: boolean; readonly expected: string },
): QlikError {
  if (!wasRedirected) return cookiesBlocked(connection);
  return signInRefused(connection, {
    reason: 'its proxy sends the page to a sign-in page',
    status: 302,
    remedy: `Check that "host" (${connection.host}) ends with the prefix of a virtual proxy, and that this one ${expected} (Management console).`,
  });
}
