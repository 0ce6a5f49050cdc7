import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { createServer } from './server.ts';
import type { Settings } from './settings.ts';

const PAGE =
  '<!doctype html><script src="qlik-early-start.js" data-pages=\'[{"address":"^/spaces$","scripts":["main-ABCD1234.js"]}]\'></script>';
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(4000))})`;
const CONNECTIONS = JSON.stringify({ connections: [{ host: 'https://tenant.example' }] });
const navigation = { accept: 'text/html,application/xhtml+xml' };

describe('the server', () => {
  let root: string;
  let outside: string;
  let settings: Settings;
  let server: FastifyInstance;

  before(async () => {
    outside = mkdtempSync(join(tmpdir(), 'backend-'));
    root = join(outside, 'site');
    mkdirSync(root);
    writeFileSync(join(outside, 'secret.txt'), 'not for you');
    writeFileSync(join(root, 'index.html'), PAGE);
    writeFileSync(join(root, 'oauth-callback.html'), PAGE);
    writeFileSync(join(root, 'connections.json'), CONNECTIONS);
    writeFileSync(join(root, 'main-ABCD1234.js'), SCRIPT);
    for (const name of ['chunk-a_Zz-9x0.js', 'oauth-callback.js', 'qlik-early-start.js'])
      writeFileSync(join(root, name), SCRIPT);
    writeFileSync(join(root, 'chunk-ZZZZ9999.js'), SCRIPT);
    writeFileSync(join(root, 'chunk-ZZZZ9999.js.gz'), gzipSync(SCRIPT));
    writeFileSync(join(root, '.env'), 'SECRET=1');
    settings = {
      port: 0,
      host: 'localhost',
      staticRoot: root,
      connectionsFile: join(root, 'connections.json'),
      logLevel: 'silent',
    };
    server = await createServer(settings);
  });
  after(async () => {
    await server.close();
    rmSync(outside, { recursive: true });
  });

  it('answers every address of the router with the page, uncached', async () => {
    for (const url of ['/', '/spaces', '/apps/sandbox-cloud/5f1c3a52/sheets?x=1.2']) {
      const response = await server.inject({ url, headers: navigation });
      assert.equal(response.statusCode, 200, url);
      assert.equal(response.body, PAGE);
      assert.equal(response.headers['cache-control'], 'no-cache');
    }
  });

  it('has all of the site below the base path, and says when the page was built for another', async () => {
    const lines: string[] = [];
    const below = await createServer(
      { ...settings, logLevel: 'warn', basePath: '/analytics' },
      { write: (line) => void lines.push(line) },
    );
    try {
      for (const [url, status] of [
        ['/analytics', 200],
        ['/analytics/', 200],
        ['/analytics/spaces?x=1', 200],
        ['/analytics/connections.json', 200],
        ['/', 404],
        ['/spaces', 404],
        ['/analytics-spaces', 404],
        ['/metrics', 404],
        ['/qlik/tenant/api/v1/items', 404],
        ['/health/spaces', 404],
        ['/outside-the-base-path', 404],
        ['/connections.json', 404],
        ['/main-ABCD1234.js', 404],
      ] as const) {
        const response = await below.inject({ url, headers: navigation });
        assert.equal(response.statusCode, status, url);
      }
    } finally {
      await below.close();
    }
    assert.deepEqual(lines, []);
  });

  it('names the scripts of a page in the head of its answer, and of no other', async () => {
    const linkOf = async (url: string, headers = navigation) =>
      (await server.inject({ url, headers })).headers['link'];
    assert.match((await linkOf('/spaces?x=1')) as string, /, <\/main-ABCD1234\.js>; rel=modulepreload$/);
    assert.equal(await linkOf('/apps'), undefined);
    assert.equal(await linkOf('/spaces', { accept: '*/*' }), undefined);
  });

  it('answers a missing asset with 404 in JSON, never with the page', async () => {
    for (const url of ['/chunk-GONE0000.js', '/icons/none.svg', '/nothing']) {
      const response = await server.inject({ url, headers: { accept: '*/*' } });
      assert.equal(response.statusCode, 404, url);
      assert.equal(response.json<{ code: string }>().code, 'not-found');
      assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
    }
    assert.equal((await server.inject({ url: '/chunk-GONE0000.js', headers: navigation })).statusCode, 404);
    assert.equal(
      (await server.inject({ method: 'POST', url: '/spaces', headers: navigation })).statusCode,
      404,
    );
  });

  it('hands out the connections also where the site is served elsewhere', async () => {
    const gateway = await createServer({ ...settings, staticRoot: undefined });
    try {
      const response = await gateway.inject('/connections.json');
      assert.deepEqual([response.statusCode, response.body], [200, CONNECTIONS]);
      assert.equal(response.headers['cache-control'], 'no-cache');
      assert.equal((await gateway.inject({ url: '/', headers: navigation })).statusCode, 404);
    } finally {
      await gateway.close();
    }
  });

  it('lets browsers keep hashed files for ever', async () => {
    for (const url of ['/main-ABCD1234.js', '/chunk-a_Zz-9x0.js']) {
      const response = await server.inject(url);
      assert.equal(response.headers['cache-control'], 'public, max-age=31536000, immutable', url);
      assert.match(String(response.headers['content-type']), /javascript/);
    }
  });

  it('lets browsers revalidate files with names that only look hashed', async () => {
    for (const url of ['/oauth-callback.js', '/qlik-early-start.js'])
      assert.equal((await server.inject(url)).headers['cache-control'], 'no-cache', url);
  });

  it('compresses on the way when there is no compressed file, and sends that file when there is one', async () => {
    for (const url of ['/main-ABCD1234.js', '/chunk-ZZZZ9999.js']) {
      const response = await server.inject({ url, headers: { 'accept-encoding': 'gzip' } });
      assert.equal(response.headers['content-encoding'], 'gzip', url);
      assert.match(String(response.headers['vary']), /accept-encoding/i);
      assert.match(String(response.headers['content-type']), /javascript/);
      assert.equal(gunzipSync(response.rawPayload).toString(), SCRIPT);
    }
    const precompressed = await server.inject({
      url: '/chunk-ZZZZ9999.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    assert.equal(precompressed.headers['cache-control'], 'public, max-age=31536000, immutable');
  });

  it('hands out the connections with a type and without a cache', async () => {
    const response = await server.inject('/connections.json');
    assert.equal(response.body, CONNECTIONS);
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(response.headers['cache-control'], 'no-cache');
  });

  it('puts security headers on pages, files and errors alike', async () => {
    for (const url of ['/', '/main-ABCD1234.js', '/none.js', '/health/live']) {
      const { headers } = await server.inject({ url, headers: navigation });
      assert.match(
        String(headers['content-security-policy']),
        /connect-src 'self' https:\/\/tenant\.example wss:/,
      );
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
      assert.equal(headers['x-powered-by'], undefined);
    }
  });

  it('keeps sign-in windows in touch with the page that opened them', async () => {
    const page = await server.inject({ url: '/', headers: navigation });
    assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin-allow-popups');
    const callback = await server.inject('/oauth-callback.html?code=1&state=2');
    assert.equal(callback.headers['cross-origin-opener-policy'], 'unsafe-none');
  });

  it('gives nothing from outside the site, and no hidden file', async () => {
    for (const url of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/..%5csecret.txt',
      '/.env',
    ]) {
      const response = await server.inject({ url, headers: { accept: '*/*' } });
      assert.ok(response.statusCode >= 400 && response.statusCode < 500, `${url}: ${response.statusCode}`);
      assert.ok(!response.body.includes('not for you') && !response.body.includes('SECRET'));
    }
  });

  it('is live, and ready as long as it can serve the page and its connections', async () => {
    assert.equal((await server.inject('/health/live')).statusCode, 200);
    assert.equal((await server.inject('/health/ready')).statusCode, 200);
    writeFileSync(join(root, 'connections.json'), 'no json');
    try {
      const response = await server.inject('/health/ready');
      assert.equal(response.statusCode, 503);
      assert.match(response.body, /not JSON/);
    } finally {
      writeFileSync(join(root, 'connections.json'), CONNECTIONS);
    }
  });

  it('says at its start and when it is not ready which variable names the missing connections', async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const without = { ...settings, connectionsFile: join(root, 'none.json'), logLevel: 'info' };
    const unready = await createServer(without, stream);
    try {
      assert.match(lines.join(''), /"level":40.*CONNECTIONS_FILE/);
      const { statusCode, body } = await unready.inject('/health/ready');
      assert.equal(statusCode, 503);
      assert.match(body, /cannot be read: CONNECTIONS_FILE, .*STATIC_ROOT/);
      assert.ok(!body.includes(root));
    } finally {
      await unready.close();
    }
  });

  it('answers a malformed request with 4xx in JSON', async () => {
    const response = await server.inject({ url: '/%E0%A4%A', headers: { accept: '*/*' } });
    assert.equal(response.statusCode, 400);
    assert.equal(typeof response.json<{ detail: string }>().detail, 'string');
  });

  it('keeps queries out of its log', async () => {
    const lines: string[] = [];
    const logging = await createServer(
      { ...settings, logLevel: 'info' },
      { write: (line) => void lines.push(line) },
    );
    await logging.inject('/oauth-callback.html?code=very-secret-code&state=s');
    await logging.close();
    assert.ok(lines.some((line) => line.includes('"path":"/oauth-callback.html"')));
    assert.ok(!lines.join('\n').includes('very-secret-code'));
  });
});
