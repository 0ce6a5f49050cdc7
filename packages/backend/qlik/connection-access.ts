import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection, ConnectionType } from '../configuration/connection-shapes.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { Problem } from '../errors/problem.ts';

/**
 * Returns the connection with that id when the user may use it.
 * @throws {Problem} 404, or 403 when it is not for this user
 */
export function findConnection(
  connections: BackendConnections,
  id: string,
  user: HostUser,
): BackendConnection {
  const connection = connections.get(id);
  if (connection === undefined) {
    throw new Problem(404, 'connection-unknown', 'The backend has no such connection.', {
      remedy: 'Use the same id in connections.json and in the secrets file.',
    });
  }
  if (!isInAudience(connection, user)) {
    throw new Problem(403, 'not-allowed', 'This connection is not for you.', {
      connection: id,
      remedy: 'Ask an administrator for access.',
    });
  }
  return connection;
}

/**
 * Whether the user is on one of the lists `onlyUsers` and `onlyGroups`. Without either list all signed-in users are; an empty list has
 * no members. Ids and groups are compared as they are.
 */
function isInAudience(
  { onlyUsers, onlyGroups }: Pick<BackendConnection, 'onlyUsers' | 'onlyGroups'>,
  user: HostUser,
): boolean {
  if (onlyUsers === undefined && onlyGroups === undefined) return true;
  const groups = user.groups ?? [];
  return (
    onlyUsers?.includes(user.id) === true || onlyGroups?.some((group) => groups.includes(group)) === true
  );
}

/** @throws {Problem} 404 when the connection is of another type */
export function requireType<T extends ConnectionType>(
  connection: BackendConnection,
  type: T,
): BackendConnection<T> {
  if (isOfType(connection, type)) return connection;
  throw new Problem(404, 'connection-type', `This connection is of type ${connection.type}, not ${type}.`, {
    connection: connection.id,
    remedy: 'Give the connection the same auth type in connections.json and in the secrets file.',
  });
}

function isOfType<T extends ConnectionType>(
  connection: BackendConnection,
  type: T,
): connection is BackendConnection<T> {
  return connection.type === type;
}
