import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { OpenidSettings } from '../gateway/gateway-settings.ts';
import { addResponsePauses, type ResponsePause } from './response-pauses.ts';
import { json, type TestBrowser } from './test-browser.ts';

const CLIENT = 'host-app';
export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** How a logout token differs from a good one; a claim that is `undefined` is left out. */
interface LogoutDifference {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Default: the provider's own. */
  readonly key?: CryptoKey | Uint8Array;
}

/** A fake identity provider. */
export interface FakeProvider {
  readonly issuer: string;
  readonly settings: OpenidSettings;
  /** Changes the claims of the next id tokens. */
  claims: Record<string, unknown>;
  /** The requests to the token endpoint. */
  readonly seen: unknown[];
  readonly publicKeyText: () => Promise<string>;
  /** Pauses the responses to a path. */
  readonly pauseResponses: (path: string) => ResponsePause;
  /** Begins a sign-in and authorizes it at the provider. @returns the path of the callback */
  readonly authorize: (browser: TestBrowser) => Promise<string>;
  /** Signs the browser in with {@link claims}. */
  readonly signIn: (browser: TestBrowser) => Promise<Response>;
  readonly logoutToken: (difference?: LogoutDifference) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Starts the fake: discovery, keys, token endpoint. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const app = Fastify({ forceCloseConnections: true });
  await app.register(formbody);
  const issued = new Map<string, Record<string, string>>();
  const seen: unknown[] = [];
  let count = 0;
  const pauseResponses = addResponsePauses(app);
  app.get('/.well-known/openid-configuration', async () => ({
    issuer: fake.issuer,
    authorization_endpoint: `${fake.issuer}/authorize`,
    token_endpoint: `${fake.issuer}/token`,
    jwks_uri: `${fake.issuer}/keys`,
    end_session_endpoint: `${fake.issuer}/end`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }));
  app.get('/keys', async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] }));
  app.post<{ Body: Record<string, string> }>('/token', async ({ body }) => {
    seen.push(body);
    const asked = issued.get(body['code'] ?? '') ?? {};
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      ...{ iss: fake.issuer, aud: CLIENT, iat: now, exp: now + 300, nonce: asked['nonce'] },
      ...{ sub: 'u-17', name: 'Ada', email: 'ada@x.example', ...fake.claims },
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .sign(privateKey);
    return { access_token: 'very-secret-access', token_type: 'Bearer', id_token: token };
  });
  await app.listen({ port: 0, host: 'localhost' });
  const address = app.server.address();
  const issuer = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const authorize = async (browser: TestBrowser): Promise<string> => {
    const response = await browser.get('/app/sign-in?returnTo=/spaces');
    if (response.status !== 303) throw new Error(`The sign-in answered ${response.status}.`);
    const asked = Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      if ((asked[name] ?? '').length <= 20) throw new Error(`The sign-in has no ${name}.`);
    }
    count += 1;
    issued.set(`c${count}`, asked);
    return `/app/sign-in/callback?code=c${count}&state=${asked['state'] ?? ''}`;
  };
  const fake: FakeProvider = {
    issuer,
    settings: {
      issuer: new URL(issuer),
      clientId: CLIENT,
      clientSecret: 'very-secret-host-secret',
      scope: 'openid profile email',
      userClaim: 'sub',
      isEmailTrusted: false,
      groupsClaim: 'groups',
    },
    claims: {},
    seen,
    publicKeyText: async () => JSON.stringify(await exportJWK(publicKey)),
    pauseResponses,
    authorize,
    signIn: async (browser) => {
      const response = await browser.get(await authorize(browser));
      if (response.status !== 303)
        throw new Error(`The way back answered ${JSON.stringify(await json(response))}`);
      return response;
    },
    logoutToken: async ({ claims = {}, header = {}, key = privateKey } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      count += 1;
      const all: Record<string, unknown> = {
        ...{ iss: issuer, aud: CLIENT, iat: now, exp: now + 120, jti: `logout-${count}`, sub: 'u-17' },
        events: { [LOGOUT_EVENT]: {} },
        ...claims,
      };
      const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'logout+jwt', ...header })
        .sign(key);
    },
    close: () => app.close(),
  };
  return fake;
}
