import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type CryptoKey, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import type { ClientManagedServer } from '../server.ts';
import { lastReason, startTestServer, type TestServer, XRFKEY } from '../testing/test-server.ts';
import { openSocket, TestHttpClient } from '../testing/test-http-client.ts';

const ABOUT = `/jwt/qrs/about?Xrfkey=${XRFKEY}`;
let testServer: TestServer;
let server: ClientManagedServer;
let key: CryptoKey;
const closers: (() => Promise<void>)[] = [];

before(async () => {
  testServer = await startTestServer({ after: (close) => closers.push(close) });
  ({ server } = testServer);
  key = await importPKCS8(await readFile(server.certificates.jwtKey ?? '', 'utf8'), 'RS256');
});
after(async () => {
  await Promise.all(closers.map((close) => close()));
});

const seconds = (offset: number): number => Math.floor(Date.now() / 1000) + offset;
const claims = { userId: 'ada', userDirectory: 'SANDBOX' };

async function sign(
  payload: Record<string, unknown> = claims,
  how: { alg?: string; key?: CryptoKey | Uint8Array } = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: how.alg ?? 'RS256' }).sign(how.key ?? key);
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'x-qlik-xrfkey': XRFKEY };
}

test('the first call with a token sets the cookie, which authenticates later calls', async () => {
  const client = new TestHttpClient(server);
  const first = await client.get(
    ABOUT,
    bearer(await sign({ ...claims, exp: seconds(60), nbf: seconds(-1) })),
  );
  assert.equal(first.status, 200);
  assert.match(first.text, /"schemaPath":"About"/);
  assert.match(first.headers.get('set-cookie') ?? '', /^X-Qlik-Session-jwt-HTTP=.*; Path=\/jwt\/; HttpOnly/);
  const second = await client.get(ABOUT, { 'x-qlik-xrfkey': XRFKEY });
  assert.equal(second.status, 200);
  assert.equal(second.headers.get('set-cookie'), null);
});

test('the same user keeps the session, another user gets another', async () => {
  const client = new TestHttpClient(server);
  await client.get('/jwt/qps/user', bearer(await sign()));
  const { cookie } = client;
  await client.get('/jwt/qps/user', bearer(await sign({ ...claims, exp: seconds(9) })));
  assert.equal(client.cookie, cookie);
  const other = await client.get('/jwt/qps/user', bearer(await sign({ ...claims, userId: 'grace' })));
  assert.notEqual(client.cookie, cookie);
  assert.match(other.text, /Grace Hopper/);
});

for (const alg of ['RS256', 'RS384', 'RS512']) {
  test(`${alg} is accepted`, async () => {
    const own = await importPKCS8(await readFile(server.certificates.jwtKey ?? '', 'utf8'), alg);
    const answer = await new TestHttpClient(server).get(ABOUT, bearer(await sign(claims, { alg, key: own })));
    assert.equal(answer.status, 200);
  });
}

const refused: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  ['an expired token', () => sign({ ...claims, exp: seconds(-1) }), /expired \(exp\)/],
  ['a token of the future', () => sign({ ...claims, nbf: seconds(60) }), /not valid yet \(nbf\)/],
  [
    'a token without user id',
    () => sign({ userDirectory: 'SANDBOX' }),
    /"userId" for the user id is missing/,
  ],
  [
    'a token without user directory',
    () => sign({ userId: 'ada' }),
    /"userDirectory" for the user directory is missing/,
  ],
  ['an empty user id', () => sign({ ...claims, userId: ' ' }), /"userId" for the user id is missing/],
  ['a user id that is a number', () => sign({ ...claims, userId: 7 }), /"userId".*not a text/],
  ['an exp that is a text', () => sign({ ...claims, exp: 'tomorrow' as unknown as number }), /"exp"/],
  [
    'a token of another key',
    async () => sign(claims, { key: (await generateKeyPair('RS256')).privateKey }),
    /signature does not fit the certificate/,
  ],
  [
    'a shared secret',
    async () => sign(claims, { alg: 'HS256', key: await readFile(server.certificates.jwtCertificate) }),
    /none of RS256, RS384, RS512/,
  ],
  [
    'an elliptic curve',
    async () => sign(claims, { alg: 'ES256', key: (await generateKeyPair('ES256')).privateKey }),
    /none of RS256/,
  ],
  [
    'no signature at all',
    async () =>
      `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.`.replaceAll('=', ''),
    /none of RS256|cannot be read/,
  ],
  ['anything else', async () => 'not-a-token', /cannot be read/],
];

