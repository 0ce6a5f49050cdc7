import type { AuthDemo } from './auth-demo';

/** A JWT of the backend that a virtual proxy accepts. */
export const JWT_VIRTUAL_PROXY_DEMO: AuthDemo = {
  type: 'jwt-virtual-proxy',
  platform: 'client-managed',
  title: 'JWT at a virtual proxy',
  summary:
    'The backend signs a JWT for its user; the page sends it to the virtual proxy once and gets a session.',
  useWhen: 'Your users sign in to your application, and the server’s certificates must stay on the server.',
  notWhen: [
    'The browser blocks the server’s cookies because page and server are different sites: use a header through the backend.',
    'The connection is a Qlik Cloud tenant: use JWT for Qlik Cloud, which has other claims.',
  ],
  secretLocation:
    'The backend has the private key. A JWT is valid for two minutes, and the page does not store it.',
  administratorSteps: (origin) => [
    'Create a key pair: npx ngx-qlik-credentials keypair --out credentials. Its certificate goes to the server, its private key to the backend.',
    'In the Management Console, open Virtual proxies and create one: a prefix, a session cookie name of its own, authentication method “JWT”.',
    'Paste the certificate; for the user ID the JWT attribute userId, for the user directory userDirectory. Map name, email and groups if rules need them.',
    `Add ${new URL(origin).hostname} to its host allow list.`,
    `Add to its additional response headers: Access-Control-Allow-Origin: ${origin}, Access-Control-Allow-Credentials: true, Access-Control-Allow-Headers: authorization, qlik-csrf-token, x-qlik-xrfkey, Access-Control-Expose-Headers: qlik-csrf-token.`,
    'If page and server are different sites: SameSite attribute “None”, with Secure and HTTPS.',
  ],
  configuration: {
    id: 'my-server',
    label: 'My server',
    platform: 'client-managed',
    host: 'https://qlik.example.com/portal',
    auth: { type: 'jwt-virtual-proxy' },
  },
  backendConfiguration: {
    type: 'jwt-virtual-proxy',
    privateKey: { file: 'credentials/private-key.pem' },
    userIdClaim: 'userId',
    userDirectoryClaim: 'userDirectory',
    userDirectory: 'CORP',
  },
  setUp: `provideQlik(withConnections('connections.json'), withJwtVirtualProxy()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['proxy-user', 'repository', 'app'],
};
