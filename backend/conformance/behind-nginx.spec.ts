import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import { type BackendProcess, startBackendProcess } from '../trial/backend-process.ts';
import { createCertificates, type TrialCertificates } from '../trial/certificates.ts';
import { type FakeProvider, startFakeProvider } from '../trial/fake-provider.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../trial/fake-tenant.ts';
import { NGINX_TEMPLATE, NO_NGINX, startTrialNginx, type TrialNginx } from '../trial/trial-nginx.ts';
import { freePort } from '../trial/trial-redis.ts';
import { json, openingOf, Visitor } from '../trial/visitor.ts';

const MEGABYTE = 1024 * 1024;
const ECHO = '/qlik/key/api/v1/echo';
const SOCKET = '/qlik/key/app/some-app';
const REQUESTS_PER_MINUTE = 300;
const UPGRADES_PER_MINUTE = 15;
const CONNECTIONS_PER_ADDRESS = 256;
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

/** The whole way of a deployment: nginx as documented, the backend's program, an identity provider, a tenant. */
describe('the backend behind nginx', { skip: NO_NGINX, timeout: 300_000 }, () => {
  let certificates: TrialCertificates;
  let tenant: FakeTenant;
  let provider: FakeProvider;
  let backend: BackendProcess;
  let nginx: TrialNginx;
  let ada: Visitor;
  const visitors: Visitor[] = [];
  const sockets: TLSSocket[] = [];
  let clients = 1;

  /** A browser at an address of its own. */
  const newVisitor = (localAddress = nextAddress()): Visitor => {
    const visitor = new Visitor(nginx.origin, undefined, { ca: certificates.ca, localAddress });
    visitors.push(visitor);
    return visitor;
  };
  const nextAddress = (): string => {
    clients += 1;
    return `127.0.0.${clients}`;
  };
  const signIn = async (sub: string, visitor = newVisitor()): Promise<Visitor> => {
    provider.claims = { sub, name: sub, email: `${sub}@x.example` };
    await provider.signIn(visitor);
    return visitor;
  };
  const startBackend = (port: number): Promise<BackendProcess> =>
    startBackendProcess({
      connections: {
        key: {
          ...{ type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, access: 'full' },
          ...{ audience: 'everyone-signed-in', allow: 'all' },
        },
      },
      environment: {
        PORT: String(port),
        PUBLIC_URL: nginx.origin,
        TRUST_PROXY: '127.0.0.1',
        DEMO_USERS: 'false',
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: provider.settings.clientId,
        OIDC_CLIENT_SECRET: provider.settings.clientSecret ?? '',
        RATE_LIMIT_PER_MINUTE: String(REQUESTS_PER_MINUTE),
        UPGRADES_PER_MINUTE: String(UPGRADES_PER_MINUTE),
        STOP_DELAY_SECONDS: '2',
      },
    });
  const openSocket = async (visitor: Visitor): Promise<WebSocket> => {
    const socket = visitor.openSocket(SOCKET);
    assert.equal(await openingOf(socket), 'open');
    return socket;
  };

  before(async () => {
    certificates = await createCertificates();
    tenant = await startFakeTenant();
    provider = await startFakeProvider();
    const backendPort = await freePort();
    nginx = await startTrialNginx({
      identity: certificates.server,
      backendPort,
      port: await freePort(),
    });
    backend = await startBackend(backendPort);
    ada = await signIn('ada');
  });
  beforeEach(() => {
    tenant.seen.length = 0;
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(visitors.map((visitor) => visitor.close()));
    await nginx.stop();
    await backend.kill();
    await provider.close();
    await tenant.close();
  });

  /** Sends bytes by TLS; resolves with all that comes back until the connection ends, or within a limit. */
  const sendRaw = async (
    text: string,
    { localAddress = '127.0.0.1', limitMs = 700 } = {},
  ): Promise<string> => {
    const socket = connectTls({
      ...{ host: '127.0.0.1', port: nginx.port, servername: 'localhost' },
      ...{ ca: certificates.ca, ALPNProtocols: ['http/1.1'], localAddress },
    });
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', () => socket.destroy());
    await once(socket, 'secureConnect');
    const closed = once(socket, 'close');
    socket.write(text, 'latin1');
    await Promise.race([closed, delay(limitMs)]);
    socket.destroy();
    return received;
  };
  const head = (line: string, headers: readonly string[] = []): string =>
    [
      ...[
        `${line} HTTP/1.1`,
        `Host: localhost:${nginx.port}`,
        `Origin: ${nginx.origin}`,
        `Cookie: ${ada.cookie}`,
      ],
      ...headers,
      '\r\n',
    ].join('\r\n');

  describe('signing in and out', () => {
    it('signs in by OpenID Connect, with a cookie of this host alone', async () => {
      const visitor = newVisitor();
      provider.claims = { sub: 'grace', name: 'Grace', email: 'grace@x.example' };
      const begun = await visitor.get('/app/sign-in');
      const asked = new URL(begun.headers.get('location') ?? '');
      assert.equal(asked.searchParams.get('redirect_uri'), `${nginx.origin}/app/sign-in/callback`);
      const answer = await provider.signIn(visitor);
      assert.equal(answer.headers.get('location'), '/spaces');
      const cookies = answer.headers.getSetCookie().filter((cookie) => cookie.startsWith('__Host-ngx-qlik='));
      assert.equal(cookies.length, 1);
      assert.match(cookies[0] ?? '', /; Secure/);
      assert.match(cookies[0] ?? '', /; Path=\/;/);
      assert.doesNotMatch(cookies[0] ?? '', /domain=/i);
      assert.deepEqual((await json(await visitor.get('/app/session')))['user'], {
        ...{ id: 'grace', name: 'Grace', email: 'grace@x.example' },
      });
    });

    it('signs out: sockets close, the cache is cleared, the session is worth nothing', async () => {
      const visitor = await signIn('grace');
      const kept = visitor.copy();
      visitors.push(kept);
      const socket = await openSocket(visitor);
      const closed = once(socket, 'close') as Promise<[number]>;
      const answer = await visitor.post('/app/sign-out');
      assert.equal(answer.status, 200);
      assert.match(String((await json(answer))['next']), new RegExp(`^${provider.issuer}/end`));
      assert.equal(answer.headers.get('clear-site-data'), '"cache"');
      assert.equal(answer.headers.get('cache-control'), 'private, no-store');
      assert.equal((await closed)[0], 1008);
      assert.equal((await kept.get(ECHO)).status, 401);
    });

    it('refuses pages of other sites', async () => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: `http://localhost:${nginx.plainPort}` },
      ]) {
        assert.equal((await ada.send('/app/sign-out', { method: 'POST', headers })).status, 403);
      }
    });

    it('leads from http to https, and to no other host', async () => {
      const answer = await fetch(`http://127.0.0.1:${nginx.plainPort}/spaces?a=b`, {
        redirect: 'manual',
        headers: { 'x-forwarded-host': 'evil.example' },
      });
      assert.equal(answer.headers.get('location'), 'https://localhost/spaces?a=b');
    });

    it('gives other host names no certificate, and no answer of the backend', async () => {
      const socket = connectTls({ host: '127.0.0.1', port: nginx.port, servername: 'evil.example' });
      sockets.push(socket);
      const [error] = (await once(socket, 'error')) as [Error];
      assert.match(error.message, /unrecognized.name/i);
      const answer = await sendRaw('GET /health/live HTTP/1.1\r\nHost: evil.example\r\n\r\n');
      assert.match(answer, /^HTTP\/1\.1 421 /);
    });

    it('keeps codes and states out of its log', async () => {
      await signIn('grace');
      assert.match(nginx.accessLog(), /"path":"\/app\/sign-in\/callback"/);
      assert.doesNotMatch(nginx.accessLog(), /state=|code=/);
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
        const answer = await sendRaw(head(`GET ${ECHO}?${query}`));
        assert.match(answer, /^HTTP\/1\.1 200 /, query);
        assert.equal(tenant.seen.at(-1)?.url, `/api/v1/echo?${query}`);
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
        const answer = await sendRaw(head(`GET /qlik/key/${path}`));
        assert.match(answer, /^HTTP\/1\.1 400 [^]*"code":"bad-path"/, path);
      }
      assert.deepEqual(tenant.seen, []);
    });

    it('answers by HTTP/2', async () => {
      const session = connectHttp2(nginx.origin, { ca: certificates.ca });
      const stream = session.request({ ':path': `${ECHO}?name=50%`, cookie: ada.cookie });
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
      const chunks = (await stream.toArray()) as Buffer[];
      session.close();
      assert.equal(session.alpnProtocol, 'h2');
      assert.equal(headers[':status'], 200);
      assert.match(Buffer.concat(chunks).toString(), /"url":"\/api\/v1\/echo\?name=50%"/);
    });

    it('sends each header once, on pages, relayed answers, errors and handshakes', async () => {
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
      for (const [path, extra] of [
        ['/', []],
        [ECHO, []],
        ['/app/session', []],
        ['/qlik/key/api//v1', []],
        ['/nothing.js', []],
        ['/qlik/unknown/app/x', upgrade],
      ] as const) {
        const answer = await sendRaw(head(`GET ${path}`, extra));
        const names = answer
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
        tenant.seen.length = 0;
        const answer = await ada.send(ECHO, {
          ...{ method: 'POST', body: Buffer.alloc(size, 'a') },
          headers: { origin: nginx.origin, 'content-type': 'text/plain' },
        });
        const body = await json(answer);
        assert.equal(answer.status, status, `${size}`);
        assert.equal(body['code'], status === 413 ? 'body-too-large' : undefined);
        const [seen] = tenant.seen;
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
            sendRaw(head(`${method} ${ECHO}?m=${method}`, framing) + `0\r\n\r\n${bare}`),
          ),
        );
        await Promise.all(
          framings.map((framing) => sendRaw(head(`${method} ${ECHO}?m=${method}`, framing) + bare)),
        );
      }
      // What follows on a connection of nginx's to the backend is another user's own.
      assert.equal((await (await signIn('grace')).get(`${ECHO}?next`)).status, 200);
      assert.deepEqual(
        tenant.seen.filter(({ url }) => url.includes('hidden')),
        [],
      );
      assert.ok(tenant.seen.some(({ url }) => url.endsWith('?next')));
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
      const long = JSON.stringify({ text: 'ö'.repeat(MEGABYTE) });
      socket.send(long);
      const [whole] = (await once(socket, 'message')) as [Buffer];
      assert.equal(whole.toString(), long);
      socket.close();
      await once(socket, 'close');
    });

    it('pass close codes both ways', async () => {
      const socket = await openSocket(ada);
      const [atTenant] = tenant.sockets;
      assert.ok(atTenant);
      const seen = once(atTenant, 'close') as Promise<[number, Buffer]>;
      socket.close(4002, 'from the page');
      const [code, reason] = await seen;
      assert.deepEqual([code, reason.toString()], [4002, 'from the page']);

      const second = await openSocket(ada);
      const closed = once(second, 'close') as Promise<[number, Buffer]>;
      for (const each of tenant.sockets) each.close(4003, 'from Qlik');
      const [otherCode, otherReason] = await closed;
      assert.deepEqual([otherCode, otherReason.toString()], [4003, 'from Qlik']);
    });

    it('are refused with a status, and to pages of other sites', async () => {
      assert.equal(await openingOf(newVisitor().openSocket(SOCKET)), 401);
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

  describe('limits', () => {
    /** By which a client may claim to be another one. */
    const claims = (n: number): Record<string, string> => ({
      'x-forwarded-for': `203.0.113.${n % 250}, 198.51.100.${n % 250}`,
      'x-real-ip': `203.0.113.${n % 250}`,
      forwarded: `for=203.0.113.${n % 250}`,
      'x-client-ip': `203.0.113.${n % 250}`,
    });

    /** Asks until it is refused. @returns how many were not */
    const countUntilRefused = async (ask: (n: number) => Promise<number>, most: number): Promise<number> => {
      for (let n = 0; n < most; n += 1) {
        if ((await ask(n)) === 429) return n;
      }
      return most;
    };

    it('count sign-ins by the address that the client really has', async () => {
      const visitor = newVisitor();
      const ask = async (n: number): Promise<number> => (await visitor.get('/app/sign-in', claims(n))).status;
      assert.equal(await countUntilRefused(ask, 60), 30);
      assert.equal((await newVisitor().get('/app/sign-in', claims(1))).status, 303);
    });

    it('count requests without a session by that address too, with a time to wait', async () => {
      const visitor = newVisitor();
      const ask = async (n: number): Promise<number> => (await visitor.get('/app/session', claims(n))).status;
      assert.equal(await countUntilRefused(ask, REQUESTS_PER_MINUTE * 2), REQUESTS_PER_MINUTE);
      const answer = await visitor.get('/app/session', claims(7));
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.equal((await newVisitor().get('/app/session', claims(7))).status, 200);
    });

    it('count WebSocket handshakes by that address too', async () => {
      const visitor = newVisitor();
      const ask = async (n: number): Promise<number | 'open'> =>
        openingOf(visitor.openSocket(SOCKET, claims(n)));
      assert.equal(
        await countUntilRefused(async (n) => Number(await ask(n)), UPGRADES_PER_MINUTE * 2),
        UPGRADES_PER_MINUTE,
      );
      assert.equal(await openingOf(newVisitor().openSocket(SOCKET, claims(1))), 401);
    });

    it('end at nginx for more connections of one address than an office has', async () => {
      const localAddress = nextAddress();
      const waiting = head(`POST ${ECHO}`, ['Content-Length: 10']);
      const opened: TLSSocket[] = [];
      let refusals = 0;
      for (let n = 0; n < CONNECTIONS_PER_ADDRESS + 5; n += 1) {
        const socket = connectTls({
          ...{ host: '127.0.0.1', port: nginx.port, servername: 'localhost', ca: certificates.ca },
          ...{ ALPNProtocols: ['http/1.1'], localAddress },
        });
        sockets.push(socket);
        opened.push(socket);
        socket.on('error', () => socket.destroy());
        socket.once('data', (chunk: Buffer) => {
          if (chunk.toString().startsWith('HTTP/1.1 429 ')) refusals += 1;
        });
        await once(socket, 'secureConnect');
        socket.write(waiting);
      }
      for (let waited = 0; refusals < 5 && waited < 50; waited += 1) await delay(100);
      assert.equal(refusals, 5);
      assert.match(await sendRaw(head(`GET ${ECHO}`), { localAddress }), /^HTTP\/1\.1 429 /);
      assert.match(await sendRaw(head(`GET ${ECHO}`), { localAddress: nextAddress() }), /^HTTP\/1\.1 200 /);
      for (const socket of opened) socket.destroy();
    });
  });

  describe('a stop of the backend', () => {
    it('is visible before the port closes, ends in 502, and is over with the next start', async () => {
      const visitor = await signIn('grace');
      const socket = await openSocket(visitor);
      const closed = once(socket, 'close') as Promise<[number]>;
      backend.child.kill('SIGTERM');
      const ready = async (): Promise<number> => (await visitor.get('/health/ready')).status;
      for (let tries = 0; (await ready()) !== 503 && tries < 20; tries += 1) await delay(50);
      assert.equal(await ready(), 503);
      // Not ready is not closed.
      assert.equal((await visitor.get(ECHO)).status, 200);
      assert.equal((await closed)[0], 1001);
      assert.equal(await backend.exit, 0);
      for (const path of ['/', ECHO, '/health/ready']) {
        const answer = await visitor.get(path);
        assert.equal(answer.status, 502);
        assert.equal(answer.headers.get('cache-control'), 'no-store');
        assert.match(answer.headers.get('strict-transport-security') ?? '', /^max-age=31536000/);
      }
      const { port } = backend;
      await backend.kill();
      backend = await startBackend(port);
      assert.equal((await visitor.get('/health/ready')).status, 200);
      // Its sessions were in memory.
      assert.equal((await visitor.get(ECHO)).status, 401);
      await signIn('grace', visitor);
      assert.equal((await visitor.get(ECHO)).status, 200);
      assert.equal(await openingOf(visitor.openSocket(SOCKET)), 'open');
    });
  });
});