for (const [what, make, reason] of refused) {
  test(`${what} is refused, with the reason in the log only`, async () => {
    const answer = await new TestHttpClient(server).get(ABOUT, bearer(await make()));
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.match(lastReason(server) ?? '', reason);
    assert.doesNotMatch(answer.text, reason);
  });
}

test('a payload changed after signing is refused', async () => {
  const [head = '', , signature = ''] = (await sign()).split('.');
  const forged = Buffer.from(JSON.stringify({ ...claims, userId: 'grace' })).toString('base64url');
  const answer = await new TestHttpClient(server).get(ABOUT, bearer(`${head}.${forged}.${signature}`));
  assert.equal(answer.status, 401);
});

test('a call without token and session gets no redirect to sign-in', async () => {
  assert.equal((await new TestHttpClient(server).get(ABOUT)).status, 401);
});

test('an inactive user is refused with a valid token', async () => {
  const answer = await new TestHttpClient(server).get(
    ABOUT,
    bearer(await sign({ ...claims, userId: 'noah' })),
  );
  assert.equal(answer.status, 403);
  assert.match(answer.text, /account is inactive/);
});

test('claims become session attributes, and a directory in brackets applies to all users', async (t) => {
  const bracketed = await startTestServer(t, {
    jwtCertificate: await readFile(server.certificates.jwtCertificate, 'utf8'),
    virtualProxies: (demo) =>
      demo.map((proxy) =>
        proxy.authentication.method === 'jwt'
          ? { ...proxy, authentication: { ...proxy.authentication, userDirectoryClaim: '[CORP]' } }
          : proxy,
      ),
  });
  assert.equal(bracketed.server.certificates.jwtKey, undefined);
  const client = new TestHttpClient(bracketed.server);
  await client.get('/jwt/qps/user', bearer(await sign({ userId: 'joe', groups: ['sales', 'emea'] })));
  const user = await client.get('/jwt/qps/user');
  assert.match(user.text, /"userDirectory":"CORP","userId":"joe"/);
});

test('a Node client without cookies opens a socket with bearer and CSRF token, but not with bearer alone', async () => {
  const token = await sign();
  const csrf = await fetch(`${server.origin}/jwt/qps/csrftoken`, { headers: bearer(token) });
  assert.equal(csrf.status, 204);
  const url = `${server.origin.replace('http', 'ws')}/jwt/app/engineData`;
  await assert.rejects(openSocket(url, bearer(token)), { status: 403 });
  const withToken = `${url}?qlik-csrf-token=${csrf.headers.get('qlik-csrf-token') ?? ''}`;
  const socket = await openSocket(withToken, bearer(token));
  await socket.notification('OnConnected');
  await assert.rejects(openSocket(withToken, bearer(await sign({ ...claims, userId: 'grace' }))), {
    status: 403,
  });
});

test('the curl line of Qlik’s JWT documentation works', async () => {
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--show-error',
    '--fail',
    '--max-time',
    '10',
    '--header',
    `Authorization: Bearer ${await sign()}`,
    '--header',
    `X-Qlik-Xrfkey: ${XRFKEY}`,
    `${server.origin}${ABOUT}`,
  ]);
  assert.equal((JSON.parse(stdout) as { schemaPath: string }).schemaPath, 'About');
});
