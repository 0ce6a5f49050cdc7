import type { AuthDemo } from './auth-demo';

/** The client certificate of a client-managed server, in the backend. */
export const PFX_DEMO: AuthDemo = {
  type: 'pfx',
  platform: 'client-managed',
  title: 'Client certificate',
  summary:
    'The backend connects to the server’s engine and repository with a client certificate and names the user; the page reaches both through the backend.',
  useWhen: 'The backend is in the server’s network, and there is no virtual proxy to use.',
  notWhen: [
    'A virtual proxy with ticket, JWT or header is available: the certificate can act as any user.',
    'The proxy has to count licenses per user: this type bypasses the proxy.',
    'The page needs more than the repository and apps, such as addresses of the hub: only the proxy has them.',
  ],
  secretLocation:
    'The backend has the certificate and its key. The page has only the session of its own application.',
  administratorSteps: () => [
    'In the Management Console, open Certificates and export one in PEM format for the backend’s machine: client.pem, client_key.pem, root.pem.',
    'Store them where only the backend can read them, and reference them in its secrets file.',
    'Open ports 4747 (engine) and 4242 (repository) for the backend’s machine only.',
    'These ports do not serve Qlik’s script, so the application includes it, as ng add does: install ngx-qlik-runtime, add node_modules/ngx-qlik-runtime/files as qlik-runtime to its assets (angular.json), and give the connection "runtime": { "bundled": true }. Embeds need a virtual proxy.',
    'Map users to Qlik users with userDirectory and user. With asUser all users are one Qlik user: give that user the least rights needed, and set the allowed users with onlyUsers, onlyGroups or audience: everyone-signed-in.',
    'Calls and engine messages that change data are refused unless the secrets file has "access": "full". The repository’s apps and streams are reachable; allow adds more.',
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