/** IPv6 addresses are given by a header here: of loopback there is one only. */
describe('the limit of connections for IPv6', { skip: NO_NGINX, timeout: 60_000 }, () => {
  it('counts a /64 as one client', async () => {
    const { server, ca } = await createCertificates();
    const nginx = await startTrialNginx({
      ...{ identity: server, backendPort: await freePort(), port: await freePort() },
      httpDirectives: 'set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;',
    });
    const sockets: TLSSocket[] = [];
    const ask = async (address: string): Promise<string> => {
      const socket = connectTls({
        ...{ host: '127.0.0.1', port: nginx.port, servername: 'localhost', ca, ALPNProtocols: ['http/1.1'] },
      });
      sockets.push(socket);
      await once(socket, 'secureConnect');
      const request = `POST / HTTP/1.1\r\nHost: localhost\r\nX-Test-Address: ${address}\r\n`;
      socket.write(`${request}Content-Length: 5\r\n\r\n`);
      const answer = once(socket, 'data') as Promise<[Buffer]>;
      const first = await Promise.race([answer, delay(sockets.length > CONNECTIONS_PER_ADDRESS ? 500 : 5)]);
      return first === undefined ? 'waiting' : (first[0].toString().split('\r\n', 1)[0] ?? '');
    };
    try {
      // Also with bytes that mean a line break in a text.
      for (let n = 0; n < CONNECTIONS_PER_ADDRESS; n += 1) await ask(`2001:db8:a0a:1::${n.toString(16)}0a`);
      assert.match(await ask('2001:db8:a0a:1:ffff::1'), /^HTTP\/1\.1 429/);
      assert.equal(await ask('2001:db8:a0a:2::1'), 'waiting');
    } finally {
      for (const socket of sockets) socket.destroy();
      await nginx.stop();
    }
  });
});
