import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SECRETS } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { createServer } from '../server.ts';
import { loggedPath } from './request-path.ts';

const ID = /^x-request-id: ([\da-f-]{36})\r?$/gim;
const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: a\r\n';

/** Resolves with all that comes back until the other side closes. */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, 'localhost');
    let received = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end after ${received}`)));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('close', () => resolve(received));
    socket.write(text);
  });
}

describe('the request id', () => {
  let backend: TestBackend;
  let port: number;
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
    port = Number(new URL(backend.origin).port);
  });
  after(() => backend.close());

  const close = 'host: localhost\r\nconnection: close\r\nx-request-id: of-the-client\r\n';
  for (const [what, text] of Object.entries({
    'a response': `GET /health/live HTTP/1.1\r\n${close}\r\n`,
    'a refusal': `GET /qlik/key/x HTTP/1.1\r\n${close}\r\n`,
    'a 404': `GET /none?token=abc HTTP/1.1\r\n${close}\r\n`,
    'an address that cannot be routed': `GET /%E0%A4%A HTTP/1.1\r\n${close}\r\n`,
    'another method': `TRACE / HTTP/1.1\r\n${close}\r\n`,
    'a refused upgrade': `GET /qlik/key/x HTTP/1.1\r\nhost: localhost\r\nx-request-id: of-the-client\r\n${UPGRADE}\r\n`,
    'an upgrade to nowhere': `GET /none HTTP/1.1\r\nhost: localhost\r\n${UPGRADE}\r\n`,
    'a malformed request': 'nonsense\r\n\r\n',
    'too many headers': `GET / HTTP/1.1\r\n${close}x: ${'a'.repeat(20_000)}\r\n\r\n`,
    'a request without a host': 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n',
    'an unknown expectation': `GET / HTTP/1.1\r\n${close}expect: 200-maybe\r\n\r\n`,
    'a body that is too long': `POST /app/sign-in HTTP/1.1\r\n${close}content-type: application/json\r\ncontent-length: 9999999\r\n\r\n{}`,
  })) {
    it(`is on ${what}, is the backend’s own, and is in the log`, async () => {
      const received = await exchange(port, text);
      const [first, ...more] = [...received.matchAll(ID)].map(([, id]) => id);
      assert.ok(first !== undefined, received);
      assert.deepEqual(more, []);
      assert.ok(!received.includes('of-the-client'));
      if (what !== 'a response') assert.ok(backend.log().includes(`"reqId":"${first}"`), backend.log());
    });
  }

  it('is on files, on pages and on what is not there', async () => {
    const root = mkdtempSync(join(tmpdir(), 'request-id-'));
    writeFileSync(join(root, 'index.html'), '<!doctype html>');
    writeFileSync(join(root, 'connections.json'), '{}');
    const server = await createServer({
      port: 0,
      host: 'localhost',
      staticRoot: root,
      connectionsFile: join(root, 'connections.json'),
      logLevel: 'silent',
    });
    try {
      for (const url of ['/', '/index.html', '/spaces', '/connections.json', '/none.js', '/.env']) {
        const { headers } = await server.inject({
          url,
          headers: { 'x-request-id': 'a', accept: 'text/html' },
        });
        assert.match(String(headers['x-request-id']), /^[\da-f-]{36}$/, url);
      }
    } finally {
      await server.close();
      rmSync(root, { recursive: true });
    }
  });

  it('is on one response for one request, also when nonsense follows', async () => {
    const received = await exchange(
      port,
      'GET /app/session HTTP/1.1\r\nhost: localhost\r\n\r\nnonsense\r\n\r\n',
    );
    assert.match(received, /^HTTP\/1\.1 [1-5]\d\d /);
    assert.doesNotMatch(received, /^HTTP\/1\.1 400 .*HTTP\/1\.1/s);
    assert.match(received, /"signIn"|"code":/);
  });

  it('does not have a compressed body unpacked', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    for (const [encoding, body] of [
      ['gzip', gzipSync('{}')],
      ['gzip', gzipSync(`"${'a'.repeat(1_000_000)}"`)],
    ] as const) {
      for (const path of ['/api/qlik/key/sign-out', '/api/qlik/key/ticket', '/app/sign-in']) {
        const response = await fetch(backend.origin + path, {
          method: 'POST',
          headers: {
            cookie: ada.cookie,
            origin: backend.origin,
            'content-type': 'application/json',
            'content-encoding': encoding,
          },
          body,
        });
        assert.ok([400, 415].includes(response.status), `${path}: ${response.status}`);
      }
    }
  });
});

describe('a path in the log', () => {
  for (const [target, path] of [
    ['/a/b?token=x', '/a/b'],
    ['/a#access_token=x', '/a'],
    ['/a\u0000\u001b[31m\u007f\u0085b', '/a%00%1B[31m%7F%85b'],
    ['/\u202e\ud83d\ude00 \ud83d', '/%E2%80%AE%F0%9F%98%80%20%EF%BF%BD'],
    [`/${'a'.repeat(5_000)}`, `/${'a'.repeat(1_999)}`],
    [`/${'\u0001'.repeat(5_000)}`, `/${'%01'.repeat(666)}%`],
    ['', ''],
  ] as const) {
    it(`is ${path.slice(0, 30)}`, () => assert.equal(loggedPath(target), path));
  }
});
