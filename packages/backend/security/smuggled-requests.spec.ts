import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const HIDDEN = 'GET /api/v1/hidden HTTP/1.1\r\nhost: localhost\r\n\r\n';

/** Two servers that disagree where a request ends let a second one through unseen. Source: RFC 9112, section 11.2. */
describe('a request hidden in another', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: {
        key: {
          type: 'apikey',
          host: tenant.origin,
          apiKey: SECRETS.apiKey,
          access: 'full',
          audience: 'everyone-signed-in',
          allow: 'all',
        },
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

  /** Sends one request as it is written, and resolves with everything that comes back. */
  const send = (framing: readonly string[], body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(backend.origin).port), 'localhost');
      let received = '';
      socket.setTimeout(700, () => socket.destroy());
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
      );
      socket.once('close', () => resolve(received));
      const head = [
        'POST /qlik/key/api/v1/echo HTTP/1.1',
        `host: ${new URL(backend.origin).host}`,
        `origin: ${backend.origin}`,
        `cookie: ${ada.cookie}`,
        'content-type: application/json',
        ...framing,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    });

  for (const [what, framing, body] of [
    [
      'behind the end of the chunks, with a length',
      ['content-length: 70', 'transfer-encoding: chunked'],
      `0\r\n\r\n${HIDDEN}`,
    ],
    [
      'in a chunk, with a short length',
      ['content-length: 4', 'transfer-encoding: chunked'],
      `3c\r\n${HIDDEN}\r\n0\r\n\r\n`,
    ],
    ['by two lengths', ['content-length: 2', 'content-length: 80'], `{}${HIDDEN}`],
    ['by a list of lengths', ['content-length: 2, 80'], `{}${HIDDEN}`],
    ['by a length with a sign', ['content-length: +2'], `{}${HIDDEN}`],
    ['by a length that is none', ['content-length: 0x2'], `{}${HIDDEN}`],
    ['by a coding with a space before the colon', ['transfer-encoding : chunked'], `0\r\n\r\n${HIDDEN}`],
    ['by a coding that is none', ['transfer-encoding: xchunked'], `0\r\n\r\n${HIDDEN}`],
    ['by chunked not being last', ['transfer-encoding: chunked, identity'], `0\r\n\r\n${HIDDEN}`],
    ['by two codings', ['transfer-encoding: chunked', 'transfer-encoding: identity'], `0\r\n\r\n${HIDDEN}`],
    [
      'by a coding behind a bare line feed',
      ['x-a: b\ntransfer-encoding: chunked', 'content-length: 2'],
      `{}${HIDDEN}`,
    ],
    ['by a folded header', ['transfer-encoding:\r\n chunked', 'content-length: 2'], `{}${HIDDEN}`],
    ['by a chunk size that overflows', ['transfer-encoding: chunked'], `10000000000000000\r\n${HIDDEN}`],
    ['by a chunk size with a minus', ['transfer-encoding: chunked'], `-1\r\n${HIDDEN}`],
    ['by a line feed in a chunk extension', ['transfer-encoding: chunked'], `2;x\n{}\r\n0\r\n\r\n${HIDDEN}`],
    ['by a header for the next hop', ['content-length: 2', 'connection: content-length'], `{}${HIDDEN}`],
  ] as const) {
    it(`does not reach Qlik: ${what}`, async () => {
      const text = await send(framing, body);
      assert.deepEqual(
        tenant.seen.filter(({ url }) => url.includes('hidden')),
        [],
      );
      // Qlik saw the outer request at most, and with the body that the backend took it to have.
      assert.ok(tenant.seen.length <= 1, JSON.stringify(tenant.seen.map(({ url }) => url)));
      for (const { body: seen } of tenant.seen) assert.deepEqual(seen, {});
      // The relay's own responses: the outer request, and perhaps a refusal of what follows it, which names no connection.
      assert.match(text, /^HTTP\/1\.1 (200|4\d\d) /);
    });
  }

  it('is seen as the second one that it is, where both agree on the end', async () => {
    const text = await send(['content-length: 2'], `{}${HIDDEN}`);
    assert.match(text, /^HTTP\/1\.1 200 [^]*HTTP\/1\.1 404 /);
    assert.deepEqual(
      tenant.seen.map(({ url }) => url),
      ['/api/v1/echo'],
    );
  });
});
