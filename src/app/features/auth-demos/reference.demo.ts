import type { AuthDemo } from './auth-demo';

/** A reference to a host config that is registered in Qlik's runtime. */
export const REFERENCE_DEMO: AuthDemo = {
  type: 'reference',
  platform: 'cloud',
  title: 'By reference',
  summary:
    'The connection refers to a host config of Qlik’s runtime: another connection, or one that the page has registered with @qlik/api.',
  useWhen: 'Part of the page uses @qlik/api already, and apps and embeds should share its host config.',
  notWhen: [
    'The page makes REST calls through Angular: only Qlik’s runtime has the credentials, so the calls are blocked.',
    'There is no host config yet: configure a connection of the type that fits.',
  ],
  secretLocation: 'See the type of the host config that it refers to.',
  administratorSteps: () => ['None. See the type of the host config that it refers to.'],
  configuration: {
    id: 'my-reports',
    label: 'My reports',
    platform: 'cloud',
    host: 'https://your-tenant.eu.qlikcloud.com',
    auth: { type: 'reference', reference: 'my-tenant' },
  },
  setUp: `provideQlik(withConnections('connections.json'), withReference()),
provideHttpClient(withInterceptors([qlikInterceptor])),`,
  canForceLogin: false,
  signIn: 'silent',
  needsHostUser: false,
  calls: ['app'],
  suggestedAppId: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002',
  tryHint: 'Here it refers to the connection with anonymous access.',
};
