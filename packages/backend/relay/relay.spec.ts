import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

describe('the relay', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;

  before(async () => {
    tenant = await startFakeTenant();
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const m2m = { ...client, type: 'm2m' };
    const forAll = { audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: {
        key: {
          type: 'apikey',
          host: tenant.origin,
          apiKey: SECRETS.apiKey,
          access: 'full',
          timeoutSeconds: 1,
          ...forAll,
          allow: 'all',
        },
        reading: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, ...forAll },
        machine: { ...m2m, ...forAll },
        'machine-writes': { ...m2m, ...forAll, access: 'full', allow: 'all' },
        restricted: { ...m2m, onlyUsers: ['grace'] },
        revoked: { type: 'apikey', host: tenant.origin, apiKey: 'very-secret-revoked-key', ...forAll },
        gone: { type: 'apikey', apiKey: 'x', host: 'http://localhost:9', ...forAll },
        direct: { ...client, type: 'oauth2-impersonation' },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  beforeEach(() => {
    tenant.seen.length = 0;
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  it('puts the credential in, and lets none of the browser’s through', async () => {
    const response = await ada.post(
      '/qlik/key/api/v1/echo?a=%20b&accessToken=mine',
      { x: 1 },
      {
        authorization: 'Bearer mine',
        'x-qlik-user': 'UserDirectory=INTERNAL; UserId=sa_api',
        'x-forwarded-for': '1.2.3.4',
        'x-http-method-override': 'DELETE',
        'qlik-api-version': '2026-08',
        'proxy-authorization': 'Basic eDp5',
      },
    );
    assert.equal(response.status, 200);
    const [seen] = tenant.seen;
    assert.ok(seen);
    assert.equal(seen.url, '/api/v1/echo?a=%20b');
    assert.deepEqual(seen.body, { x: 1 });
    assert.equal(seen.headers.authorization, `Bearer ${SECRETS.apiKey}`);
    assert.equal(seen.headers.host, new URL(tenant.origin).host);
    assert.equal(seen.headers['qlik-api-version'], '2026-08');
    const allowed = [
      'accept',
      'accept-language',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'qlik-api-version',
      'user-agent',
    ];
    assert.deepEqual(
      Object.keys(seen.headers).filter((name) => !allowed.includes(name)),
      [],
    );
  });

  it('keeps Qlik’s cookies, cross-origin rules and documents from the browser', async () => {
    const response = await ada.get('/qlik/key/api/v1/echo');
    assert.ok(!response.headers.getSetCookie().some((cookie) => cookie.includes('eas.sid')));
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    const page = await ada.get('/qlik/key/api/v1/page');
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'.*; sandbox$/);
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  });

  it('keeps the links of paged responses on the relay', async () => {
    const { links } = await json(await ada.get('/qlik/key/api/v1/spaces'));
    assert.deepEqual(links, { next: { href: `${backend.origin}/qlik/key/api/v1/spaces?next=abc` } });
  });

  it('follows redirects within Qlik on the relay, and no others', async () => {
    const moved = await ada.get('/qlik/key/api/v1/moved');
    assert.equal(moved.headers.get('location'), `${backend.origin}/qlik/key/api/v1/spaces`);
    const elsewhere = await ada.get('/qlik/key/api/v1/elsewhere');
    assert.equal(elsewhere.status, 502);
    assert.equal((await json(elsewhere))['code'], 'qlik-redirects');
  });

  it('fetches the machine’s token once, and another when Qlik does not take it any more', async () => {
    const responses = await Promise.all(
      Array.from({ length: 30 }, () => ada.get('/qlik/machine/api/v1/spaces')),
    );
    assert.ok(responses.every(({ status }) => status === 200));
    const asked = (): number => tenant.seen.filter(({ url }) => url === '/oauth/token').length;
    assert.equal(asked(), 1);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    tenant.expireTokens();
    const again = await Promise.all(Array.from({ length: 30 }, () => ada.get('/qlik/machine/api/v1/spaces')));
    assert.ok(again.every(({ status }) => status === 200));
    assert.equal(asked(), 2);
  });

  it('sends what changes something once only, when Qlik does not take the token any more', async () => {
    const echo = '/qlik/machine-writes/api/v1/echo';
    assert.equal((await ada.post(echo, {})).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    tenant.expireTokens();
    tenant.seen.length = 0;
    assert.equal((await ada.post(echo, {})).status, 401);
    assert.equal((await ada.post(echo, {})).status, 200);
  });

  it('repeats a read once, and passes on a refusal that another token does not change', async () => {
    const calls = (): number => tenant.seen.filter(({ url }) => url === '/api/v1/refused').length;
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    assert.equal((await ada.get('/qlik/machine-writes/api/v1/spaces')).status, 200);
    assert.equal((await ada.get('/qlik/machine-writes/api/v1/refused')).status, 401);
    assert.equal(calls(), 2);
    for (let call = 0; call < 3; call++)
      assert.equal((await ada.get('/qlik/machine-writes/api/v1/refused')).status, 401);
    assert.equal(calls(), 5, 'a token that is new is not replaced again at once');
    assert.equal((await ada.get('/qlik/key/api/v1/refused')).status, 502, 'there is one key only');
    assert.equal(calls(), 6);
  });

  it('reports a key that is not accepted any more, which no sign-in of the user would solve', async () => {
    const response = await ada.get('/qlik/revoked/api/v1/spaces');
    assert.equal(response.status, 502);
    const body = await json(response);
    assert.equal(body['code'], 'credential-refused');
    assert.match(String(body['remedy']), /secrets file/);
  });

  it('requires a sign-in, permission for the connection, and a page of the application', async () => {
    const expect = async (response: Promise<Response>, status: number, code: string): Promise<void> => {
      assert.equal((await response).status, status);
      assert.equal((await json((await response).clone()))['code'], code);
    };
    const signedOut = new TestBrowser(backend.origin).get('/qlik/key/api/v1/spaces');
    await expect(signedOut, 401, 'host-signed-out');
    assert.equal((await json(await signedOut))['remedy'], 'Sign in to the application first.');
    await expect(ada.get('/qlik/restricted/api/v1/spaces'), 403, 'not-allowed');
    await expect(ada.get('/qlik/none/api/v1/spaces'), 404, 'connection-unknown');
    await expect(ada.get('/qlik/direct/api/v1/spaces'), 404, 'connection-type');
    await expect(ada.get('/qlik/key/api/v1/spaces', { 'sec-fetch-site': 'cross-site' }), 403, 'cross-site');
    await expect(
      ada.post('/qlik/key/api/v1/echo', {}, { origin: 'https://evil.example' }),
      403,
      'cross-site',
    );
    await expect(ada.post('/qlik/reading/api/v1/echo', {}), 403, 'read-only');
    assert.equal(tenant.seen.length, 0, 'nothing of it went on to Qlik');
  });

  it('takes a GET without Origin and Sec-Fetch-Site, as older browsers send none, and nothing else without both', async () => {
    for (const method of ['GET', 'HEAD'])
      assert.equal((await ada.send('/qlik/key/api/v1/spaces', { method })).status, 200, method);
    assert.equal(tenant.seen.length, 2);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      assert.equal((await ada.send('/qlik/key/api/v1/spaces', { method })).status, 403, method);
    const alien = new WebSocket(`${backend.origin.replace('http', 'ws')}/qlik/key/app/x`, {
      headers: { cookie: ada.cookie },
    });
    assert.equal(await openingOf(alien), 403);
    assert.equal(tenant.seen.length, 2);
  });

  for (const method of ['OPTIONS', 'TRACE']) {
    it(`refuses ${method}, and says which methods go on to Qlik`, async () => {
      // `fetch` sends no TRACE.
      const { port } = new URL(backend.origin);
      const sent = request({
        ...{ host: 'localhost', port, method, path: '/qlik/key/api/v1/spaces' },
        headers: { cookie: ada.cookie, origin: backend.origin },
      }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const chunks = (await response.toArray()) as Buffer[];
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      assert.deepEqual(
        [response.statusCode, response.headers.allow, body['code'], body['detail']],
        [
          405,
          'GET, HEAD, POST, PUT, PATCH, DELETE',
          'method-not-allowed',
          `The relay does not forward ${method}.`,
        ],
      );
      assert.equal(tenant.seen.length, 0, 'nothing of it went on to Qlik');
    });
  }

  it('reports when Qlik is unreachable, silent or cut off', async () => {
    const gone = await ada.get('/qlik/gone/api/v1/spaces');
    assert.equal(gone.status, 502);
    assert.equal((await json(gone))['code'], 'qlik-unreachable');
    const silent = await ada.get('/qlik/key/api/v1/silent');
    assert.equal(silent.status, 504);
    assert.equal((await json(silent))['code'], 'qlik-timeout');
    const cut = await ada.get('/qlik/key/api/v1/cut');
    assert.equal(cut.status, 502);
    assert.equal((await json(cut))['code'], 'qlik-unreachable');
  });

  it('retries a read when the connection closed before a response, and no write', async () => {
    assert.equal((await ada.get('/qlik/key/api/v1/dropped-once')).status, 200);
    const changing = await ada.post('/qlik/key/api/v1/dropped-once', { x: 1 });
    assert.equal(changing.status, 502);
    assert.equal(tenant.seen.filter(({ method }) => method === 'POST').length, 1);
  });

  it('forwards at most 16 MB, with any framing', async () => {
    const declared = await ada.post('/qlik/key/api/v1/echo', { text: 'x'.repeat(17 * 1024 * 1024) });
    assert.equal(declared.status, 413);
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${backend.origin}/qlik/key/api/v1/echo`, {
        method: 'POST',
        headers: { cookie: ada.cookie, origin: backend.origin, 'content-type': 'text/plain' },
      });
      sent.once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve('reset') : reject(error),
      );
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      for (let count = 0; count < 20; count += 1) sent.write(chunk);
      sent.end();
    });
    assert.ok(status === 413 || status === 'reset', String(status));
  });

  it('sends nothing outside of the connection, for any path', async () => {
    for (const path of [
      '/qlik/key/%2e%2e/secret',
      '/qlik/key//evil.example/x',
      '/qlik/key/..%2fx',
      '/qlik/key/a%5cb',
    ]) {
      const response = await new Promise<number | undefined>((resolve, reject) => {
        request(backend.origin, { path, headers: { cookie: ada.cookie } }, (got) => {
          got.resume();
          resolve(got.statusCode);
        })
          .once('error', reject)
          .end();
      });
      assert.equal(response, 400, path);
    }
    assert.equal(tenant.seen.length, 0);
  });

  it('joins WebSockets, with the credential put in and the browser’s left out', async () => {
    const socket = ada.openSocket('/qlik/key/app/x?reloadUri=y&accessToken=mine', {
      authorization: 'Bearer mine',
    });
    assert.equal(await openingOf(socket), 'open');
    const text = 'ä'.repeat(100_000);
    socket.send(text);
    const [data] = (await once(socket, 'message')) as [Buffer];
    assert.equal(data.toString(), text);
    const [seen] = tenant.seen;
    // All users act as the same Qlik user: each session of the application gets a separate engine session.
    assert.match(seen?.url ?? '', /^\/app\/x\/identity\/[\w-]{32}\?reloadUri=y$/);
    assert.ok(seen);
    assert.equal(seen.headers.authorization, `Bearer ${SECRETS.apiKey}`);
    assert.equal(seen.headers.cookie, undefined);
    assert.equal(seen.headers.origin, undefined);
    socket.close();
    await once(socket, 'close');
  });

  it('passes Qlik’s close code on', async () => {
    const socket = ada.openSocket('/qlik/key/app/x');
    assert.equal(await openingOf(socket), 'open');
    const [upstream] = [...tenant.sockets];
    upstream?.close(4204, 'app not found');
    const [code] = (await once(socket, 'close')) as [number];
    assert.equal(code, 4204);
  });

  it('refuses WebSockets of foreign pages, without a sign-in and to foreign connections, with a status', async () => {
    const signedOut = new TestBrowser(backend.origin);
    assert.equal(await openingOf(signedOut.openSocket('/qlik/key/app/x')), 401);
    assert.equal(await openingOf(ada.openSocket('/qlik/restricted/app/x')), 403);
    assert.equal(await openingOf(ada.openSocket('/qlik/key/app/x', { origin: 'https://evil.example' })), 403);
    assert.equal(await openingOf(ada.openSocket('/elsewhere')), 404);
    assert.equal(tenant.seen.length, 0);
    assert.equal(await openingOf(ada.openSocket('/qlik/gone/app/x')), 502);
  });

  it('reports the status with which Qlik refused a WebSocket, and authenticates anew once', async () => {
    assert.equal(await openingOf(ada.openSocket('/qlik/revoked/app/x')), 401);
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    tenant.expireTokens();
    const socket = ada.openSocket('/qlik/machine/app/x');
    assert.equal(await openingOf(socket), 'open');
    socket.close();
    await once(socket, 'close');
  });

  it('closes the WebSockets of the user who signs out, and no others', async () => {
    const grace = await new TestBrowser(backend.origin).signIn('grace');
    const graceSocket = grace.openSocket('/qlik/key/app/x');
    const adaSocket = ada.openSocket('/qlik/key/app/x');
    assert.deepEqual(await Promise.all([openingOf(graceSocket), openingOf(adaSocket)]), ['open', 'open']);
    const closed = once(graceSocket, 'close') as Promise<[number]>;
    assert.equal((await grace.post('/app/sign-out')).status, 204);
    assert.equal((await closed)[0], 1008);
    adaSocket.send('still there');
    assert.equal(String(((await once(adaSocket, 'message')) as [Buffer])[0]), 'still there');
    adaSocket.close();
    await once(adaSocket, 'close');
  });

  it('closes open WebSockets when it stops, and does not wait for them', async () => {
    const other = await startTestBackend({
      connections: {
        machine: {
          type: 'm2m',
          host: tenant.origin,
          clientId: 'c',
          clientSecret: SECRETS.client,
          audience: 'everyone-signed-in',
        },
      },
    });
    const browser = await new TestBrowser(other.origin).signIn('ada');
    const socket = browser.openSocket('/qlik/machine/app/x');
    assert.equal(await openingOf(socket), 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    const started = Date.now();
    await other.close();
    assert.equal((await closed)[0], 1001);
    assert.ok(Date.now() - started < 5_000);
  });

  it('logs no secret', () => {
    for (const secret of Object.values(SECRETS)) assert.ok(!backend.log().includes(secret));
    assert.ok(backend.log().length > 1_000);
  });
});
