import type { AuthDemo } from './auth-demo';

/** The Windows account at a client-managed server. */
export const WINDOWS_DEMO: AuthDemo = {
  type: 'windows',
  platform: 'client-managed',
  title: 'Windows account',
  summary:
    'The page leaves for the server’s own sign-in and comes back with a session. Browsers on Windows show the account of the machine without asking; all others get the server’s form.',
  useWhen: 'Your users are in the company network, and the server is in their browsers’ intranet zone.',
  notWhen: [
    'The page is on the open web, or on another site than the server.',
    'Users sign in to your application by other names than their Windows accounts: then a ticket, a JWT or a header.',
    'Users must not leave the page: this sign-in is a visit to the server.',
  ],
  secretLocation:
    'Nobody. The operating system proves the account to the server, or the user types a password on the server’s own page.',
  administratorSteps: (origin) => [
    'In the Management Console, open Virtual proxies. The default one will do; a new one has a prefix, a session cookie of its own name and authentication method “Ticket”, with the server’s own authentication module.',
    'Check its “Windows authentication pattern”: browsers whose user agent has that text sign in silently, all others by the form.',
    `Add ${new URL(origin).hostname} to its host allow list.`,
    `Add to its additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'Put the server into the intranet zone of your users’ browsers, by group policy. Otherwise the browser asks for the password.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: 'https://qlik.example.com',
    auth: { type: 'windows' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withWindows()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'page',
  needsHostUser: false,
  calls: ['proxy-user', 'app'],
  tryHint:
    'The sandbox’s users are SANDBOX\\ada, grace, edgar and dora; the password is the name followed by -sandbox.',
};
