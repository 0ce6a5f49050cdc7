import type { AuthDemo } from './auth-demo';

/** A session of the tenant that begins with a JWT from the backend. */
export const JWT_DEMO: AuthDemo = {
  type: 'jwt',
  platform: 'cloud',
  title: 'JWT',
  summary:
    'The backend signs a short-lived JWT for its user; the page exchanges it for a session of the tenant, whose cookies authenticate the calls.',
  useWhen:
    'Your users sign in to your application only, have no account on the tenant beforehand, and the browser sends the tenant’s cookies from your page.',
  notWhen: [
    'Page and tenant are different sites and the browser blocks third-party cookies, as most do on the open web: use OAuth2 impersonation.',
    'There is no backend to keep the private key: use OAuth2 with PKCE.',
    'Your users have no e-mail address: the tenant refuses such JWTs.',
  ],
  secretLocation:
    'The backend has the private key. The page does not store the JWT, and scripts cannot read the session’s cookies.',
  administratorSteps: (origin) => [
    'Create a key pair on the backend’s machine: npx ngx-qlik-credentials keypair --out keys.',
    'In the tenant’s Administration, open Identity provider and create one of the type “JWT”: the certificate of that key pair, a key ID and an issuer.',
    'Copy key ID and issuer into the backend’s configuration.',
    `Open Web and create a web integration with ${origin} among its origins. Copy its ID into the configuration.`,
    'Assign groups or spaces to the users: a JWT creates the user, and may contain groups.',
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: { type: 'jwt', webIntegrationId: 'the web integration ID' },
  },
  backendConfiguration: {
    type: 'jwt',
    host: 'https://your-tenant.eu.qlikcloud.com',
    issuer: 'the issuer',
    keyId: 'the key ID',
    privateKey: { file: 'keys/private-key.pem' },
    user: { from: 'id' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withJwt()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: true,
  calls: ['tenant-user', 'spaces', 'app'],
};
