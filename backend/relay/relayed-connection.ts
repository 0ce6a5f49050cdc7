import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import type { BackendConnection, ConnectionType } from '../configuration/connection-shapes.ts';

const RELAYED = ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'] as const satisfies readonly ConnectionType[];
const MOST_SOCKETS = 256;

/** Connections that pages reach through `/qlik/<id>`, because their credential cannot leave the backend. */
export type RelayedConnection = BackendConnection<(typeof RELAYED)[number]>;

export function isRelayed(connection: BackendConnection): connection is RelayedConnection {
  return RELAYED.some((type) => type === connection.type);
}

/** What a connection's requests are sent by: its own certificates, and connections that are used again. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function createAgents(connection: RelayedConnection): Agents {
  const shared = { keepAlive: true, maxSockets: MOST_SOCKETS };
  return { http: new HttpAgent(shared), https: new HttpsAgent({ ...shared, ...tlsOptions(connection) }) };
}

/** The certificates that go with a connection. */
export function tlsOptions(connection: RelayedConnection): AgentOptions {
  if (connection.type !== 'pfx' && connection.type !== 'header') return {};
  return {
    ...(connection.ca === undefined ? {} : { ca: connection.ca }),
    ...(connection.type === 'pfx' ? { cert: connection.certificate, key: connection.key } : {}),
  };
}
