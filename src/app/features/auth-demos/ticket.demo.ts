import type { AuthDemo } from './auth-demo';

/** A ticket of a client-managed server. */
export const TICKET_DEMO: AuthDemo = {
  type: 'ticket',
  platform: 'client-managed',
  title: 'Ticket',
  summary:
    'The backend requests a ticket for its user from the server’s Proxy Service; the page redeems it once and gets a session.',
  useWhen: 'Your users sign in to your application, and the backend can map them to users of the server.',
  notWhen: [
    'The browser blocks the server’s cookies because page and server are different sites: use a header through the backend.',
    'The backend cannot reach the Proxy Service’s port (4243).',
  ],
  secretLocation: 'The backend has the client certificate. A ticket is valid once, for a minute.',
  administratorSteps: (origin) => [
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie name of its own, authentication method “Ticket”.',
    `Add ${new URL(origin).hostname} to its host allow list.`,
    `Add to its additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'If page and server are different sites: SameSite attribute “None”, with Secure and HTTPS.',
    'Under Certificates, export one in PEM format for the backend’s machine, and let that machine reach port 4243.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: 'https://qlik.example.com/portal',
    auth: { type: 'ticket' },
  },
  backendConfiguration: {
    type: 'ticket',
    proxyService: 'https://qlik.example.com:4243',
    virtualProxy: 'portal',
    certificate: { file: 'certificates/client.pem' },
    key: { file: 'certificates/client_key.pem' },
    ca: { file: 'certificates/root.pem' },
    userDirectory: 'CORP',
  },
  setUp: `provideQlik(withConnections('connections.json'), withTicket()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['proxy-user', 'app'],
};
