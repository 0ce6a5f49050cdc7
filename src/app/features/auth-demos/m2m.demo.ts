import type { AuthDemo } from './auth-demo';

/** An OAuth client of the backend as itself. */
export const M2M_DEMO: AuthDemo = {
  type: 'm2m',
  platform: 'cloud',
  title: 'Machine to machine',
  summary:
    'The backend has an access token of an OAuth client, which acts as itself, and forwards every call and WebSocket with it.',
  useWhen: 'Everybody who uses the page may see the same, such as figures on a wall.',
  notWhen: [
    'Users have rights of their own at Qlik: each of them would have those of the client.',
    'It must be on record at Qlik who looked at what: there it is always the client.',
    'There is no backend. The client secret would be in the page.',
  ],
  secretLocation: 'The backend has client ID, client secret and token. Nothing of them reaches the browser.',
  administratorSteps: () => [
    'In the tenant’s Administration, open OAuth and create a client of the type “Web”.',
    'Allow “Machine-to-Machine” for it, and choose the scope user_default.',
    'Add the client as a member of the spaces that it is to read.',
    'Copy the client ID and the client secret into the configuration of the backend, and nowhere else.',
    'Say in the secrets file who may use it: onlyUsers, onlyGroups (groups from your identity provider), or audience: everyone-signed-in. Without one of them the backend does not start.',
    'Leave its access in the backend at “read”, unless every user of the page may change what the client may change. What else than spaces, items, apps and the client itself is to be reachable goes into its allow list.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: '/qlik/my-tenant',
    auth: { type: 'm2m' },
  },
  backendConfiguration: {
    type: 'm2m',
    host: 'https://your-tenant.eu.qlikcloud.com',
    clientId: 'the client ID',
    clientSecret: { env: 'QLIK_CLIENT_SECRET' },
    audience: 'everyone-signed-in',
    access: 'read',
  },
  setUp: `provideQlik(withConnections('connections.json'), withM2M()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['tenant-user', 'tenant', 'spaces', 'app'],
  tryHint: 'Whoever you are in this application: Qlik sees the OAuth client.',
};
