import type { AuthDemo } from './auth-demo';

/** A header that a client-managed server trusts. */
export const HEADER_DEMO: AuthDemo = {
  type: 'header',
  platform: 'client-managed',
  title: 'Trusted header',
  summary:
    'The backend forwards each request with the name of its user in a header that the virtual proxy trusts. The browser never connects to the server.',
  useWhen:
    'Only the backend can reach the server, or the browser blocks the server’s cookies because page and server are different sites.',
  notWhen: [
    'Browsers can reach the virtual proxy directly: any request could name any user.',
    'You have no backend: use a type that signs in at the server.',
  ],
  secretLocation:
    'No secret. The network protects the server: only the backend can reach it, and the backend removes this header from browser requests.',
  administratorSteps: (origin) => [
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie name of its own, authentication method “Header authentication dynamic user directory”, the header’s name, and the pattern $ud\\\\$id.',
    'In the firewall, let only the backend reach that virtual proxy. Nothing else protects it.',
    `Add ${new URL(origin).hostname} to its host allow list: the backend forwards the Origin header of WebSockets.`,
    'Enter the same header name and the user directory in the backend’s secrets file.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: '/qlik/my-server',
    auth: { type: 'header' },
  },
  backendConfiguration: {
    type: 'header',
    host: 'https://qlik.example.com/header',
    headerName: 'X-Qlik-User-Name',
    userDirectory: 'CORP',
  },
  setUp: `provideQlik(withConnections('connections.json'), withHeader()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['proxy-user', 'app'],
};
