import { createHmac } from 'node:crypto';
import type { HostUser } from '../accounts/host-user.ts';
import type { RelayedConnection } from './relayed-connection.ts';

/** Session apps belong to one session already. */
const IDENTITY = /^(\/app\/(?!SessionApp_|%3F)[^/?]+)(?:\/identity\/([^/?]*))?(?=[/?]|$)/;

/**
 * The path of an engine session, with an identity that belongs to one user of the application. Without it the engine gives all users of a
 * shared identity one session per app: they would see and change each other's selections. The identity is stable over sign-ins, restarts and
 * instances, so that users find their selections again, as with personal identities.
 *
 * @param path such as `/app/<id>` or `/app/<id>/identity/<given>`; a page's identity still separates its sessions
 * @see Qlik Associative Engine API, "Opening a session": sessions are shared by user, app and identity
 */
export function withOwnIdentity(path: string, connection: RelayedConnection, { id }: HostUser): string {
  return path.replace(IDENTITY, (_, app: string, given = '') => {
    const own = createHmac('sha256', `identity/${secretOf(connection)}`).update(JSON.stringify([id, given]));
    return `${app}/identity/${own.digest('base64url').slice(0, 32)}`;
  });
}

/** The key of the identities: secret, and the same in all instances. */
function secretOf(connection: RelayedConnection): string {
  switch (connection.type) {
    case 'apikey':
      return connection.apiKey;
    case 'm2m':
    case 'oauth2-web':
      return connection.clientSecret;
    case 'pfx':
      return connection.key;
    case 'header':
      throw new Error('Users of header connections are their own at Qlik.');
  }
}
