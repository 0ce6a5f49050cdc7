import type { AuthDemo } from './auth-demo';

/** The page sends no credential. */
export const NONE_DEMO: AuthDemo = {
  type: 'none',
  platform: 'cloud',
  title: 'No credential',
  summary: 'The page sends no credential: the server needs none, or a reverse proxy adds it.',
  useWhen: 'Your reverse proxy authenticates every request already; or in tests.',
  notWhen: [
    'The server needs a credential from the page: it refuses each call, and there is nothing to renew.',
    'The application’s own backend adds the credential: use its type (API key, machine to machine, header, certificate), which detects that the user has changed.',
    'The page must make no calls at all: use the type noauth, which blocks them.',
  ],
  secretLocation: 'No secret in the page. The reverse proxy may have one.',
  administratorSteps: (origin) => [
    `Let the reverse proxy serve Qlik at a path of ${origin}, WebSockets included, and add the credential.`,
    'Let it forward that path for signed-in users only: access to the path is access with the credential.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: '/qlik/my-tenant',
    auth: { type: 'none' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withNone()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['tenant-user', 'spaces', 'app'],
  tryHint: 'Here the backend adds an API key.',
};
