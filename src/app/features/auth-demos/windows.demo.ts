import type { AuthDemo } from './auth-demo';

/** The Windows account at a client-managed server. */
export const WINDOWS_DEMO: AuthDemo = {
  type: 'windows',
  platform: 'client-managed',
  title: 'Windows account',
  summary:
    'The page redirects to the server’s own sign-in and returns with a session. Browsers on Windows send the Windows account without a prompt; other browsers get the server’s form.',
  useWhen: 'Your users are in the company network, and the server is in their browsers’ intranet zone.',
  notWhen: [
    'The page is on the open web, or page and server are different sites.',
    'Users sign in to your application with other names than their Windows accounts: use a ticket, a JWT or a header.',
    'Users must not leave the page: this sign-in redirects to the server.',
  ],
  secretLocation:
    'No secret. The operating system authenticates the account at the server, or the user enters a password on the server’s own page.',
  administratorSteps: (origin) => [
    'In the Management Console, open Virtual proxies. The default one is sufficient; a new one has a prefix, a session cookie name of its own and authentication method “Ticket”, with the server’s own authentication module.',
    'Check its “Windows authentication pattern”: browsers with that text in their user agent sign in silently, all others with the form.',
    `Add ${new URL(origin).hostname} to its host allow list.`,
    `Add to its additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'Add the server to the intranet zone of your users’ browsers, by group policy. Otherwise the browser asks for the password.',
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
