import type { QlikConnection } from '../../connections/connection';
import type { QlikCredential } from '../credential';
import { request, unexpectedResponse } from './request';

/** Each user may read these, so that a refusal here is one of the credential. */
const PATHS = { cloud: '/api/v1/users/me', 'client-managed': '/qrs/about' } as const;

/**
 * Asks Qlik with a credential that one call was refused with. What may not be read with it (403) is accepted all the same.
 *
 * @throws {QlikError} `http-*` when the server could not be asked
 * @see RFC 9110, section 15.5.2: 401 says that the credential is missing or invalid
 */
export async function acceptsCredential(
  connection: QlikConnection,
  { headers, queryParams, cookies }: QlikCredential,
): Promise<boolean> {
  const address = new URL(connection.host + PATHS[connection.platform]);
  Object.entries(queryParams).forEach(([name, value]) => address.searchParams.set(name, value));
  const response = await request(connection, {
    address: address.href,
    // A client-managed server sends calls without a session to its sign-in page.
    init: { headers: { ...headers }, credentials: cookies, redirect: 'manual' },
    remedy: 'Check the network, and try again.',
  });
  if (response.status === 401 || response.type === 'opaqueredirect') return false;
  if (response.status === 429 || response.status >= 500) throw unexpectedResponse(connection, response);
  return true;
}
