import type { AuthDemo } from './auth-demo';

/** The client certificate of a client-managed server, in the backend. */
export const PFX_DEMO: AuthDemo = {
  type: 'pfx',
  platform: 'client-managed',
  title: 'Client certificate',
  summary:
    'The backend opens the server’s engine and repository itself, with a certificate of the server, and says who the user is; the page reaches both through the backend.',
  useWhen: 'The backend stands in the server’s network, and there is no virtual proxy to go through.',
  notWhen: [
    'A virtual proxy with ticket, JWT or header will do: who has the certificate can be anybody.',
    'Licences are to be counted per user by the proxy: this way goes around it.',
    'The page asks for more than the repository and apps, such as the hub’s own addresses: they are the proxy’s.',
  ],
  secretLocation:
    'The backend has the certificate and its key. The page has the session of its own application only.',
  administratorSteps: () => [
    'In the Management Console, open Certificates and export one in PEM format for the backend’s machine: client.pem, client_key.pem, root.pem.',
    'Put them where only the backend reads them, and name them in its secrets file.',
    'Open ports 4747 (engine) and 4242 (repository) for the backend’s machine and for nobody else.',
    'The ports serve no script of Qlik’s, so the application brings its own: its assets have node_modules/ngx-qlik/assets/qlik-runtime as qlik-runtime (angular.json), and the connection has "runtime": { "bundled": true }. Embeds need a virtual proxy.',
    'Say in userDirectory and user which Qlik user is whose; asUser makes everybody the same one: then give that user no more than needed, and say who may use the connection with onlyUsers, onlyGroups or audience: everyone-signed-in.',
    'Calls and messages to the engine that change something are refused until the secrets file says "access": "full". Of the repository, apps and streams can be reached; allow adds more.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: '/qlik/my-server',
    auth: { type: 'pfx' },
    runtime: { bundled: true },
  },
  backendConfiguration: {
    type: 'pfx',
    engine: 'https://qlik.example.com:4747',
    repository: 'https://qlik.example.com:4242',
    certificate: { file: 'certificates/client.pem' },
    key: { file: 'certificates/client_key.pem' },
    ca: { file: 'certificates/root.pem' },
    userDirectory: 'CORP',
  },
  setUp: `provideQlik(withConnections('connections.json'), withPfx()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['repository', 'app'],
};
