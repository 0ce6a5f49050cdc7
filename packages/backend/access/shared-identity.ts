import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { SettingsError } from '../settings-error.ts';
import { VARIABLES } from '../setting-names.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';

/** The fields that decide how a connection's users are named at Qlik. */
type Identity = Pick<BackendConnection, 'type'> & { readonly asUser?: string | undefined };

/**
 * Returns whether all users of the connection are the same user at Qlik: `m2m`, `apikey`, and `pfx` with `asUser`. `pfx` without it gives
 * each user a separate Qlik user, whose permissions apply.
 */
export function isSharedIdentity({ type, asUser }: Identity): boolean {
  return type === 'm2m' || type === 'apikey' || (type === 'pfx' && asUser !== undefined);
}

/**
 * Requires an audience for each connection by which all users act as the same Qlik user.
 * @param name of the setting with the connections, for the message
 * @throws {SettingsError} that names each such connection, and what to write
 */
export function requireAudiences(connections: BackendConnections, name = VARIABLES.connections): void {
  const missing = [...connections.values()].filter(
    (connection) =>
      isSharedIdentity(connection) &&
      connection.audience === undefined &&
      connection.onlyUsers === undefined &&
      connection.onlyGroups === undefined,
  );
  if (missing.length === 0) return;
  const faults = missing.map(
    ({ id }) =>
      `  connections.${id}.audience: all users act as the same Qlik user here, so say who may: "onlyUsers": ["<id>"], "onlyGroups": ["<group>"], or "audience": "everyone-signed-in"`,
  );
  throw new SettingsError([`${name}: these connections do not say who may use them.`, ...faults].join('\n'));
}
