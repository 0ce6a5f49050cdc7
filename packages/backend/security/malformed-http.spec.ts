import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { SECRETS } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { anyText } from '../testing/any-text.ts';

/** A tenth of the forged requests, as each needs a separate connection. */
const RAW_RUNS = Math.ceil(Number(process.env['FORGED_REQUESTS'] ?? 2_000) / 10);

describe('what is no HTTP at all', () => {
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    backend = await startTestBackend({
      connections: {
        key: {
          type: 'apikey',
          host: 'http://localhost:9',
          apiKey: SECRETS.apiKey,
          audience: 'everyone-signed-in',
        },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(() => backend.close());

  it(`leaves the server standing (${RAW_RUNS} generated)`, { timeout: 3_600_000 }, async () => {
    const { port } = new URL(backend.origin);
    let answered = 0;
    const line = fc.constantFrom(
      'GET /qlik/key/api HTTP/1.1',
      'GET http://evil.example/qlik/key/api HTTP/1.1',
      'CONNECT evil.example:443 HTTP/1.1',
      'TRACE /qlik/key/x HTTP/1.1',
      'POST /api/qlik/impersonated/access-token HTTP/1.1',
      'GET /qlik/key/\u0001 HTTP/1.1',
      'nonsense',
    );
    const header = fc.constantFrom(
      'host: localhost',
      'content-length: -1',
      'content-length: 5\r\ncontent-length: 6',
      'transfer-encoding: chunked',
      'content-length: 3\r\ntransfer-encoding: chunked',
      'x-a: b\u0000c',
      'cookie: ngx-qlik=\r x-evil: 1',
      'upgrade: websocket\r\nconnection: upgrade',
      'upgrade: h2c\r\nconnection: upgrade, http2-settings',
      `x-long: ${'a'.repeat(20_000)}`,
      ' folded: 1',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(line, fc.array(header, { maxLength: 4 }), anyText({ maxLength: 40 })),
        async ([start, headers, rest]) => {
          const text = await exchange(Number(port), [start, ...headers, '', rest].join('\r\n'));
          for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
            assert.ok(Number(status) >= 400 && Number(status) < 500, text);
            answered += 1;
          }
          for (const secret of [SECRETS.apiKey]) assert.ok(!text.includes(secret));
        },
      ),
      { numRuns: RAW_RUNS },
    );
    assert.ok(answered > RAW_RUNS / 2, `${answered} answers`);
    assert.equal((await ada.get('/app/session')).status, 200);
  });
});

/** Sends text to a port and resolves with the received bytes until the other side closes, or a while after the last byte. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    let received = '';
    socket.setTimeout(150, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    // A reset is one way to refuse.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(received));
    socket.end(text);
  });
}
