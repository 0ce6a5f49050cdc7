import type { AuthDemo } from './auth-demo';

/** Visitors of a tenant without an account. */
export const ANONYMOUS_DEMO: AuthDemo = {
  type: 'anonymous',
  platform: 'cloud',
  title: 'Anonymous visitors',
  summary:
    'Anybody who opens the page sees one shared app of the tenant; the page gets an access token for a public access code.',
  useWhen: 'An app is meant for the public, and visitors have no account anywhere.',
  notWhen: [
    'Anything in the app is not for everybody: whoever has the page has the access code, and with it the app.',
    'Visitors are to see more than one app, or lists of apps and spaces: they cannot.',
    'You need something that Qlik supports for good: its own typings call access codes experimental.',
  ],
  secretLocation: 'Nobody. Client ID and access code are public; the access token is in the page’s memory.',
  administratorSteps: (origin) => [
    'Use a tenant that has anonymous access, and share the app with anonymous users. The share has the access code.',
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
  tryHint: 'The sandbox shares its movies app; any other app is not found.',
};
