import { generateKeyPairSync } from 'node:crypto';
import type { WrittenConnection } from '../../support/stack/connections.ts';
import { APPS } from '../fixtures/addresses.ts';
import type { TestStack, WrittenSecrets } from '../fixtures/stack.ts';

/** A connection with something wrong, and what the page reports of it. */
export interface WrongSetup {
  /** The connection that is right. */
  readonly of: string;
  /** What the page's configuration has in place of the right values. */
  readonly connection?: (right: WrittenConnection) => Partial<WrittenConnection>;
  /** What the backend's secrets file has in place of the right values; `missing` where it has no such connection. */
  readonly secrets?: Readonly<Record<string, unknown>> | 'missing';
  /** The app that is opened in the panel. */
  readonly app?: string;
  /** Parts of the error. */
  readonly shows: readonly (string | RegExp)[];
  /** What the panel must not contain. */
  readonly hides?: readonly string[];
  /** The sign-in itself works; the lists or the app do not. */
  readonly isSignedIn?: true;
  /** What the server notes of the call that it refused. */
  readonly reason?: RegExp;
}

/** Wrong setups by the ids of their connections, which are their labels as well. All of them sign in without interaction, but the last three. */
export function wrongSetups(stack: TestStack): Readonly<Record<string, WrongSetup>> {
  const { sandbox } = stack;
  const { folder, jwtKey } = sandbox.clientManagedCertificates;
  const { clientManaged } = sandbox;
  const inactive = { user: { map: { grace: 'noah' } } };
  const refusesGrace = { onlyUsers: ['ada'] };
  const ofAnotherAuthority = {
    certificate: { file: `${folder}/jwt_certificate.pem` },
    key: { file: jwtKey },
  };
  const at = (host: string) => () => ({ host });
  /** Another site than the page's, as browsers see it: the page is on localhost. */
  const atAnotherSite = ({ host }: WrittenConnection) => ({ host: host.replace('localhost', '127.0.0.1') });
  const wrongPrefix = ['sign-in-refused', 'prefix'];
  const impersonated = ['Qlik issues no token for this user', 'must exist in the tenant and be active'];
  const wrongCredential = ['refused what the backend proved itself with', 'An administrator compares'];
  return {
    'anonymous-unknown-prefix': {
      of: 'server-anonymous',
      connection: at(`${clientManaged}/nowhere`),
      shows: wrongPrefix,
    },
    'anonymous-no-prefix': { of: 'server-anonymous', connection: at(clientManaged), shows: wrongPrefix },
    'anonymous-no-server': {
      of: 'server-anonymous',
      connection: at(`${stack.origin}/elsewhere`),
      shows: ['no virtual proxy'],
    },
    'anonymous-other-site': {
      of: 'server-anonymous',
      connection: atAnotherSite,
      shows: ['cookies-blocked'],
    },
    'anonymous-unknown-code': {
      of: 'cloud-anonymous',
      connection: ({ auth }) => ({ auth: { ...auth, accessCode: 'guess' } }),
      shows: [
        'was refused: The access code is unknown',
        'Compare access code and client id',
        'sign-in-refused',
      ],
    },
    'cookie-unknown-integration': {
      of: 'cloud-cookie',
      connection: ({ auth }) => ({ auth: { ...auth, webIntegrationId: 'another' } }),
      shows: ['could not be reached', 'among the origins of the web integration'],
    },
    'jwt-another-key': {
      of: 'cloud-jwt',
      secrets: { privateKey: anotherKey() },
      shows: refusedJwt('jwt-another-key', 'The signature does not fit the key'),
      hides: ['eyJ'],
    },
    'jwt-another-issuer': {
      of: 'cloud-jwt',
      secrets: { issuer: 'urn:another-issuer' },
      shows: refusedJwt('jwt-another-issuer', 'issuer'),
      hides: ['eyJ'],
    },
    'jwt-expired': {
      of: 'cloud-jwt',
      shows: ['Invalid claim: exp has passed', 'the clocks of both'],
      hides: ['eyJ'],
    },
    'jwt-other-site': {
      of: 'cloud-jwt',
      connection: atAnotherSite,
      shows: ['the browser does not send its cookies', 'allow them for this page', 'cookies-blocked'],
    },
    'proxy-jwt-another-key': {
      of: 'server-jwt',
      secrets: { privateKey: anotherKey() },
      shows: ['sign-in-refused', 'claims and key'],
      hides: ['signature'],
      reason: /signature does not fit the certificate/,
    },
    'proxy-jwt-no-user': {
      of: 'server-jwt',
      secrets: { userIdClaim: 'somethingElse' },
      shows: ['sign-in-refused', 'claims and key'],
      reason: /"userId"/,
    },
    'proxy-jwt-no-directory': {
      of: 'server-jwt',
      secrets: { userDirectoryClaim: 'somethingElse' },
      shows: ['sign-in-refused', 'claims and key'],
      reason: /"userDirectory"/,
    },
    'proxy-jwt-expired': {
      of: 'server-jwt',
      shows: ['sign-in-refused', 'clocks'],
      reason: /expired/,
    },
    'proxy-jwt-unknown-prefix': {
      of: 'server-jwt',
      connection: at(`${clientManaged}/nowhere`),
      shows: wrongPrefix,
    },
    'proxy-jwt-no-prefix': { of: 'server-jwt', connection: at(clientManaged), shows: wrongPrefix },
    'proxy-jwt-other-site': { of: 'server-jwt', connection: atAnotherSite, shows: ['cookies-blocked'] },
    'ticket-inactive-user': {
      of: 'server-ticket',
      secrets: inactive,
      shows: ['sign-in-refused', 'Ask the administrator'],
    },
    'ticket-another-proxy': {
      of: 'server-ticket',
      secrets: { virtualProxy: 'legacy' },
      shows: ['sign-in-refused', 'virtual proxy'],
    },
    'ticket-unknown-certificate': {
      of: 'server-ticket',
      secrets: ofAnotherAuthority,
      shows: ['Qlik cannot be reached from the backend', 'finds the reason in the log'],
    },
    'ticket-no-prefix': {
      of: 'server-ticket',
      connection: at(clientManaged),
      shows: ['sign-in-refused', 'virtual proxy'],
    },
    'ticket-other-site': {
      of: 'server-ticket',
      connection: atAnotherSite,
      shows: ['cookies-blocked', 'third-party cookies'],
    },
    'header-another-name': {
      of: 'server-header',
      secrets: { headerName: 'X-Another-Header' },
      shows: ['credential-refused'],
    },
    'header-no-prefix': {
      of: 'server-header',
      secrets: { host: clientManaged },
      shows: ['credential-refused'],
    },
    'header-inactive-user': {
      of: 'server-header',
      secrets: inactive,
      shows: ['http-forbidden'],
      isSignedIn: true,
    },
    'header-refused-user': { of: 'server-header', secrets: refusesGrace, shows: ['sign-in-refused'] },
    'machine-wrong-secret': {
      of: 'cloud-m2m',
      secrets: { clientSecret: 'a-wrong-secret' },
      shows: wrongCredential,
      hides: ['a-wrong-secret'],
      isSignedIn: true,
    },
    'machine-refused-user': {
      of: 'cloud-m2m',
      secrets: { audience: undefined, ...refusesGrace },
      shows: ['This connection is not for you', 'Ask an administrator for access'],
    },
    'machine-missing': {
      of: 'cloud-m2m',
      secrets: 'missing',
      shows: [
        'The backend has no such connection',
        'Use the same id in connections.json and in the secrets file',
      ],
    },
    'impersonation-unknown-user': {
      of: 'cloud-impersonation',
      secrets: { user: { map: { grace: 'unknown-user' }, others: 'same' } },
      shows: impersonated,
    },
    'impersonation-inactive-user': {
      of: 'cloud-impersonation',
      secrets: { user: { map: { grace: 'noah' }, others: 'same' } },
      shows: impersonated,
    },
    'impersonation-wrong-secret': {
      of: 'cloud-impersonation',
      secrets: { clientSecret: 'a-wrong-secret' },
      shows: wrongCredential,
      hides: ['a-wrong-secret'],
    },
    'impersonation-another-client': {
      of: 'cloud-impersonation',
      connection: ({ auth }) => ({ auth: { ...auth, clientId: 'sandbox-spa' } }),
      app: APPS.flights,
      shows: ['does not exchange the access token for the client', 'Compare the client id'],
      isSignedIn: true,
    },
    'certificate-another-authority': {
      of: 'server-certificate',
      secrets: ofAnotherAuthority,
      shows: ['http-server-error', 'cannot be reached from the backend'],
      hides: ['pem'],
      isSignedIn: true,
    },
    'certificate-closed-port': {
      of: 'server-certificate',
      // Another user than that of the setups whose calls must not arrive.
      secrets: { engine: 'https://localhost:1', user: { map: { grace: 'ada' } } },
      app: APPS.flights,
      shows: ['app-open-failed'],
      isSignedIn: true,
    },
    'certificate-refused-user': {
      of: 'server-certificate',
      secrets: refusesGrace,
      shows: ['sign-in-refused'],
    },
    'web-wrong-secret': {
      of: 'cloud-web',
      secrets: { clientSecret: 'a-wrong-secret' },
      shows: ['left before it was done'],
    },
    'windows-other-site': { of: 'server-windows', connection: atAnotherSite, shows: ['cookies-blocked'] },
    'windows-unknown-prefix': {
      of: 'server-windows',
      connection: at(`${clientManaged}/nowhere`),
      shows: ['http-not-found', 'no virtual proxy', 'prefix'],
    },
  };
}

