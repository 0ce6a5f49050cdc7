import assert from 'node:assert/strict';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type GenerateKeyPairResult,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { SettingsError } from '../settings-error.ts';
import { type JwtUserOptions, userFromJwt } from './user-from-jwt.ts';

const ISSUER = 'https://app.example';
const AUDIENCE = 'qlik-backend';
const UNREADABLE_KEYS = [
  [503, ''],
  [200, 'not JSON'],
  [200, '{}'],
] as const;

function requestWith(headers: Readonly<Record<string, string>>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

describe('the user from a JWT of the host', () => {
  let keys: GenerateKeyPairResult;
  let pem: string;
  let keyServer: Server;
  let keysAnswer: () => { status: number; body: string };
  let options: JwtUserOptions;
  before(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    pem = await exportSPKI(keys.publicKey);
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };
    keysAnswer = () => ({ status: 200, body: JSON.stringify({ keys: [jwk] }) });
    keyServer = createServer((_request, response) => {
      const { status, body } = keysAnswer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => void keyServer.listen(0, 'localhost', resolve));
    const { port } = keyServer.address() as AddressInfo;
    options = { issuer: ISSUER, audience: AUDIENCE, keys: `http://localhost:${port}/keys` };
  });
  after(() => {
    keyServer.closeAllConnections();
    keyServer.close();
  });

  const jwt = (claims: object = {}, { issuer = ISSUER, audience = AUDIENCE, key = keys.privateKey } = {}) =>
    new SignJWT({ sub: 'ada', name: 'Ada', email: 'ada@example.com', sid: 's1', groups: 'staff', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime('5 minutes')
      .sign(key);
  const bearer = (token: string): IncomingMessage => requestWith({ authorization: `Bearer ${token}` });

  it('is read from the header, with keys from an address or a file', async () => {
    for (const each of [options, { ...options, keys: pem }]) {
      const user = await userFromJwt(each)(bearer(await jwt()));
      assert.deepEqual(
        { ...user, expiresAt: undefined },
        {
          ...{ id: 'ada', name: 'Ada', email: 'ada@example.com', isEmailVerified: false },
          ...{ groups: ['staff'], session: 's1', expiresAt: undefined },
        },
      );
      assert.ok(Math.abs((user?.expiresAt ?? 0) - Date.now() - 300_000) < 10_000);
    }
  });

  it('is read from a cookie, which WebSockets carry too; not when it is there twice', async () => {
    const resolveUser = userFromJwt({ ...options, cookie: 'app-jwt', userClaim: 'email' });
    const token = await jwt();
    assert.equal(
      (await resolveUser(requestWith({ cookie: `a=b; app-jwt=${token}` })))?.id,
      'ada@example.com',
    );
    assert.equal(await resolveUser(requestWith({ cookie: `app-jwt=${token}; app-jwt=x` })), undefined);
    assert.equal(await resolveUser(bearer(token)), undefined, 'the header is not the place');
  });

  it('is no user for a JWT that is expired, without an end, for others, by others, or unsigned', async () => {
    const resolveUser = userFromJwt(options);
    const other = await generateKeyPair('ES256');
    const now = Math.floor(Date.now() / 1000);
    const unsigned = new UnsecuredJWT({ sub: 'ada', exp: now + 60 })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .encode();
    const shared = await new SignJWT({ sub: 'ada', exp: now + 60 })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .sign(new TextEncoder().encode(pem));
    const endless = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .sign(keys.privateKey);
    const expired = await new SignJWT({ sub: 'ada', exp: now - 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .sign(keys.privateKey);
    const refused = {
      ...{ unsigned, shared, endless, expired, 'no JWT': 'abc', empty: '' },
      'for others': await jwt({}, { audience: 'other' }),
      'of another issuer': await jwt({}, { issuer: 'https://evil.example' }),
      'by another key': await jwt({}, { key: other.privateKey }),
      'without a user': await jwt({ sub: '' }),
      'too long': await jwt({ name: 'x'.repeat(20_000) }),
    };
    for (const [what, token] of Object.entries(refused)) {
      assert.equal(await resolveUser(bearer(token)), undefined, what);
      assert.equal(await userFromJwt({ ...options, keys: pem })(bearer(token)), undefined, what);
    }
    assert.equal(await resolveUser(requestWith({})), undefined);
  });

  it('is a problem while the keys cannot be read', async () => {
    const before = keysAnswer;
    for (const [status, body] of UNREADABLE_KEYS) {
      keysAnswer = () => ({ status, body });
      await assert.rejects(async () => userFromJwt(options)(bearer(await jwt())), {
        code: 'host-user-keys',
        statusCode: 503,
      });
    }
    keysAnswer = before;
  });

  it('does not ask for the keys again at once when that failed, whatever is sent', async () => {
    const before = keysAnswer;
    for (const [status, body] of UNREADABLE_KEYS) {
      let asked = 0;
      keysAnswer = () => {
        asked += 1;
        return { status, body };
      };
      const resolveUser = userFromJwt(options);
      for (let count = 0; count < 20; count += 1)
        await assert.rejects(async () => resolveUser(bearer(await jwt())), { code: 'host-user-keys' });
      assert.equal(asked, 1, body);
    }
    keysAnswer = before;
  });

  it('needs issuer, audience, and keys that are no shared secret', () => {
    const wrong: Partial<JwtUserOptions>[] = [
      ...[{ issuer: '' }, { audience: '' }, { keys: 'secret' }, { keys: 'http://keys.example' }],
      ...[{ algorithms: ['HS256'] }, { algorithms: [] }, { cookie: 'a b' }],
      { keys: '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----' },
    ];
    for (const each of wrong)
      assert.throws(() => userFromJwt({ ...options, ...each }), SettingsError, JSON.stringify(each));
  });
});
