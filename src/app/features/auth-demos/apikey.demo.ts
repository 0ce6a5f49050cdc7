import type { AuthDemo } from './auth-demo';

/** The API key of one user, put in by the backend. */
export const APIKEY_DEMO: AuthDemo = {
  type: 'apikey',
  platform: 'cloud',
  title: 'API key',
  summary:
    'The backend forwards every call and WebSocket with an API key; everybody acts as the user whose key it is.',
  useWhen: 'Something has to be tried out, or everybody may see what one technical user sees.',
  notWhen: [
    'Users have rights of their own at Qlik: each of them would have those of the key’s user.',
    'For long: a key is as good as a password until it is revoked or ends. Machine to machine renews itself.',
    'In a page, ever. Whoever has a key can use it from anywhere.',
  ],
  secretLocation: 'The backend has the key. A field for it in the browser’s configuration does not exist.',
  administratorSteps: () => [
    'In the tenant’s Administration, open Settings and allow API keys.',
    'Make a technical user with no more rights than needed, and give it access to the spaces.',
    'As that user, open the profile, then API keys, and generate one with an end.',
    'Put the key into a file or a variable of the backend’s machine, and name that in the secrets file.',
    'Say in the secrets file who may use it: onlyUsers, onlyGroups (groups from your identity provider), or audience: everyone-signed-in. Without one of them the backend does not start.',
    'Leave its access in the backend at “read”, unless every user of the page may change what that user may change. What else than spaces, items, apps and the key’s own user is to be reachable goes into its allow list.',
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
  tryHint: 'Whoever you are in this application: Qlik sees Grace Hopper, whose key the backend has.',
};
