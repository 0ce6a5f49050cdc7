import type { AuthDemo } from './auth-demo';

/** A header that a client-managed server trusts. */
export const HEADER_DEMO: AuthDemo = {
  type: 'header',
  platform: 'client-managed',
  title: 'Trusted header',
  summary:
    'The backend stands between page and server and writes the name of its user into a header of each request, which the virtual proxy believes. Nothing of the server reaches the browser.',
  useWhen:
    'The server can be reached through the backend only, or its cookies do not reach your page because both are different sites.',
  notWhen: [
    'Browsers can reach the virtual proxy by themselves: whoever can send it a request can be anybody.',
    'There is no backend of yours: then a type that signs in at the server.',
  ],
  secretLocation:
    'There is no secret but the way to the server, which the backend alone can go. It takes such a header out of whatever browsers send.',
  administratorSteps: (origin) => [
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie of its own name, authentication method “Header authentication dynamic user directory”, the header’s name, and the pattern $ud\\\\$id.',
    'In the firewall, let nobody but the backend reach that virtual proxy. This is all that protects it.',
    `Add ${new URL(origin).hostname} to its host allow list: the backend passes on which page a WebSocket comes from.`,
    'Put the same header name and the users’ directory into the backend’s secrets file.',
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
