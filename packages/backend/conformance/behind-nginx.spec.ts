import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { WebSocket } from 'ws';
import { ECHO, SOCKET, startTestDeployment, type TestDeployment } from '../testing/test-deployment.ts';
import { NGINX_TEMPLATE, NO_NGINX } from '../testing/test-nginx.ts';
import { json, openingOf, type TestBrowser } from '../testing/test-browser.ts';

const MEGABYTE = 1024 * 1024;
/** Of the backend and of nginx together; each may be there once. */
const SECURITY_HEADERS = [
  'strict-transport-security',
  'x-content-type-options',
  'referrer-policy',
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'x-frame-options',
  'x-request-id',
];

describe('the backend behind nginx', { skip: NO_NGINX, timeout: 300_000 }, () => {
  let deployment: TestDeployment;
  let ada: TestBrowser;
  const openSocket = async (browser: TestBrowser): Promise<WebSocket> => {
    const socket = browser.openSocket(SOCKET);
    assert.equal(await openingOf(socket), 'open');
    return socket;
  };

  before(async () => {
    deployment = await startTestDeployment();
    ada = await deployment.signIn('ada');
  });
  beforeEach(() => {
    deployment.tenant.seen.length = 0;
  });
  after(() => deployment.close());

  describe('signing in and out', () => {
    it('signs in by OpenID Connect, with a host-only cookie', async () => {
      const browser = deployment.newBrowser();
      deployment.provider.claims = { sub: 'grace', name: 'Grace', email: 'grace@x.example' };
      const begun = await browser.get('/app/sign-in');
      const asked = new URL(begun.headers.get('location') ?? '');
      assert.equal(asked.searchParams.get('redirect_uri'), `${deployment.nginx.origin}/app/sign-in/callback`);
      const response = await deployment.provider.signIn(browser);
      assert.equal(response.headers.get('location'), '/spaces');
      const cookies = response.headers
        .getSetCookie()
        .filter((cookie) => cookie.startsWith('__Host-ngx-qlik='));
      assert.equal(cookies.length, 1);
      assert.match(cookies[0] ?? '', /; Secure/);
      assert.match(cookies[0] ?? '', /; Path=\/;/);
      assert.doesNotMatch(cookies[0] ?? '', /domain=/i);
      assert.deepEqual((await json(await browser.get('/app/session')))['user'], {
        ...{ id: 'grace', name: 'Grace', email: 'grace@x.example' },
      });
    });

    it('signs out: sockets close, the cache is cleared, the session is worth nothing', async () => {
      const browser = await deployment.signIn('grace');
      const kept = browser.copy();
      const socket = await openSocket(browser);
      const closed = once(socket, 'close') as Promise<[number]>;
      const response = await browser.post('/app/sign-out');
      assert.equal(response.status, 200);
      assert.match(String((await json(response))['next']), new RegExp(`^${deployment.provider.issuer}/end`));
      assert.equal(response.headers.get('clear-site-data'), '"cache"');
      assert.equal(response.headers.get('cache-control'), 'private, no-store');
      assert.equal((await closed)[0], 1008);
      assert.equal((await kept.get(ECHO)).status, 401);
    });

    it('refuses pages of other sites', async () => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: `http://localhost:${deployment.nginx.plainPort}` },
      ]) {
        assert.equal((await ada.send('/app/sign-out', { method: 'POST', headers })).status, 403);
      }
    });

    it('leads from http to https, and to no other host', async () => {
      const response = await fetch(`http://127.0.0.1:${deployment.nginx.plainPort}/spaces?a=b`, {
        redirect: 'manual',
        headers: { 'x-forwarded-host': 'evil.example' },
      });
      assert.equal(response.headers.get('location'), 'https://localhost/spaces?a=b');
    });

    it('gives other host names no certificate, and no response of the backend', async () => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: deployment.nginx.port,
        servername: 'evil.example',
      });
      const [error] = (await once(socket, 'error')) as [Error];
      assert.match(error.message, /unrecognized.name/i);
      const response = await deployment.sendRaw('GET /health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n');
      assert.match(response, /^HTTP\/1\.1 421 /);
    });

    it('keeps codes and states out of its log', async () => {
      await deployment.signIn('grace');
      assert.match(deployment.nginx.accessLog(), /"path":"\/app\/sign-in\/callback"/);
      assert.doesNotMatch(deployment.nginx.accessLog(), /state=|code=/);
    });
  });

  describe('the relay', () => {
    it('passes queries byte for byte', async () => {
      for (const query of [
        'name=50%',
        'filter=a/../b',
        'a=%2e%2E&b=+%20',
        'x=1&&y=',
        'q=//a//b',
        'z=%zz',
        "s='%22(;)",
      ]) {
        const response = await deployment.sendRaw(deployment.head(`GET ${ECHO}?${query}`, ada.cookie));
        assert.match(response, /^HTTP\/1\.1 200 /, query);
        assert.equal(deployment.tenant.seen.at(-1)?.url, `/api/v1/echo?${query}`);
      }
    });

    it('passes paths byte for byte: the backend sees what it refuses, and the tenant sees nothing', async () => {
      const paths = [
        'api//v1/echo',
        'api/v1/x/../echo',
        'api/v1/%2e%2e/v1/echo',
        'api/v1%2fecho',
        'api/v1/./echo',
        'api%5cv1/echo',
        '/api/v1/echo',
      ];
      for (const path of paths) {
        const response = await deployment.sendRaw(deployment.head(`GET /qlik/key/${path}`, ada.cookie));
        assert.match(response, /^HTTP\/1\.1 400 [^]*"code":"bad-path"/, path);
      }
      assert.deepEqual(deployment.tenant.seen, []);
    });

    it('answers by HTTP/2', async () => {
      const hostSession = connectHttp2(deployment.nginx.origin, { ca: deployment.ca });
      const stream = hostSession.request({ ':path': `${ECHO}?name=50%`, cookie: ada.cookie });
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
      const chunks = (await stream.toArray()) as Buffer[];
      hostSession.close();
      assert.equal(hostSession.alpnProtocol, 'h2');
      assert.equal(headers[':status'], 200);
      assert.match(Buffer.concat(chunks).toString(), /"url":"\/api\/v1\/echo\?name=50%"/);
    });

    it('sends each header once, on pages, relayed responses, errors and handshakes', async () => {
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
      for (const [path, extra] of [
        ['/', []],
        [ECHO, []],
        ['/app/session', []],
        ['/qlik/key/api//v1', []],
        ['/nothing.js', []],
        ['/qlik/unknown/app/x', upgrade],
      ] as const) {
        const response = await deployment.sendRaw(deployment.head(`GET ${path}`, ada.cookie, extra));
        const names = response
          .split('\r\n\r\n', 1)[0]
          ?.split('\r\n')
          .map((line) => (line.split(':', 1)[0] ?? '').toLowerCase());
        for (const name of SECURITY_HEADERS) {
          assert.equal(names?.filter((each) => each === name).length, 1, `${name} of ${path}`);
        }
      }
    });

    it('takes 16 MB and refuses 17', async () => {
      for (const [size, status] of [
        [16 * MEGABYTE, 200],
        [17 * MEGABYTE, 413],
        [30 * MEGABYTE, 413],
      ] as const) {
        deployment.tenant.seen.length = 0;
        const response = await ada.send(ECHO, {
          ...{ method: 'POST', body: Buffer.alloc(size, 'a') },
          headers: { origin: deployment.nginx.origin, 'content-type': 'text/plain' },
        });
        const body = await json(response);
        assert.equal(response.status, status, `${size}`);
        assert.equal(body['code'], status === 413 ? 'body-too-large' : undefined);
        const [seen] = deployment.tenant.seen;
        assert.equal(seen === undefined ? 0 : String(seen.body).length, status === 200 ? size : 0);
      }
    });

    it('lets no request be hidden in another', async () => {
      const hidden = 'GET /qlik/key/api/v1/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const bare = 'GET /api/v1/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const framings = [
        [`Content-Length: ${hidden.length}`, 'Transfer-Encoding: chunked'],
        ['Transfer-Encoding: chunked', `Content-Length: ${hidden.length}`],
        ['Content-Length: 0', `Content-Length: ${hidden.length}`],
        [`Content-Length: ${hidden.length}`, 'Content-Length: 0'],
        [`Content-Length: +${hidden.length}`],
        [`Content-Length: 0, ${hidden.length}`],
        ['Transfer-Encoding: xchunked'],
        ['Transfer-Encoding: identity', `Content-Length: ${hidden.length}`],
        ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
        ['Transfer-Encoding : chunked'],
        ['Transfer_Encoding: chunked'],
        ['X: y\nTransfer-Encoding: chunked'],
        ['X: y\rContent-Length: 5'],
        ['Transfer-Encoding:\x0bchunked'],
        [' Transfer-Encoding: chunked'],
        ['Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'],
        ['Connection: Content-Length', `Content-Length: ${hidden.length}`],
        ['Expect: 100-continue', `Content-Length: ${hidden.length}`],
      ];
      for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
        await Promise.all(
          framings.map((framing) =>
            deployment.sendRaw(
              deployment.head(`${method} ${ECHO}?m=${method}`, ada.cookie, framing) + `0\r\n\r\n${bare}`,
            ),
          ),
        );
        await Promise.all(
          framings.map((framing) =>
            deployment.sendRaw(deployment.head(`${method} ${ECHO}?m=${method}`, ada.cookie, framing) + bare),
          ),
        );
      }
      // What follows on a connection of nginx's to the backend is another user's own.
      assert.equal((await (await deployment.signIn('grace')).get(`${ECHO}?next`)).status, 200);
      assert.deepEqual(
        deployment.tenant.seen.filter(({ url }) => url.includes('hidden')),
        [],
      );
      assert.ok(deployment.tenant.seen.some(({ url }) => url.endsWith('?next')));
    });
  });

  describe('WebSockets', () => {
    it('pass messages, pings and silence', async () => {
      const socket = await openSocket(ada);
      socket.send('{"id":1}');
      const [echo] = (await once(socket, 'message')) as [Buffer];
      assert.equal(echo.toString(), '{"id":1}');
      await delay(3_000);
      socket.ping('still there');
      const [pong] = (await once(socket, 'pong')) as [Buffer];
      assert.equal(pong.toString(), 'still there');
      const long = JSON.stringify({ text: 'ö'.repeat(MEGABYTE / 2) });
      socket.send(long);
      const [whole] = (await once(socket, 'message')) as [Buffer];
      assert.equal(whole.toString(), long);
      socket.close();
      await once(socket, 'close');
    });

    it('pass close codes both ways', async () => {
      const socket = await openSocket(ada);
      const [atTenant] = deployment.tenant.sockets;
      assert.ok(atTenant);
      const seen = once(atTenant, 'close') as Promise<[number, Buffer]>;
      socket.close(4002, 'from the page');
      const [code, reason] = await seen;
      assert.deepEqual([code, reason.toString()], [4002, 'from the page']);

      const second = await openSocket(ada);
      const closed = once(second, 'close') as Promise<[number, Buffer]>;
      for (const each of deployment.tenant.sockets) each.close(4003, 'from Qlik');
      const [otherCode, otherReason] = await closed;
      assert.deepEqual([otherCode, otherReason.toString()], [4003, 'from Qlik']);
    });

    it('are refused with a status, and to pages of other sites', async () => {
      assert.equal(await openingOf(deployment.newBrowser().openSocket(SOCKET)), 401);
      const foreign = ada.openSocket(SOCKET, { origin: 'https://evil.example' });
      assert.equal(await openingOf(foreign), 403);
    });

    it('outlive the pings of the backend, and idle connections end at nginx first', () => {
      const seconds = (name: string): number[] =>
        [...NGINX_TEMPLATE.matchAll(new RegExp(`^\\s*${name} (\\d+)s;`, 'gm'))].map(([, value]) =>
          Number(value),
        );
      assert.deepEqual(
        seconds('proxy_read_timeout').map((value) => value > 2 * 30),
        [true],
      );
      assert.deepEqual(
        seconds('keepalive_timeout').map((value) => value < 72),
        [true, true],
      );
    });
  });
});
