import type { AuthDemo } from './auth-demo';

/** An OAuth client of the backend that acts as itself. */
export const M2M_DEMO: AuthDemo = {
  type: 'm2m',
  platform: 'cloud',
  title: 'Machine to machine',
  summary:
    'The backend has an access token of an OAuth client, which acts as itself, and forwards every call and WebSocket with it.',
  useWhen: 'All users of the page may see the same data, such as a public dashboard.',
  notWhen: [
    'Users have different rights at Qlik: with this type, all have the rights of the client.',
    'Qlik’s audit log has to name the user: it always names the client.',
    'There is no backend: the client secret would be in the page.',
  ],
  secretLocation: 'The backend has client ID, client secret and token. None of them reaches the browser.',
  administratorSteps: () => [
    'In the tenant’s Administration, open OAuth and create a client of the type “Web”.',
    'Allow “Machine-to-Machine” for it, and choose the scope user_default.',
    'Add the client as a member of the spaces that it reads.',
    'Copy the client ID and the client secret into the configuration of the backend only.',
    'Set the allowed users in the secrets file: onlyUsers, onlyGroups (groups from your identity provider), or audience: everyone-signed-in. Without one of them the backend does not start.',
    'Keep its access in the backend at “read”, unless every user of the page may change what the client may change. The allow list adds paths other than spaces, items, apps and the client itself.',
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
  tryHint: 'Qlik sees the OAuth client for all users of this application.',
};
