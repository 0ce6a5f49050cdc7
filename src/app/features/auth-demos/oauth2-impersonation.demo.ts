import type { AuthDemo } from './auth-demo';

/** OAuth2 access tokens that the backend fetches for its users. */
export const OAUTH2_IMPERSONATION_DEMO: AuthDemo = {
  type: 'oauth2-impersonation',
  platform: 'cloud',
  title: 'OAuth2 impersonation',
  summary:
    'The backend requests an access token from the tenant on behalf of its own user; the page uses it directly, without a sign-in page of Qlik.',
  useWhen:
    'Your users sign in to your application, exist in the tenant too, and must not see a page of Qlik.',
  notWhen: [
    'There is no backend: use OAuth2 with PKCE.',
    'No token may be in a browser: use a confidential client in the backend.',
    'Your users do not exist in the tenant, and no second OAuth client may create them: use JWT, which does.',
  ],
  secretLocation:
    'The backend has the client secret. The page has a short-lived access token of one user, in memory.',
  administratorSteps: (origin) => [
    'In the tenant’s Administration, open OAuth and create a client of the type “Web”.',
    'Allow “Machine-to-Machine” and “Impersonation” for it, and set its consent to “Trusted”.',
    'Choose the scope user_default.',
    `Add ${origin} to its allowed origins.`,
    'Copy the client ID into both configurations, and the client secret into the backend’s configuration only.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: { type: 'oauth2-impersonation', clientId: 'the client ID' },
  },
  backendConfiguration: {
    type: 'oauth2-impersonation',
    host: 'https://your-tenant.eu.qlikcloud.com',
    clientId: 'the client ID',
    clientSecret: { env: 'QLIK_CLIENT_SECRET' },
    lookup: 'subject',
    user: { from: 'email' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withOAuth2Impersonation()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['tenant-user', 'spaces', 'app'],
};