/** What the page's configuration has for these. */
export function wrongConnections(
  { connections }: TestStack,
  setups: Readonly<Record<string, WrongSetup>>,
): readonly WrittenConnection[] {
  return Object.entries(setups).map(([id, { of, connection }]) => {
    const shipped = connections.find((each) => each.id === of);
    if (shipped === undefined) throw new Error(`There is no connection ${of}.`);
    const isRelayed = shipped.host.startsWith('/');
    const right = { ...shipped, id, label: id, host: isRelayed ? `/qlik/${id}` : shipped.host };
    return { ...right, ...connection?.(right) };
  });
}

/** For `stack.startBackend`: the secrets of these, wrong or right. */
export function secretsOf(setups: Readonly<Record<string, WrongSetup>>, areWrong: boolean) {
  return ({ connections }: WrittenSecrets): WrittenSecrets => {
    const added = Object.entries(setups).flatMap(([id, { of, secrets }]) => {
      const right = connections[of];
      if (right === undefined || (areWrong && secrets === 'missing')) return [];
      return [[id, areWrong && secrets !== 'missing' ? { ...right, ...secrets } : right] as const];
    });
    return { connections: Object.fromEntries(added) };
  };
}

function refusedJwt(label: string, reason: string): readonly string[] {
  return [
    `The sign-in to ${label} was refused: `,
    reason,
    'Compare the JWT',
    'sign-in-refused',
    'status: 401',
  ];
}

function anotherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
