import type { WrittenConnection } from '../connections-file.ts';
import { europeanHost } from '../european-tenant.ts';
import type { House } from '../house.ts';

/** The auth types that faults are tried on, in the order of the table. */
export const STRATEGIES = [
  'oauth2',
  'oauth2-impersonation',
  'oauth2-web',
  'm2m',
  'jwt',
  'cookie',
  'anonymous',
  'apikey',
  'ticket',
  'windows',
  'header',
  'jwt-virtual-proxy',
  'anonymous-virtual-proxy',
  'pfx',
] as const;

export type Strategy = (typeof STRATEGIES)[number];

/** The connection of each strategy in the view. */
export const CONNECTION_OF: Readonly<Record<Strategy, string>> = {
  oauth2: 'cloud-popup',
  'oauth2-impersonation': 'cloud-impersonation',
  'oauth2-web': 'cloud-web',
  m2m: 'cloud-m2m',
  jwt: 'cloud-jwt',
  cookie: 'cloud-cookie',
  anonymous: 'cloud-anonymous',
  apikey: 'cloud-apikey',
  ticket: 'server-ticket',
  windows: 'server-windows',
  header: 'server-header',
  'jwt-virtual-proxy': 'server-jwt',
  'anonymous-virtual-proxy': 'server-anonymous',
  pfx: 'server-certificate',
};

/** The connection that works on undisturbed: to the second cloud tenant, where no fault is ever set up. */
export const UNDISTURBED = { id: 'undisturbed', label: 'The tenant next door' } as const;

/** Strategies by what they have in common. */
export const CLOUD = STRATEGIES.slice(0, 8);
export const CLIENT_MANAGED = STRATEGIES.slice(8);
/** The backend passes on their calls and sockets. */
export const RELAYED: readonly Strategy[] = ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'];
/** All but the one whose key opens no app. */
export const WITH_APP = STRATEGIES.filter((each) => each !== 'apikey');
/** The browser sends a session's cookie and its CSRF token to Qlik itself. */
export const BY_COOKIE: readonly Strategy[] = [
  ...(['jwt', 'cookie'] as const),
  ...(['ticket', 'windows', 'jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const),
];
/** Somebody has to be asked before there is a session. */
export const ASKING: readonly Strategy[] = ['oauth2', 'oauth2-web', 'cookie', 'windows'];

/** Those of the first list that are not in the second. */
export function without(strategies: readonly Strategy[], left: readonly Strategy[]): readonly Strategy[] {
  return strategies.filter((each) => !left.includes(each));
}

const MOVIES = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';
/** The second tenant's copy of them: its fields are the same. */
const FILMS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a3002';

/** The connections of the view. The tenant asks for no consent, and sign-ins in a window leave the page where it is. */
export function viewedConnections(house: House): readonly WrittenConnection[] {
  const inWindow = {
    ...{ type: 'oauth2', clientId: 'sandbox-spa-trusted', scope: 'user_default offline_access' },
    ...{ tokenStorage: 'local', interaction: 'popup' },
  };
  const ids = Object.values(CONNECTION_OF);
  const shipped = house.connections.filter(({ id }) => ids.includes(id));
  return [
    { ...UNDISTURBED, platform: 'cloud', host: europeanHost(house), auth: inWindow },
    ...shipped.map((each) => (each.id === CONNECTION_OF.oauth2 ? { ...each, auth: inWindow } : each)),
  ];
}

/** The app that a connection has open in the view. */
export function appOf(connectionId: string): string | undefined {
  if (connectionId === CONNECTION_OF.apikey) return undefined;
  return connectionId === UNDISTURBED.id ? FILMS : MOVIES;
}
