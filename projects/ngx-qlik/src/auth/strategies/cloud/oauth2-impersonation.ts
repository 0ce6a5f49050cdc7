import { BackendClient } from '../../backend/backend-client';
import { SilentTokenStrategy } from '../../oauth/silent-token-strategy';
import { readExpiry, subjectOf } from '../../oauth/tokens';
import { unexpectedResponse } from '../../requests/request';
import type { ConnectionOfType, FullStrategy, StrategySetup } from '../../strategy';

/**
 * Access tokens that the backend fetches by `urn:qlik:oauth:user-impersonation` for the user of the application.
 *
 * A custom backend answers with `accessToken` and `expiresAt`, or with Qlik's own `access_token` and `expires_at`.
 */
export function createStrategy({
  connection,
  backend,
  hasHostSession,
}: StrategySetup<ConnectionOfType<'oauth2-impersonation'>>): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  return new SilentTokenStrategy(connection, {
    clientId: connection.auth.clientId,
    resourcePurpose: 'webresource',
    ownerOf: ({ accessToken }) => subjectOf(accessToken),
    fetch: async (formerToken) => {
      // Named, so that the backend's cache does not hand out again what Qlik no longer takes.
      const answer = await client.post(
        'access-token',
        formerToken === undefined ? {} : { refusedToken: formerToken },
      );
      const accessToken = answer['accessToken'] ?? answer['access_token'];
      if (typeof accessToken !== 'string') {
        throw unexpectedResponse(connection, new Response(), {
          reason: "the backend's answer has no access token",
        });
      }
      const { expires_in } = answer;
      const expiresAt = readExpiry({ expires_in, expires_at: answer['expiresAt'] ?? answer['expires_at'] });
      return expiresAt === undefined ? { accessToken } : { accessToken, expiresAt };
    },
    end: async () => {
      await client.post('sign-out');
    },
  });
}
