import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { createCertificates } from '../testing/certificates.ts';
import { ECHO, SOCKET, startTestDeployment, type TestDeployment } from '../testing/test-deployment.ts';
import { NO_NGINX, startTestNginx } from '../testing/test-nginx.ts';
import { freePort } from '../testing/test-redis.ts';
import { openingOf, type TestBrowser } from '../testing/test-browser.ts';

const REQUESTS_PER_MINUTE = 300;
const UPGRADES_PER_MINUTE = 15;
/** `limit_conn` of the documented configuration. */
const CONNECTIONS_PER_ADDRESS = 256;

describe('limits and stops of the backend behind nginx', { skip: NO_NGINX, timeout: 300_000 }, () => {
  let deployment: TestDeployment;
  let ada: TestBrowser;
  before(async () => {
    deployment = await startTestDeployment({
      RATE_LIMIT_PER_MINUTE: String(REQUESTS_PER_MINUTE),
      UPGRADES_PER_MINUTE: String(UPGRADES_PER_MINUTE),
      STOP_DELAY_SECONDS: '2',
    });
    ada = await deployment.signIn('ada');
  });
  after(() => deployment.close());

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
      const browser = deployment.newBrowser();
      const ask = async (n: number): Promise<number> => (await browser.get('/app/sign-in', claims(n))).status;
      assert.equal(await countUntilRefused(ask, 60), 30);
      assert.equal((await deployment.newBrowser().get('/app/sign-in', claims(1))).status, 303);
    });

    it('count requests without a session by that address too, with a time to wait', async () => {
      const browser = deployment.newBrowser();
      const ask = async (n: number): Promise<number> => (await browser.get('/app/session', claims(n))).status;
      assert.equal(await countUntilRefused(ask, REQUESTS_PER_MINUTE * 2), REQUESTS_PER_MINUTE);
      const response = await browser.get('/app/session', claims(7));
      assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.ok(Number(response.headers.get('retry-after')) > 0);
      assert.equal((await deployment.newBrowser().get('/app/session', claims(7))).status, 200);
    });

    it('count WebSocket handshakes by that address too', async () => {
      const browser = deployment.newBrowser();
      const ask = async (n: number): Promise<number | 'open'> =>
        openingOf(browser.openSocket(SOCKET, claims(n)));
      assert.equal(
        await countUntilRefused(async (n) => Number(await ask(n)), UPGRADES_PER_MINUTE * 2),
        UPGRADES_PER_MINUTE,
      );
      assert.equal(await openingOf(deployment.newBrowser().openSocket(SOCKET, claims(1))), 401);
    });

    it('end at nginx for too many connections of one address', async () => {
      const localAddress = deployment.nextAddress();
      const waiting = deployment.head(`POST ${ECHO}`, ada.cookie, ['Content-Length: 10']);
      const opened: TLSSocket[] = [];
      let refusals = 0;
      for (let n = 0; n < CONNECTIONS_PER_ADDRESS + 5; n += 1) {
        const socket = await deployment.openTls(localAddress);
        opened.push(socket);
        socket.once('data', (chunk: Buffer) => {
          if (chunk.toString().startsWith('HTTP/1.1 429 ')) refusals += 1;
        });
        socket.write(waiting);
      }
      for (let waited = 0; refusals < 5 && waited < 150; waited += 1) await delay(100);
      assert.equal(refusals, 5);
      assert.match(
        await deployment.sendRaw(deployment.head(`GET ${ECHO}`, ada.cookie), localAddress),
        /^HTTP\/1\.1 429 /,
      );
      assert.match(
        await deployment.sendRaw(deployment.head(`GET ${ECHO}`, ada.cookie), deployment.nextAddress()),
        /^HTTP\/1\.1 200 /,
      );
      for (const socket of opened) socket.destroy();
    });
  });

  describe('a stop of the backend', () => {
    it('is visible before the port closes, ends in 502, and is over with the next start', async () => {
      const browser = await deployment.signIn('grace');
      const socket = browser.openSocket(SOCKET);
      assert.equal(await openingOf(socket), 'open');
      const closed = once(socket, 'close') as Promise<[number]>;
      deployment.backend().child.kill('SIGTERM');
      const ready = async (): Promise<number> => (await browser.get('/health/ready')).status;
      for (let tries = 0; (await ready()) !== 503 && tries < 20; tries += 1) await delay(50);
      assert.equal(await ready(), 503);
      // Not ready is not closed.
      assert.equal((await browser.get(ECHO)).status, 200);
      assert.equal((await closed)[0], 1001);
      assert.equal(await deployment.backend().exit, 0);
      for (const path of ['/', ECHO, '/health/ready']) {
        const response = await browser.get(path);
        assert.equal(response.status, 502);
        assert.equal(response.headers.get('cache-control'), 'no-store');
        assert.match(response.headers.get('strict-transport-security') ?? '', /^max-age=31536000/);
      }
      await deployment.restartBackend();
      assert.equal((await browser.get('/health/ready')).status, 200);
      // Its sessions were in memory.
      assert.equal((await browser.get(ECHO)).status, 401);
      await deployment.signIn('grace', browser);
      assert.equal((await browser.get(ECHO)).status, 200);
      assert.equal(await openingOf(browser.openSocket(SOCKET)), 'open');
    });
  });
});

/** IPv6 addresses are given by a header here: of loopback there is one only. */
describe('the limit of connections for IPv6', { skip: NO_NGINX, timeout: 60_000 }, () => {
  it('counts a /64 as one client', async () => {
    const { server, ca } = await createCertificates();
    const nginx = await startTestNginx({
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
      const response = once(socket, 'data') as Promise<[Buffer]>;
      const first = await Promise.race([response, delay(sockets.length > CONNECTIONS_PER_ADDRESS ? 500 : 5)]);
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
