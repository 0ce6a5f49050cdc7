import type { AuthDemo } from './auth-demo';

/** A session of the tenant that the user begins on the tenant's own page. */
export const COOKIE_DEMO: AuthDemo = {
  type: 'cookie',
  platform: 'cloud',
  title: 'Cookies of the tenant',
  summary:
    'The user signs in on the tenant’s own page and comes back with a session of Qlik Cloud, whose cookies prove who asks.',
  useWhen:
    'Your users have an account on the tenant, and its cookies reach your page: both are one site for the browser, or third-party cookies are allowed, as on managed machines.',
  notWhen: [
    'The application is on the open web: most browsers block third-party cookies there. Then OAuth2 with PKCE.',
    'Users must not see a Qlik sign-in page: then JWT or OAuth2 impersonation.',
    'Signing out is to end on a page of yours, and the tenant’s identity provider cannot lead back.',
  ],
  secretLocation: 'Nobody. The browser keeps the session’s cookies, and scripts cannot read them.',
  administratorSteps: (origin) => [
    `In the tenant’s Administration, open Web and create a web integration with ${origin} among its origins.`,
    'Copy its ID into the configuration.',
    `Where signing out is to lead back here: open Identity provider, edit yours, and set “Post logout redirect URI” to ${origin} under its advanced options. The tenant takes no such address from a page.`,
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
    'The sandbox asks who you want to be. Signing out ends on its page; the browser’s back button leads here again.',
};
