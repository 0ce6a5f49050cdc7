import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createServer } from '../server.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { NO_REDIS, startTestRedis, type TestRedis } from '../testing/test-redis.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';
import { addressKey } from './rate-limits.ts';

const MOST = 8;
const UPGRADES = 5;

describe('the address that counts', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  // 2000::/3 is what networks have.
  const first = fc.integer({ min: 0x2000, max: 0x3fff }).map((value) => value.toString(16));
  const network = fc.tuple(first, group, group, group);
  const host = fc.tuple(group, group, group, group);

  it('is one for a whole /64, and another for the next', () => {
    fc.assert(
      fc.property(network, host, host, network, (net, one, two, other) => {
        const key = addressKey([...net, ...one].join(':'));
        assert.equal(key, addressKey([...net, ...two].join(':').toUpperCase()));
        if (net.join() !== other.join()) assert.notEqual(key, addressKey([...other, ...one].join(':')));
      }),
    );
  });

  it('is the IPv4 address in each of its spellings', () => {
    fc.assert(
      fc.property(fc.tuple(...Array.from({ length: 4 }, () => fc.nat(255))), (parts) => {
        const address = parts.join('.');
        const [a = 0, b = 0, c = 0, d = 0] = parts;
        const [high, low] = [(a << 8) | b, (c << 8) | d].map((part) => part.toString(16));
        const spellings = [
          `::ffff:${address}`,
          `::FFFF:${address}`,
          `::ffff:${high}:${low}`,
          `0:0:0:0:0:ffff:${address}`,
        ];
        for (const spelling of spellings) assert.equal(addressKey(spelling), addressKey(address), spelling);
        assert.equal(addressKey(address), `ip:${address}`);
      }),
    );
  });

  it('is short, with any header', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => assert.ok(addressKey(text).length < 100)));
    assert.equal(addressKey('fe80::1%eth0'), addressKey('fe80::2'));
  });
});

/** The kinds of requests: each counts, with any result. */
const REQUESTS: Readonly<
  Record<string, { method?: 'GET' | 'POST'; url: string; headers?: Record<string, string> }>
> = {
  'a route': { url: '/app/session' },
  'an unknown connection': { url: '/qlik/none/x' },
  'a route that wants a sign-in': { method: 'POST', url: '/api/qlik/key/session' },
  'an address that there is not': { url: '/none' },
  'a file that there is not': { url: '/none.js', headers: { accept: 'text/html' } },
  'a method that there is not': { method: 'POST', url: '/none' },
  'an address that cannot be read': { url: '/%E0%A4%A' },
  'a path with dots': { url: '/qlik/key/%2e%2e/x' },
};

