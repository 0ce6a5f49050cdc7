import type { AuthDemo } from './auth-demo';

/** No credential of the page's. */
export const NONE_DEMO: AuthDemo = {
  type: 'none',
  platform: 'cloud',
  title: 'No credential',
  summary:
    'The page sends nothing of its own: the server asks for nothing, or somebody on the way, such as a reverse proxy, puts a credential in.',
  useWhen: 'A reverse proxy of yours signs every request already; or in tests.',
  notWhen: [
    'The server wants to know who asks: each call is refused, and there is nothing to renew.',
    'The application’s own backend puts the credential in: then its type (API key, machine, header, certificate), which knows when the user has changed.',
    'The page is to make no call at all: then the type noauth, which blocks them.',
  ],
  secretHolder: 'Nobody in the page. What is on the way may hold one.',
  administratorSteps: (origin) => [
    `Have the reverse proxy serve Qlik at a path of ${origin}, WebSockets included, and put the credential in.`,
    'Let it forward that path for signed-in users only: it is as good as the credential.',
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
  tryHint: 'Here the backend is on the way, and puts an API key in.',
};
