import type { AuthDemo } from './auth-demo';

/** A session of the tenant that begins on the tenant's own login page. */
export const COOKIE_DEMO: AuthDemo = {
  type: 'cookie',
  platform: 'cloud',
  title: 'Cookies of the tenant',
  summary:
    'The user signs in on the tenant’s own page and comes back with a session of Qlik Cloud, whose cookies authenticate the calls.',
  useWhen:
    'Your users have an account on the tenant, and the browser sends its cookies from your page: both are the same site, or third-party cookies are allowed, as on managed machines.',
  notWhen: [
    'The application is on the open web: most browsers block third-party cookies there. Use OAuth2 with PKCE.',
    'Users must not see a Qlik sign-in page: use JWT or OAuth2 impersonation.',
    'The sign-out has to end on a page of yours, and the tenant’s identity provider cannot redirect back.',
  ],
  secretLocation: 'No secret. The browser keeps the session’s cookies, and scripts cannot read them.',
  administratorSteps: (origin) => [
    `In the tenant’s Administration, open Web and create a web integration with ${origin} among its origins.`,
    'Copy its ID into the configuration.',
    `To redirect back here after the sign-out: open Identity provider, edit yours, and set “Post logout redirect URI” to ${origin} under its advanced options. The tenant accepts no such address from a page.`,
  ],
  configuration: {
    id: 'my-tenant',
    label: 'My tenant',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: { type: 'cookie', webIntegrationId: 'the web integration ID' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withCookie()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: true,
  signIn: 'page',
  needsHostUser: false,
  calls: ['tenant-user', 'spaces', 'app'],
  tryHint:
    'The sandbox lets you choose a user. The sign-out ends on its page; the browser’s back button returns to this application.',
};
