import type { AuthDemo } from './auth-demo';

/** Anonymous users of a client-managed server. */
export const ANONYMOUS_VIRTUAL_PROXY_DEMO: AuthDemo = {
  type: 'anonymous-virtual-proxy',
  platform: 'client-managed',
  title: 'Anonymous access at a virtual proxy',
  summary:
    'A virtual proxy accepts anonymous users: the first request begins a session, without a sign-in page.',
  useWhen: 'Apps are public for all users who can reach the server.',
  notWhen: [
    'The apps or streams contain data that is not public.',
    'You need to know which user did what: users are anonymous, and each session is a new user.',
    'The connection is a Qlik Cloud tenant: use anonymous access of Qlik Cloud.',
  ],
  secretLocation: 'No secret.',
  administratorSteps: (origin) => [
    'Use an Analyzer Capacity or Qlik Analytics Platform license; other licenses do not accept anonymous users.',
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie name of its own, anonymous access mode “Always anonymous user”.',
    'Publish the apps to a stream whose security rule lets anonymous users read.',
    `Add ${new URL(origin).hostname} to the host allow list.`,
    `Add to the additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Allow-Headers: qlik-csrf-token, x-qlik-xrfkey, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'If page and server are different sites: SameSite attribute “None”, with Secure and HTTPS.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: 'https://qlik.example.com/public',
    auth: { type: 'anonymous-virtual-proxy' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withAnonymousVirtualProxy()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: false,
  calls: ['proxy-user', 'app'],
};
