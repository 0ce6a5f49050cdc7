import type { BackendConnection, ConnectionType } from '../configuration/connection-shapes.ts';

const RELAYED = ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'] as const satisfies readonly ConnectionType[];

/** Connections that pages reach through `/qlik/<id>`, because their credential cannot leave the backend. */
export type RelayedConnection = BackendConnection<(typeof RELAYED)[number]>;

export function isRelayed(connection: BackendConnection): connection is RelayedConnection {
  return RELAYED.some((type) => type === connection.type);
}
