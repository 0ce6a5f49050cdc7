import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

/** What Qlik answers with, besides what pages need. */
const SENT = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-origin': '*',
  'alt-svc': 'h3=":443"',
  'cache-control': 'public, max-age=31536000, immutable',
  'clear-site-data': '"cookies"',
  'content-security-policy': 'default-src *',
  'content-type': 'text/plain',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'unsafe-none',
  'cross-origin-resource-policy': 'cross-origin',
  etag: '"1"',
  expires: 'Thu, 01 Jan 2099 00:00:00 GMT',
  link: '<https://evil.example/x.js>; rel=preload; as=script',
  'origin-agent-cluster': '?0',
  'permissions-policy': 'camera=*',
  'qlik-csrf-token': 'a-token',
  refresh: '0; url=https://evil.example/',
  'referrer-policy': 'unsafe-url',
  'retry-after': '7',
  'set-cookie': 'a=b',
  'strict-transport-security': 'max-age=0',
  'surrogate-control': 'max-age=100',
  'x-content-type-options': 'sniff',
  'x-dns-prefetch-control': 'on',
  'x-frame-options': 'ALLOWALL',
  'x-powered-by': 'Qlik',
  'x-request-id': 'of-qlik',
  'x-unknown': 'x',
  vary: '*',
};
const PASSED = ['content-type', 'etag', 'qlik-csrf-token', 'retry-after'];
const SCRIPT_TYPES = ['text/javascript', 'application/javascript; charset=utf-8', 'text/jscript', 'text/css'];

describe('answers through the relay', () => {
  let qlik: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  let own: Headers;
  let sent: Record<string, string> = SENT;
  const urls: string[] = [];

  before(async () => {
    qlik = createServer((request, response) => {
      urls.push(request.url ?? '');
      response.writeHead(200, sent).end('x');
    });
    qlik.listen(0, 'localhost');
    await once(qlik, 'listening');
    const address = qlik.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const all = { allow: 'all', audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host, apiKey: 'very-secret-key', ...all },
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST', ...all },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
    own = (await ada.get('/app/session')).headers;
  });
  after(async () => {
    await backend.close();
    qlik.closeAllConnections();
    qlik.close();
  });

  for (const connection of ['key', 'header']) {
    it(`have the headers that pages need, and the backend's own in place of Qlik's: ${connection}`, async () => {
      sent = SENT;
      const { headers } = await ada.get(`/qlik/${connection}/api/v1/items`);
      for (const [name, value] of Object.entries(SENT)) {
        const got = headers.get(name);
        if (PASSED.includes(name)) assert.equal(got, value, name);
        else assert.ok(got === null || !got.split(', ').includes(value), `${name}: ${got ?? ''}`);
      }
      for (const name of [
        'x-content-type-options',
        'referrer-policy',
        'cross-origin-resource-policy',
        'x-frame-options',
      ]) {
        assert.equal(headers.get(name), own.get(name), name);
      }
      assert.equal(headers.get('cache-control'), 'private, no-store');
      assert.match(headers.get('vary') ?? '', /cookie/i);
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'.*sandbox$/);
      assert.match(headers.get('x-request-id') ?? '', /^[\da-f-]{36}$/);
    });
  }

  for (const destination of [
    'script',
    'style',
    'worker',
    'sharedworker',
    'serviceworker',
    'audioworklet',
    'xslt',
    'manifest',
    'embed',
    'object',
  ]) {
    it(`are no ${destination} of the page, except for Qlik's own code`, async () => {
      sent = { 'content-type': 'text/javascript' };
      urls.length = 0;
      const ask = (path: string): Promise<Response> =>
        ada.get(`/qlik/key${path}`, { 'sec-fetch-dest': destination, 'sec-fetch-site': 'same-origin' });
      for (const path of [
        '/api/v1/items',
        '/extensions/evil/evil.js',
        '/qlik-embed',
        '/resources',
        '/content/default/x.js',
        '/RESOURCES/x.js',
      ]) {
        const answer = await ask(path);
        assert.equal(answer.status, 403, path);
        assert.equal((await json(answer))['code'], 'not-a-script');
      }
      assert.deepEqual(urls, []);
      const isNever = destination === 'serviceworker';
      for (const path of ['/qlik-embed/main.js', '/resources/a/b.js']) {
        assert.equal((await ask(path)).status, isNever ? 403 : 200, path);
      }
    });
  }

  it('are data for a browser without fetch metadata', async () => {
    for (const type of SCRIPT_TYPES) {
      sent = { 'content-type': type };
      const { headers } = await ada.get('/qlik/key/api/v1/items');
      assert.equal(headers.get('content-type'), 'application/octet-stream', type);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal((await ada.get('/qlik/key/resources/x.js')).headers.get('content-type'), type);
      // A page that fetches it gets it as it is.
      const fetched = await ada.get('/qlik/key/api/v1/items', { 'sec-fetch-dest': 'empty' });
      assert.equal(fetched.headers.get('content-type'), type);
    }
  });

  it('are for the query as it was, byte for byte', async () => {
    sent = { 'content-type': 'text/plain' };
    const credentials = /(?:^|[&;])(?:access_?token|(?:x-)?qlik-?ticket)/i;
    const unit = fc.constantFrom(...'abz019-._~!$\'()*+,:@/?%&=;[]|^`{}"<>\\'.split(''));
    const query = fc.oneof(
      fc.constantFrom(
        'name=50%',
        'filter=a/../b',
        'a=%zz',
        'a=//b',
        '%',
        '&&=',
        'a=b?c=d',
        'x=%00',
        'q="a b"'.replace(' ', ''),
      ),
      fc.string({ unit, maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        fc.pre(
          !credentials.test(
            decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '%25').replace(/%[89a-f]./gi, '')),
          ),
        );
        urls.length = 0;
        assert.equal(await statusOf(`/qlik/key/api/v1/items?${text}`), 200);
        assert.deepEqual(urls, [`/api/v1/items?${text}`]);
      }),
      { numRuns: 400 },
    );
  });

  it('need a key of sixteen letters and digits where there is one, since it goes into addresses', async () => {
    for (const key of ['short', '0123456789abcde!', '0123456789abcdef0', '0123456789abcdef&x=1', '']) {
      urls.length = 0;
      const answer = await ada.get('/qlik/header/qrs/about', { 'x-qlik-xrfkey': key });
      assert.equal(answer.status, 400, key);
      assert.deepEqual(urls, []);
    }
    assert.equal(
      (await ada.get('/qlik/header/qrs/about', { 'x-qlik-xrfkey': '0123456789abcdef' })).status,
      200,
    );
  });

  /** `fetch` would write the address anew. */
  function statusOf(path: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(backend.origin);
      const asked = httpRequest({
        port,
        path,
        host: 'localhost',
        headers: { cookie: ada.cookie, host: `localhost:${port}` },
      });
      asked.once('response', (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.once('error', reject);
      asked.end();
    });
  }
});
