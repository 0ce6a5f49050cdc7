import type { QlikConnection } from '../../connections/connection';
import { unusable } from '../requests/ask';
import { signInRefused } from '../requests/refused-sign-in';
import { isNobody, type ProxySession } from './proxy-session';

/**
 * Shows a virtual proxy who somebody is.
 * @param proof a ticket in the query, or a JWT in a header
 * @throws {QlikError} `sign-in-refused` with the remedy, `http-*`
 */
export async function enterProxy(
  connection: QlikConnection,
  session: ProxySession,
  proof: Parameters<ProxySession['visit']>[0] & { readonly remedy: string },
): Promise<void> {
  const response = await session.visit(proof);
  // A proxy that takes a ticket may send the browser on to the same address without it.
  if (response.ok || response.status === 404 || response.type === 'opaqueredirect') return;
  if (!isNobody(response)) throw unusable(connection, response);
  throw signInRefused(connection, { said: undefined, status: response.status, remedy: proof.remedy });
}
