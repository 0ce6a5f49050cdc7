import type { AuthDemo } from './auth-demo';

/** Anonymous users of a tenant. */
export const ANONYMOUS_DEMO: AuthDemo = {
  type: 'anonymous',
  platform: 'cloud',
  title: 'Anonymous access',
  summary:
    'All users see one shared app of the tenant without a sign-in; the page gets an access token for a public access code.',
  useWhen: 'An app is public, and its users have no account.',
  notWhen: [
    'The app contains data that is not public: the access code is in the page and opens the app.',
    'Users need more than one app, or lists of apps and spaces: anonymous users cannot open these.',
    'You need a stable interface: Qlik’s typings mark access codes as experimental.',
  ],
  secretLocation:
    'No secret. Client ID and access code are public; the access token is in the page’s memory.',
  administratorSteps: (origin) => [
    'Use a tenant with anonymous access, and share the app with anonymous users. The share contains the access code.',
    'In the tenant’s Administration, open OAuth and create a client of the type “Anonymous embed”.',
    `Add ${origin} to its allowed origins.`,
    'Copy client ID and access code into the configuration. There is no secret to copy.',
  ],
  configuration: {
    id: 'public-figures',
    label: 'Public figures',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: { type: 'anonymous', clientId: 'the client ID', accessCode: 'the access code' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withAnonymous()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: false,
  calls: ['anonymous-user', 'app'],
  suggestedAppId: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
  tryHint: 'The sandbox shares its movies app; other apps are not found.',
};
