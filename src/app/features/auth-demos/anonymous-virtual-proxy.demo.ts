import type { AuthDemo } from './auth-demo';

/** Visitors of a client-managed server without a name. */
export const ANONYMOUS_VIRTUAL_PROXY_DEMO: AuthDemo = {
  type: 'anonymous-virtual-proxy',
  platform: 'client-managed',
  title: 'Visitors without a name',
  summary:
    'A virtual proxy lets everybody in; the first visit begins a session, and nobody is asked anything.',
  useWhen: 'Apps are meant for everybody who can reach the server.',
  notWhen: [
    'Anything in the apps, or in what the streams show, is not for everybody.',
    'You must know who did what: all visitors are strangers, each session a new one.',
    'It is a Qlik Cloud tenant: then the anonymous type of Qlik Cloud.',
  ],
  secretLocation: 'Nobody; there is no secret.',
  administratorSteps: (origin) => [
    'Have an Analyzer Capacity or Qlik Analytics Platform licence; others do not let visitors without a name in.',
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie of its own name, anonymous access mode “Always anonymous user”.',
    'Publish the apps to a stream whose security rule lets anonymous users read.',
    `Add ${new URL(origin).hostname} to the host allow list.`,
    `Add to the additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Allow-Headers: qlik-csrf-token, x-qlik-xrfkey, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'Where page and server are different sites: SameSite attribute “None”, with Secure and HTTPS.',
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
