import type { AuthDemo } from './auth-demo';

/** OAuth2 in the browser, without a backend. */
export const OAUTH2_DEMO: AuthDemo = {
  type: 'oauth2',
  platform: 'cloud',
  title: 'OAuth2 with PKCE',
  summary:
    'The user signs in on the tenant’s own page, by redirect or in a window; the application gets an access token for that user, with no secret and no backend.',
  useWhen: 'Your users have an account on the tenant, and your application has no backend of its own.',
  notWhen: [
    'Users must not see a Qlik sign-in page: use a type with credentials from your backend.',
    'Your users have no account on the tenant.',
    'Tokens must never be in a browser: use OAuth2 in the backend.',
  ],
  secretLocation: 'No secret (PKCE). Each sign-in uses a one-time code verifier.',
  administratorSteps: (origin) => [
    'In the tenant’s Administration, open OAuth and create a client of the type “Single-page app”.',
    `Add ${origin}/oauth-callback.html to its redirect URLs.`,
    `Add ${origin} to its allowed origins.`,
    'Choose the scope user_default; add offline_access to renew the sign-in without the user.',
    'Publish the client, and set its consent to “Trusted” to skip the consent page.',
    'Copy the client ID into the configuration. There is no secret to copy.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: {
      type: 'oauth2',
      clientId: 'the client ID',
      scope: 'user_default offline_access',
      interaction: 'redirect',
      tokenStorage: 'memory',
    },
  },
  setUp: `provideQlik(withConnections('connections.json'), withOAuth2()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: true,
  signIn: 'page',
  needsHostUser: false,
  calls: ['tenant-user', 'spaces'],
  tryHint: 'The sandbox lets you choose a user, and then asks for consent.',
};
