import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import {
  acceptOf,
  anyHostileResponse,
  anyHostileHandshake,
  type HostileResponse,
} from '../testing/hostile-responses.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

const ANSWERS = Number(process.env['HOSTILE_ANSWERS'] ?? 2_500);
const HANDSHAKES = Math.ceil(ANSWERS / 40);
const AT_ONCE = 16;
describe('hostile responses', () => {
  let server: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  const open = new Set<Socket>();
  let next: HostileResponse = { response: '', after: '', closes: 'at once' };
  const queue = new Map<string, HostileResponse>();
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  before(async () => {
    process.on('uncaughtExceptionMonitor', note);
    server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => open.delete(socket));
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        const [, nonce = ''] = /[/=]n(\d{12})/.exec(text) ?? [];
        const isGood = /^GET \S+\?good /.test(text);
        const key = /sec-websocket-key: (.*)\r\n/i.exec(text)?.[1] ?? '';
        text = '';
        if (isGood) {
          const good = `{"nonce":"${nonce}"}`;
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${good.length}\r\n\r\n${good}`,
          );
          return;
        }
        const hostileResponse = queue.get(nonce) ?? next;
        const response =
          hostileResponse.response.replaceAll('NONCE', nonce).replaceAll('ACCEPT', acceptOf(key)) +
          hostileResponse.after;
        if (hostileResponse.closes === 'reset') {
          socket.write(response, 'latin1', () => socket.resetAndDestroy());
        } else if (hostileResponse.closes === 'at once') socket.destroy();
        else {
          socket.write(response, 'latin1');
          if (hostileResponse.closes === 'after the response') socket.end();
        }
      });
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const shared = { access: 'full', allow: 'all', audience: 'everyone-signed-in', timeoutSeconds: 1 };
    backend = await startTestBackend({
      logLevel: 'error',
      connections: {
        key: { type: 'apikey', host, apiKey: 'very-secret-hostile-key', ...shared },
        // Asks for a session, a token for its WebSocket, and whether it is signed in: each gets such a response as well.
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST', timeoutSeconds: 1 },
        impersonated: {
          type: 'oauth2-impersonation',
          host,
          clientId: 'c',
          clientSecret: 'very-secret-client',
          timeoutSeconds: 1,
        },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    process.off('uncaughtExceptionMonitor', note);
    await backend.close();
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it(
    `leave the process alive, and each request with its own response or a clear refusal (${ANSWERS} generated)`,
    { timeout: 3_600_000 },
    async () => {
      const samples = fc.sample(anyHostileResponse, ANSWERS);
      let count = 0;
      const work = async (worker: number): Promise<void> => {
        for (let at = worker; at < samples.length; at += AT_ONCE) {
          const hostileResponse = samples[at];
          if (hostileResponse === undefined) return;
          count += 1;
          const nonce = String(at).padStart(12, '0');
          queue.set(nonce, hostileResponse);
          // The calls that have no nonce of their own.
          next = hostileResponse;
          await one(nonce, at, hostileResponse);
          queue.delete(nonce);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)));
      assert.equal(count, ANSWERS);
      await requireAlive();
    },
  );

  it(
    `to WebSocket handshakes, and frames that are none, leave it alive too (${HANDSHAKES} generated)`,
    { timeout: 3_600_000 },
    async () => {
      const samples = fc.sample(anyHostileHandshake, HANDSHAKES);
      for (let at = 0; at < samples.length; at += AT_ONCE) {
        await Promise.all(
          samples.slice(at, at + AT_ONCE).map(async (hostileResponse, offset) => {
            const nonce = String(at + offset).padStart(12, '0');
            queue.set(nonce, hostileResponse);
            const socket = ada.openSocket(`/qlik/key/app/n${nonce}`);
            await new Promise<void>((resolve) => {
              const limit = setTimeout(() => socket.terminate(), 3_000);
              socket.on('error', () => undefined);
              socket.on('message', () => socket.send('x'.repeat(100)));
              socket.once('unexpected-response', (_request, response) => {
                response.resume();
                socket.terminate();
              });
              socket.once('close', () => {
                clearTimeout(limit);
                resolve();
              });
            });
            assert.equal(socket.readyState, WebSocket.CLOSED);
            queue.delete(nonce);
          }),
        );
      }
      await requireAlive();
    },
  );

  async function one(nonce: string, at: number, hostileResponse: HostileResponse): Promise<void> {
    const paths = [
      `/qlik/key/api/v1/items/n${nonce}`,
      `/qlik/key/api/v1/items/n${nonce}?limit=1`,
      `/qlik/header/api/v1/items/n${nonce}`,
    ];
    const isToken = at % 20 === 0;
    const shown = JSON.stringify(hostileResponse).slice(0, 600);
    let text: string;
    try {
      const response = isToken
        ? await ada.post('/api/qlik/impersonated/access-token')
        : at % 5 === 0
          ? await ada.post(paths[at % 3] ?? '', { x: 1 })
          : await ada.get(paths[at % 3] ?? '');
      const { headers } = response;
      assert.ok(!headers.getSetCookie().some((cookie) => /stolen|a=b|c=d/.test(cookie)), shown);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', shown);
      assert.match(headers.get('cache-control') ?? '', /private, no-store/, shown);
      assert.equal(headers.get('access-control-allow-origin'), null, shown);
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /default-src \*/, shown);
      text = await response.text();
      assert.ok(!text.includes('"code":"internal"'), `${shown}\n${text}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      // The response was broken off, as Qlik's was.
      text = '';
    }
    assert.ok(!text.includes('very-secret'), shown);
    const [, got] = /"nonce":"(\d+)"/.exec(text) ?? [];
    assert.ok(got === undefined || got === nonce || isToken, `${shown}\n${text.slice(0, 300)}`);
  }

  async function requireAlive(): Promise<void> {
    assert.equal((await ada.get('/health/live')).status, 200);
    for (let at = 0; at < 50; at += 1) {
      const nonce = String(900_000 + at).padStart(12, '0');
      assert.equal((await json(await ada.get(`/qlik/key/api/v1/items/n${nonce}?good`)))['nonce'], nonce);
    }
    assert.deepEqual(unhandled, []);
    assert.ok(!backend.log().includes('very-secret'));
  }
});