for (const store of ['memory', 'Redis'] as const) {
  describe(`rate limits in ${store}`, { skip: store === 'Redis' && NO_REDIS }, () => {
    let redis: TestRedis | undefined;
    let tenant: FakeTenant;
    before(async () => {
      tenant = await startFakeTenant();
      if (store === 'Redis') redis = await startTestRedis();
    });
    after(async () => {
      await tenant.close();
      await redis?.stop();
    });
    const start = (
      settings: { requestsPerMinute?: number; upgradesPerMinute?: number } = {},
    ): Promise<TestBackend> =>
      startTestBackend({
        connections: {
          key: {
            type: 'apikey',
            host: tenant.origin,
            apiKey: SECRETS.apiKey,
            audience: 'everyone-signed-in',
          },
        },
        trustedProxies: '127.0.0.0/8',
        settings: { requestsPerMinute: MOST, ...settings, redisUrl: redis?.url },
      });
    /** Networks that no other test has counted; Redis remembers. */
    let networks = store === 'memory' ? 0x2000 : 0x3000;
    const freshNetwork = (): string => `2001:db8:${(networks += 1).toString(16)}:1`;

    for (const [name, request] of Object.entries(REQUESTS)) {
      it(`end with 429 and the time to wait, for a whole /64: ${name}`, async () => {
        const backend = await start();
        try {
          const [network, other] = [freshNetwork(), freshNetwork()];
          const ask = (address: string): ReturnType<typeof send> => send(backend, request, address);
          const statuses: number[] = [];
          for (let index = 0; index < MOST; index += 1) {
            statuses.push((await ask(`${network}::${index.toString(16)}`)).statusCode);
          }
          assert.ok(!statuses.includes(429) && statuses.every((status) => status < 500), statuses.join());
          const refused = await ask(`${network}:ffff:1:2:3`);
          assert.equal(refused.statusCode, 429);
          assert.match(String(refused.headers['content-type']), /^application\/problem\+json/);
          const problem = refused.json<Record<string, unknown>>();
          assert.equal(problem['code'], 'too-many-requests');
          assert.match(String(problem['remedy']), /Wait \d+ seconds/);
          const wait = Number(refused.headers['retry-after']);
          assert.ok(wait > 0 && wait <= 60, String(wait));
          assert.notEqual((await ask(`${other}::1`)).statusCode, 429);
        } finally {
          await backend.close();
        }
      });
    }

    it('count all of these together, and those of a user apart from those of the address', async () => {
      const backend = await start();
      try {
        const ada = await new TestBrowser(backend.origin).signIn('ada');
        const network = freshNetwork();
        for (const request of Object.values(REQUESTS)) {
          assert.notEqual((await send(backend, request, `${network}::1`)).statusCode, 429);
        }
        for (const request of Object.values(REQUESTS)) {
          assert.equal((await send(backend, request, `${network}::1`)).statusCode, 429);
        }
        const headers = { cookie: ada.cookie };
        const url = '/app/session';
        assert.equal((await send(backend, { url, headers }, `${network}::1`)).statusCode, 200);
        for (let index = 1; index < MOST; index += 1) {
          assert.equal((await send(backend, { url, headers }, `${freshNetwork()}::1`)).statusCode, 200);
        }
        assert.equal((await send(backend, { url, headers }, `${freshNetwork()}::1`)).statusCode, 429);
      } finally {
        await backend.close();
      }
    });

    it('keep the limit of the sign-in apart', async () => {
      const backend = await start({ requestsPerMinute: 1_000 });
      try {
        const network = freshNetwork();
        const statuses: number[] = [];
        for (let index = 0; index < 40; index += 1) {
          statuses.push((await send(backend, { url: '/app/sign-in' }, `${network}::1`)).statusCode);
        }
        assert.equal(statuses.filter((status) => status === 200).length, 30);
        assert.equal(statuses.filter((status) => status === 429).length, 10);
        assert.equal((await send(backend, { url: '/app/session' }, `${network}::1`)).statusCode, 200);
      } finally {
        await backend.close();
      }
    });

    for (const path of ['/qlik/key/app/x', '/qlik/none/x', '/none', '/', '/app/session', '/%E0%A4%A']) {
      it(`count WebSocket handshakes of an address: ${path}`, async () => {
        const backend = await start({ requestsPerMinute: 1_000, upgradesPerMinute: UPGRADES });
        try {
          const network = freshNetwork();
          const statuses: number[] = [];
          for (let index = 0; index < UPGRADES + 2; index += 1) {
            statuses.push(await upgrade(backend, path, { 'x-forwarded-for': `${network}::${index}` }));
          }
          assert.deepEqual(statuses.slice(UPGRADES), [429, 429], statuses.join());
          assert.ok(!statuses.slice(0, UPGRADES).includes(429), statuses.join());
          // For an unreadable address, Fastify only knows the peer of the connection.
          const isRoutable = !path.includes('%E0');
          const other = await upgrade(backend, path, { 'x-forwarded-for': `${freshNetwork()}::1` });
          if (isRoutable) assert.notEqual(other, 429);
          assert.equal((await send(backend, { url: '/app/session' }, `${network}::1`)).statusCode, 200);
        } finally {
          await backend.close();
        }
      });
    }

    it('count WebSocket handshakes of a user from everywhere', async () => {
      const backend = await start({ requestsPerMinute: 1_000, upgradesPerMinute: UPGRADES });
      try {
        const edgar = await new TestBrowser(backend.origin).signIn('edgar');
        const open = (browser: TestBrowser): Promise<'open' | number> => {
          const socket = browser.openSocket('/qlik/key/app/x', { 'x-forwarded-for': `${freshNetwork()}::1` });
          return openingOf(socket).finally(() => socket.terminate());
        };
        for (let index = 0; index < UPGRADES; index += 1) assert.equal(await open(edgar), 'open');
        assert.equal(await open(edgar), 429);
        assert.equal(await open(await new TestBrowser(backend.origin).signIn('grace')), 'open');
        assert.equal(((await json(await edgar.get('/app/session')))['user'] as { id: string }).id, 'edgar');
      } finally {
        await backend.close();
      }
    });
  });
}

describe('rate limits beside a site', () => {
  it('count unknown paths, and not pages and files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'limits-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'connections.json'), '{"connections":[]}');
    writeFileSync(join(folder, 'secrets.json'), '{"connections":{}}');
    const server = await createServer({
      port: 0,
      host: 'localhost',
      staticRoot: folder,
      connectionsFile: join(folder, 'connections.json'),
      logLevel: 'silent',
      gateway: {
        secrets: join(folder, 'secrets.json'),
        publicOrigin: undefined,
        signIn: 'demo',
        sessionSecrets: ['s'.repeat(32)],
        sessionLifetimeMs: 60_000,
        sessionMaxMs: 60_000,
        operatorToken: undefined,
        redisUrl: undefined,
        requestsPerMinute: MOST,
        socketsPerUser: 10,
        socketIdleMs: 60_000,
        upgradesPerMinute: UPGRADES,
      },
    });
    try {
      const statusOf = async (url: string, accept: string): Promise<number> =>
        (await server.inject({ url, headers: { accept } })).statusCode;
      for (let index = 0; index < MOST; index += 1) assert.equal(await statusOf('/none.js', '*/*'), 404);
      assert.equal(await statusOf('/none.js', '*/*'), 429);
      assert.equal(await statusOf('/none', '*/*'), 429);
      for (let index = 0; index < MOST + 2; index += 1) {
        assert.equal(await statusOf('/spaces', 'text/html'), 200);
        assert.equal(await statusOf('/index.html', '*/*'), 200);
      }
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });
});

function send(
  { server }: TestBackend,
  {
    method = 'GET',
    url,
    headers,
  }: { method?: 'GET' | 'POST'; url: string; headers?: Record<string, string> },
  address: string,
) {
  const { port } = new URL(`http://localhost:${(server.server.address() as { port: number }).port}`);
  const host = `localhost:${port}`;
  return server.inject({
    method,
    url,
    // For an unreadable address, `ip` is the peer of the connection.
    remoteAddress: url.includes('%E0') ? address : '127.0.0.1',
    headers: { host, origin: `http://${host}`, 'x-forwarded-for': address, ...headers },
  });
}

/** By hand, as no client sends some of these. Resolves with the status. */
function upgrade({ origin }: TestBackend, path: string, headers: Record<string, string>): Promise<number> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: ${new URL(origin).host}`,
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    `origin: ${origin}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    let received = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`No response to ${path}, but: ${received}`)));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1])));
    socket.write([...lines, '', ''].join('\r\n'));
  });
}
