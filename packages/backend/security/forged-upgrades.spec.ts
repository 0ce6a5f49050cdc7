import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';

/** A tenth of the forged requests, as each needs a separate connection. */
const RUNS = Math.ceil(Number(process.env['FORGED_REQUESTS'] ?? 2_000) / 10);
/** Valid with a sign-in and from a page of the application; the last path has no WebSocket route and gets an ordinary response. */
const GOOD_PATHS = ['/qlik/key/app/x', '/qlik/machine/app/x', '/api/qlik/key/session'];

/** A WebSocket opens across sites without asking first, and browsers send cookies along: without a check here each site gets in. */
describe('forged WebSocket handshakes', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    tenant = await startFakeTenant();
    const machine = { type: 'm2m', host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const forAll = { audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, ...forAll },
        machine: { ...machine, ...forAll },
        restricted: { ...machine, onlyUsers: ['grace'] },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  it(
    `are refused with a status and a reason, and none reaches Qlik (${RUNS} generated)`,
    { timeout: 3_600_000 },
    async () => {
      const own = backend.origin;
      const origin = fc.constantFrom<string | undefined>(
        own,
        undefined,
        'null',
        '',
        'https://evil.example',
        `${own}.evil.example`,
        `${own}@evil.example`,
        own.replace('http', 'https'),
        own.replace(/:\d+$/, ''),
        own.replace(/:\d+$/, ':1'),
        own.replace('localhost', '127.0.0.1'),
        `${own}/`,
        own.toUpperCase(),
      );
      const cookie = fc.constantFrom(ada.cookie, '', 'ngx-qlik=a.b', `${ada.cookie}x`);
      const path = fc.constantFrom(
        ...GOOD_PATHS,
        '/qlik/restricted/app/x',
        '/qlik/none/app/x',
        '/qlik/key/../restricted/app/x',
        '/qlik/key/%2e%2e/app/x',
        '/qlik/key//evil.example/',
        '/qlik/key/app/%5c..%5cx',
        '/api/qlik/key/session',
        '/',
      );
      const site = fc.constantFrom<string | undefined>(
        undefined,
        'same-origin',
        'cross-site',
        'same-site',
        'none',
      );
      const host = fc.constantFrom(new URL(own).host, new URL(own).host, 'evil.example');
      const forged = fc
        .record({ origin, cookie, path, site, host })
        .filter(
          (each) =>
            each.origin !== own ||
            each.cookie !== ada.cookie ||
            each.host === 'evil.example' ||
            !GOOD_PATHS.includes(each.path) ||
            (each.site !== undefined && each.site !== 'same-origin'),
        );
      tenant.seen.length = 0;
      await fc.assert(
        fc.asyncProperty(forged, async (each) => {
          const text = await shake(own, each);
          const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
          assert.ok(/^4\d\d$/.test(status), text);
          for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret));
          assert.match(text, /"code":"[a-z-]+"/);
        }),
        { numRuns: RUNS },
      );
      assert.deepEqual(
        tenant.seen.map(({ url }) => url),
        [],
      );
      const socket = ada.openSocket('/qlik/key/app/x');
      assert.equal(await openingOf(socket), 'open', 'the one that is not forged is let in');
      socket.terminate();
    },
  );
});

interface Handshake {
  readonly origin: string | undefined;
  readonly cookie: string;
  readonly path: string;
  readonly site: string | undefined;
  readonly host: string;
}

/** By hand, as no client would send most of these. Resolves with what came back. */
function shake(backend: string, { origin, cookie, path, site, host }: Handshake): Promise<string> {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `host: ${host}`,
    'connection: upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(origin === undefined ? [] : [`origin: ${origin}`]),
    ...(cookie === '' ? [] : [`cookie: ${cookie}`]),
    ...(site === undefined ? [] : [`sec-fetch-site: ${site}`]),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(backend).port), 'localhost');
    let received = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`No response to ${path}, but: ${received}`)));
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      // An open WebSocket would not be closed by the other side.
      if (received.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(received));
    socket.write([...lines, '', ''].join('\r\n'));
  });
}
