import { createHmac } from 'node:crypto';
import type { HostUser } from '../accounts/host-user.ts';
import type { RelayedConnection } from './relayed-connection.ts';

/** Session apps are one session's own already. */
const IDENTITY = /^(\/app\/(?!SessionApp_|%3F)[^/?]+)(?:\/identity\/([^/?]*))?(?=[/?]|$)/;

/**
 * The path of an engine session, with an identity that belongs to one user of the application. Without it the engine gives all users of a
 * shared identity one session per app: they would see and change each other's selections. It stays the same over sign-ins, restarts and
 * copies, so that a user finds the own selections again, as at connections where each user is one at Qlik.
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

/** Keeps others from computing the identity of a user, and is the same in all copies. */
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
