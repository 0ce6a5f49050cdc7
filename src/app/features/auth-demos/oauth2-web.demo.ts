import type { AuthDemo } from './auth-demo';

/** The backend as a confidential OAuth client: tokens stay in the backend. */
export const OAUTH2_WEB_DEMO: AuthDemo = {
  type: 'oauth2-web',
  platform: 'cloud',
  title: 'OAuth2 in the backend',
  summary:
    'The user signs in on the tenant’s own page; the backend redeems the code, keeps the tokens in its session, and forwards every call and WebSocket with them.',
  useWhen: 'Your users have an account on the tenant, and no token may be in a browser.',
  notWhen: [
    'There is no backend to forward each call and WebSocket: use OAuth2 with PKCE.',
    'Users must not see a page of Qlik: use OAuth2 impersonation or JWT.',
    'Your users have no account on the tenant.',
  ],
  secretLocation:
    'The backend has the client secret and, in its session, the tokens of each user. The browser has the application’s own session cookie.',
  administratorSteps: (origin) => [
    'In the tenant’s Administration, open OAuth and create a client of the type “Web”.',
    'Choose the scopes user_default and offline_access; the second one lets the backend renew.',
    `Add ${origin}/api/qlik/my-tenant/callback to its redirect URLs, with the connection’s id in place of my-tenant.`,
    'Publish the client, and set its consent to “Trusted” to skip the consent page.',
    'Copy the client ID and the client secret into the configuration of the backend only.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: '/qlik/my-tenant',
    auth: { type: 'oauth2-web' },
  },
  backendConfiguration: {
    type: 'oauth2-web',
    host: 'https://your-tenant.eu.qlikcloud.com',
    clientId: 'the client ID',
    clientSecret: { env: 'QLIK_CLIENT_SECRET' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withOAuth2Web()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'page',
  needsHostUser: true,
  calls: ['tenant-user', 'spaces', 'app'],
  tryHint: 'The sandbox lets you choose a user, also another one than in this application.',
};
