import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startTrialBackend, type TrialBackend } from '../trial/trial-backend.ts';
import { json, Visitor } from '../trial/visitor.ts';

describe('signing in by OpenID Connect', () => {
  let provider: FastifyInstance;
  let backend: TrialBackend;
  let issuer: string;
  const issued = new Map<string, Record<string, string>>();
  /** Changes the claims of the next id tokens. */
  let claims: Record<string, unknown> = {};
  const seen: unknown[] = [];

  before(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    provider = Fastify({ forceCloseConnections: true });
    await provider.register(formbody);
    provider.get('/.well-known/openid-configuration', async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      end_session_endpoint: `${issuer}/end`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }));
    provider.get('/keys', async () => ({
      keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }],
    }));
    provider.post<{ Body: Record<string, string> }>('/token', async ({ body }) => {
      seen.push(body);
      const asked = issued.get(body['code'] ?? '') ?? {};
      const now = Math.floor(Date.now() / 1000);
      const token = await new SignJWT({
        ...{ iss: issuer, aud: 'host-app', iat: now, exp: now + 300, nonce: asked['nonce'] },
        ...{ sub: 'u-17', name: 'Ada', email: 'ada@x.example', ...claims },
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .sign(privateKey);
      return { access_token: 'very-secret-access', token_type: 'Bearer', id_token: token };
    });
    await provider.listen({ port: 0, host: 'localhost' });
    const address = provider.server.address();
    issuer = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    backend = await startTrialBackend({
      connections: {},
      settings: {
        signIn: {
          issuer: new URL(issuer),
          clientId: 'host-app',
          clientSecret: 'very-secret-host-secret',
          scope: 'openid profile email',
          userClaim: 'sub',
        },
      },
    });
  });
  after(async () => {
    await backend.close();
    await provider.close();
  });

  const goThere = async (visitor: Visitor): Promise<string> => {
    const answer = await visitor.get('/app/sign-in?returnTo=/spaces');
    assert.equal(answer.status, 303);
    const asked = Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok((asked[name] ?? '').length > 20, name);
    issued.set('c1', asked);
    return `/app/sign-in/callback?code=c1&state=${asked['state'] ?? ''}`;
  };

  it('checks state, nonce and PKCE, and returns to the page as that user', async () => {
    claims = {};
    const visitor = new Visitor(backend.origin);
    const answer = await visitor.get(await goThere(visitor));
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/spaces']);
    const { user } = await json(await visitor.get('/app/session'));
    assert.deepEqual(user, { id: 'u-17', name: 'Ada', email: 'ada@x.example' });
    assert.ok('code_verifier' in (seen.at(-1) as object));
    const { next } = await json(await visitor.post('/app/sign-out'));
    assert.ok(String(next).startsWith(`${issuer}/end?`));
    assert.equal((await json(await visitor.get('/app/session')))['user'], null);
  });

  it('refuses a way back of another browser, a forged one and a second use', async () => {
    claims = {};
    const victim = new Visitor(backend.origin);
    const attacker = new Visitor(backend.origin);
    const address = await goThere(attacker);
    await goThere(victim);
    assert.equal((await victim.get(address)).status, 400);
    assert.equal((await victim.get('/app/sign-in/callback?code=c1&state=forged')).status, 400);
    const own = await goThere(attacker);
    assert.equal((await attacker.get(own)).status, 303);
    assert.equal((await attacker.get(own)).status, 400);
  });

  for (const [what, wrong] of Object.entries<Record<string, unknown>>({
    nonce: { nonce: 'another' },
    issuer: { iss: 'https://evil.example' },
    audience: { aud: 'another-app' },
    expiry: { exp: 1_000_000 },
  })) {
    it(`refuses an id token with the wrong ${what}`, async () => {
      const visitor = new Visitor(backend.origin);
      claims = wrong;
      const answer = await visitor.get(await goThere(visitor));
      assert.equal(answer.status, 401);
      assert.equal((await json(answer))['code'], 'host-sign-in-refused');
      assert.equal((await json(await visitor.get('/app/session')))['user'], null);
    });
  }

  it('logs no secret', () => {
    for (const secret of ['very-secret', 'eyJ']) assert.ok(!backend.log().includes(secret), secret);
  });
});
