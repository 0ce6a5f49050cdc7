import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type RecordingServer, startRecordingServer } from '../testing/recording-server.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const RUNS = Math.ceil(Number(process.env['FORGED_REQUESTS'] ?? 2_000) / 20);

/** What a decision rests on. Node keeps the first of two, or joins them; a server in between may keep the last. */
const SINGLE = [
  'Host',
  'Origin',
  'Sec-Fetch-Site',
  'Sec-Fetch-Mode',
  'Sec-Fetch-Dest',
  'Authorization',
  'Content-Type',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Version',
] as const;

const ADDRESSES = [
  'GET /qlik/key/api/v1/items',
  'POST /qlik/key/api/v1/items',
  'GET /app/session',
  'POST /app/sign-out',
  'GET /health/live',
  'POST /api/qlik/key/sign-out',
  'GET /no-such-address',
] as const;

interface Repetition {
  readonly name: (typeof SINGLE)[number];
  readonly address: (typeof ADDRESSES)[number];
  readonly isLower: boolean;
  readonly isFirst: boolean;
  readonly isSame: boolean;
}

/** No host with a port. @see RFC 9110, section 7.2; RFC 3986, section 3.2.2 */
const INVALID_HOSTS = [
  'a b',
  'a/b',
  'user@a',
  'http://a',
  'a\\b',
  'a?b',
  'a#b',
  'a"b',
  'a:b',
  'a:1:2',
  '[::1',
  '::1',
  'a%zz',
  'é',
] as const;

describe('a header that stands twice in a request, or a Host of another form', () => {
  let qlik: RecordingServer;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    qlik = await startRecordingServer();
    backend = await startTestBackend({
      logLevel: 'error',
      connections: {
        key: {
          type: 'apikey',
          host: qlik.origin,
          apiKey: 'k',
          access: 'full',
          audience: 'everyone-signed-in',
        },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    await qlik.close();
  });

  /** What a browser sends, of which one header is sent twice. */
  const headersOf = (): Record<string, string> => ({
    Host: new URL(backend.origin).host,
    Origin: backend.origin,
    'Sec-Fetch-Site': 'same-origin',
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
    Cookie: ada.cookie,
  });
  /** Sends one request as it is written. @returns everything that comes back until the server closes, or is silent */
  const send = (start: string, headers: readonly (readonly [string, string])[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(backend.origin).port), 'localhost');
      let received = '';
      socket.setTimeout(2_000, () => socket.destroy());
      socket.on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1');
        socket.setTimeout(30);
      });
      socket.on('error', reject);
      socket.once('close', () => resolve(received));
      const lines = headers.map(([name, value]) => `${name}: ${value}`);
      socket.write([`${start} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    });

  it('is refused where a decision rests on it, whatever the case, the place, the value and the address', async () => {
    const secondOf: Record<string, string> = { Host: 'evil.example', Origin: 'https://evil.example' };
    const each = fc.record<Repetition>({
      name: fc.constantFrom(...SINGLE),
      isLower: fc.boolean(),
      isFirst: fc.boolean(),
      isSame: fc.boolean(),
      address: fc.constantFrom(...ADDRESSES),
    });
    const check = async ({ name, isLower, isFirst, isSame, address }: Repetition) => {
      qlik.requests.length = 0;
      const own = headersOf();
      const value = own[name] ?? 'x';
      const other = isSame ? value : (secondOf[name] ?? 'none');
      const single = Object.entries({ ...own, [name]: value });
      const extra = [isLower ? name.toLowerCase() : name, other] as const;
      const answer = await send(address, isFirst ? [extra, ...single] : [...single, extra]);
      assert.match(answer, /^HTTP\/1\.1 400 /, `${address}, ${name}: ${answer}`);
      assert.match(answer, /"code":"header-repeated"/, answer);
      assert.match(answer, /^connection: close\r$/im, answer);
      assert.equal(answer.match(/^HTTP\/1\.1 /gm)?.length, 1);
      assert.deepEqual(qlik.requests, []);
    };
    await fc.assert(fc.asyncProperty(each, check), { numRuns: RUNS });
    for (const name of SINGLE)
      await check({
        name,
        isLower: false,
        isFirst: false,
        isSame: false,
        address: 'GET /qlik/key/api/v1/items',
      });
  });

  it('is refused in the handshake of a WebSocket', async () => {
    const handshake = Object.entries({
      ...headersOf(),
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
    });
    for (const name of SINGLE) {
      const single = new Map(handshake).has(name) ? handshake : [...handshake, [name, 'x'] as const];
      const answer = await send('GET /qlik/key/app/a', [...single, [name, 'none'] as const]);
      assert.match(answer, /^HTTP\/1\.1 400 /, `${name}: ${answer}`);
    }
    const forged = handshake.map(([name, value]) => [name, name === 'Host' ? 'user@a' : value] as const);
    assert.match(await send('GET /qlik/key/app/a', forged), /^HTTP\/1\.1 400 /);
  });

  it('is taken where it may be a list', async () => {
    const answer = await send('GET /qlik/key/api/v1/items', [
      ...Object.entries(headersOf()),
      ['Accept', 'application/json'],
      ['Accept', 'text/html'],
    ]);
    assert.match(answer, /^HTTP\/1\.1 200 /, answer);
  });

  it('is refused where the Host has another form than a name or an address with a port', async () => {
    const others = Object.entries(headersOf()).filter(([name]) => name !== 'Host');
    const check = async (host: string, address: string) => {
      qlik.requests.length = 0;
      const answer = await send(address, [['Host', host], ...others]);
      assert.match(answer, /^HTTP\/1\.1 400 /, `${address}, ${host}: ${answer}`);
      assert.match(answer, /"code":"host-invalid"/, answer);
      assert.match(answer, /^connection: close\r$/im, answer);
      assert.deepEqual(qlik.requests, []);
    };
    for (const host of INVALID_HOSTS) await check(host, 'GET /health/live');
    // A character that stands in no host, anywhere in one.
    const place = fc.tuple(
      fc.stringMatching(/^[a-z\d.-]{0,12}$/),
      fc.constantFrom(...' /@\\?#"<>[]^`{|}'),
      fc.stringMatching(/^[a-z\d.-]{0,12}$/),
    );
    const forged = place.map(([start, odd, end]) => `h${start}${odd}${end}t`);
    await fc.assert(fc.asyncProperty(forged, fc.constantFrom(...ADDRESSES), check), { numRuns: RUNS });
    for (const host of ['localhost', 'a_b.example:80', '[::1]:3000', '10.0.0.1:3000', 'localhost.:1', 'a%41'])
      assert.match(await send('GET /health/live', [['Host', host]]), /^HTTP\/1\.1 200 /, host);
  });
});
