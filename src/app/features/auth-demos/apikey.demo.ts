import type { AuthDemo } from './auth-demo';

/** The API key of one user, added by the backend. */
export const APIKEY_DEMO: AuthDemo = {
  type: 'apikey',
  platform: 'cloud',
  title: 'API key',
  summary:
    'The backend forwards every call and WebSocket with an API key; all users act as the user of the key.',
  useWhen: 'You evaluate Qlik, or all users may see what one technical user sees.',
  notWhen: [
    'Users have different rights at Qlik: with a key, all have the rights of the key’s user.',
    'In production for a long time: a key is like a password until it is revoked or expires. Machine-to-machine tokens renew themselves.',
    'In the browser: a key works from anywhere.',
  ],
  secretLocation: 'The backend. The browser’s configuration has no field for the key.',
  administratorSteps: () => [
    'In the tenant’s Administration, open Settings and allow API keys.',
    'Create a technical user with the least rights needed, and give it access to the spaces.',
    'As that user, open the profile, then API keys, and generate a key with an expiry.',
    'Store the key in a file or environment variable of the backend, and reference it in the secrets file.',
    'Set the allowed users in the secrets file: onlyUsers, onlyGroups (groups from your identity provider), or audience: everyone-signed-in. Without one of them the backend does not start.',
    'Keep its access in the backend at “read”, unless every user of the page may change what that user may change. The allow list adds paths other than spaces, items, apps and the key’s own user.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: '/qlik/my-tenant',
    auth: { type: 'apikey' },
  },
  backendConfiguration: {
    type: 'apikey',
    host: 'https://your-tenant.eu.qlikcloud.com',
    apiKey: { env: 'QLIK_API_KEY' },
    onlyGroups: ['sales'],
    access: 'read',
  },
  setUp: `provideQlik(withConnections('connections.json'), withApiKey()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['tenant-user', 'spaces', 'app'],
  tryHint: 'Qlik sees Grace Hopper, the user of the backend’s key, for all users of this application.',
};
