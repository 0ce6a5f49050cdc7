import type { FastifyBaseLogger } from 'fastify';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { fetchFor } from '../outgoing/tls-client.ts';

const REVOKE_LIMIT_MS = 5_000;

/** A token to revoke, and its type hint (RFC 7009, section 2.1). */
export interface RevocableToken {
  readonly token: string;
  readonly hint: 'access_token' | 'refresh_token';
}

/**
 * Revokes tokens at the tenant. A failure is only logged: the token is deleted here, and the sign-out does not fail because Qlik
 * cannot be reached.
 */
export async function revokeTokens(
  connection: BackendConnection<'oauth2-web' | 'oauth2-impersonation'>,
  tokens: readonly RevocableToken[],
  log: FastifyBaseLogger,
): Promise<void> {
  const signal = AbortSignal.timeout(REVOKE_LIMIT_MS);
  await Promise.all(
    tokens.map(async ({ token, hint }) => {
      try {
        // Qlik documents JSON here, with the client's credentials left out.
        const response = await fetchFor(connection, `${connection.host}/oauth/revoke`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token, token_type_hint: hint }),
          signal,
        });
        if (!response.ok) log.warn({ status: response.status }, 'a token was not revoked');
      } catch (error) {
        log.warn({ err: error }, 'a token was not revoked');
      }
    }),
  );
}
