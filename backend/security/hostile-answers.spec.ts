import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { startTrialBackend, type TrialBackend } from '../trial/trial-backend.ts';
import { json, Visitor } from '../trial/visitor.ts';

const ANSWERS = Number(process.env['HOSTILE_ANSWERS'] ?? 10_000);
const HANDSHAKES = Math.ceil(ANSWERS / 40);
const AT_ONCE = 16;
/** The next request on the same connection must not get this one's. */
const SECOND = '{"nonce":"NONCE","second":1}';

/** What the server does for one request. `NONCE` in a text is what the request was asked with. */
interface Hostility {
  readonly answer: string;
  /** What follows the answer on the same connection, as if it were the next request's. */
  readonly after: string;
  readonly closes: 'at once' | 'after the answer' | 'reset' | 'never';
}

const nested = (depth: number, open: string, close: string): string =>
  open.repeat(depth) + close.repeat(depth);
const jsonBodies = [
  '{"nonce":"NONCE","links":{"next":{"href":"/api/v1/x"}}}',
  `{"nonce":"NONCE","data":${nested(20_000, '[', ']')},"links":{"next":{"href":"/x"}}}`,
  `{"links":${nested(20_000, '{"links":', '1}').replace('1}', 'null}')}}`,
  `{"links":{"next":${'{"href":'.repeat(5_000)}`,
  '{"links":{"next":{"href":"\\ud800"}}}',
  '{"links":{"next":{"href":"\\x"}}}',
  `{"links":{"next":{"href":"${'/a'.repeat(20_000)}"}}}`,
  '{"links":{"next":{"href":"//evil.example/"}}}',
  '{"links":{"__proto__":{"href":"/x"},"constructor":{"href":"/y"}}}',
  '\ufeff{"links":{"next":{"href":"/x"}}}',
  '{"links":',
  '"links"',
  '',
  '\u0000',
];
const body = fc.oneof(
  fc.constantFrom(...jsonBodies),
  fc.constantFrom('<script>alert(1)</script>', gzipSync('x'.repeat(2_000)).toString('latin1')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.json({ maxDepth: 4 }),
);
const statusLine = fc.constantFrom(
  ...[200, 200, 200, 200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 418, 429, 500, 503, 599].map(
    (status) => `HTTP/1.1 ${status} x`,
  ),
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 101 Switching Protocols',
  'HTTP/1.1 103 Early Hints',
  'HTTP/1.1 199 x',
  'HTTP/1.1 600 x',
  'HTTP/1.1 999 x',
  'HTTP/1.1 000 x',
  'HTTP/1.1 99999 x',
  'HTTP/1.0 200 OK',
  'HTTP/2.0 200 OK',
  'HTTP/1.1 200',
  `HTTP/1.1 200 ${'x'.repeat(200)}`,
  'ICY 200 OK',
  'SSH-2.0-x',
  '',
);
const header = fc.oneof(
  fc.constantFrom(
    'content-type: application/json',
    'content-type: application/json; charset=utf-8',
    'content-type: application/vnd.api+json',
    'content-type: text/html',
    'content-type: text/javascript',
    'content-type: \u0001',
    'content-type: text/\u00e4',
    'content-encoding: gzip',
    'content-encoding: identity',
    'content-encoding: zstd, br',
    'content-disposition: attachment; filename="\u00e4.txt"',
    'location: /api/v1/other',
    'location: https://evil.example/',
    'location: http://[::1',
    'location: \\\\evil',
    'set-cookie: ngx-qlik=stolen; Path=/',
    'set-cookie: a=b\r\nset-cookie: c=d',
    'connection: close',
    'connection: upgrade\r\nupgrade: websocket',
    'keep-alive: timeout=0',
    'x-content-type-options: sniff',
    'content-security-policy: default-src *',
    'cache-control: public, max-age=31536000',
    'access-control-allow-origin: *',
    'clear-site-data: "*"',
    'etag: "\u007f"',
    'retry-after: -1',
    'trailer: set-cookie',
    'no colon',
    ': empty',
    ' folded: x',
    'space : x',
    'nul: \u0000',
  ),
  fc.nat({ max: 90_000 }).map((length) => `x-long: ${'y'.repeat(length)}`),
  fc
    .nat({ max: 400 })
    .map((count) => Array.from({ length: count + 1 }, (_, at) => `x-many-${at}: z`).join('\r\n')),
);
const framed = fc
  .tuple(
    fc.constantFrom(
      'right',
      'right',
      'right',
      'chunked',
      'none',
      'short',
      'long',
      'both',
      'negative',
      'huge',
      'twice',
      'bad chunks',
    ),
    body,
  )
  .map(([framing, text]): readonly [readonly string[], string] => {
    const bytes = Buffer.from(text.replaceAll('NONCE', '0'.repeat(12)), 'utf8');
    const wire = Buffer.from(text, 'utf8').toString('latin1');
    const length = bytes.length;
    switch (framing) {
      case 'right':
        return [[`content-length: ${length}`], wire];
      case 'chunked':
        return [
          ['transfer-encoding: chunked'],
          length === 0 ? '0\r\n\r\n' : `${length.toString(16)}\r\n${wire}\r\n0\r\n\r\n`,
        ];
      case 'none':
        return [[], wire];
      case 'short':
        return [[`content-length: ${Math.floor(length / 2)}`], wire];
      case 'long':
        return [[`content-length: ${length + 50}`], wire];
      case 'both':
        return [['transfer-encoding: chunked', `content-length: ${length}`], wire];
      case 'negative':
        return [['content-length: -5'], wire];
      case 'huge':
        return [['content-length: 99999999999999999999'], wire];
      case 'twice':
        return [['content-length: 3', `content-length: ${length}`], wire];
      default:
        return [['transfer-encoding: chunked'], `zz\r\n${wire}\r\n0\r\n\r\n`];
    }
  });
const hostility: fc.Arbitrary<Hostility> = fc
  .record({
    early: fc.constantFrom(
      '',
      '',
      '',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50),
    ),
    line: statusLine,
    headers: fc.array(header, { maxLength: 5 }),
    framed,
    cut: fc.constantFrom(1, 1, 1, 0.5, 0.95),
    after: fc.constantFrom(
      '',
      '',
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${SECOND.length + 7}\r\n\r\n${SECOND}`,
      'x',
      '\r\n\r\n',
    ),
    closes: fc.oneof(
      { weight: 60, arbitrary: fc.constantFrom('at once', 'after the answer', 'after the answer', 'reset') },
      // Takes the time limit of the request.
      { weight: 1, arbitrary: fc.constant('never') },
    ),
  })
  .map(({ early, line, headers, framed: [framing, text], cut, after: more, closes }) => {
    const whole = `${early}${[line, ...framing, ...headers].join('\r\n')}\r\n\r\n${text}`;
    return {
      answer: whole.slice(0, Math.ceil(whole.length * cut)),
      after: more,
      closes,
    } as const;
  });

/** Frames and handshakes that no WebSocket server sends. */
const frames = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.constantFrom(
    '\x81\x05hello',
    '\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x81\x7f\x00\x00\x00\x01\x00\x00\x00\x00',
    '\x89\x7e\x01\x00',
    '\x88\x02\x03\xed',
    '\x88\x01\x00',
    '\x81\x02\xc3\x28',
    '\xc1\x05hello',
    '\x85\x00',
    '\x01\x01a\x01\x01b',
    '\x81\x81\x00\x00\x00\x00a',
  ),
);

describe('hostile answers', () => {
  let server: Server;
  let backend: TrialBackend;
  let ada: Visitor;
  const open = new Set<Socket>();
  let next: Hostility = { answer: '', after: '', closes: 'at once' };
  const queue = new Map<string, Hostility>();
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
        const hostile = queue.get(nonce) ?? next;
        const answer =
          hostile.answer.replaceAll('NONCE', nonce).replaceAll('ACCEPT', acceptOf(key)) + hostile.after;
        if (hostile.closes === 'reset') {
          socket.write(answer, 'latin1', () => socket.resetAndDestroy());
        } else if (hostile.closes === 'at once') socket.destroy();
        else {
          socket.write(answer, 'latin1');
          if (hostile.closes === 'after the answer') socket.end();
        }
      });
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const shared = { access: 'full', audience: 'everyone-signed-in', timeoutSeconds: 1 };
    backend = await startTrialBackend({
      logLevel: 'error',
      connections: {
        key: { type: 'apikey', host, apiKey: 'very-secret-hostile-key', ...shared },
        // Asks for a session, a token for its WebSocket, and whether it is signed in: each gets such an answer as well.
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST', timeoutSeconds: 1 },
        person: {
          type: 'oauth2-impersonation',
          host,
          clientId: 'c',
          clientSecret: 'very-secret-client',
          timeoutSeconds: 1,
        },
      },
    });
    ada = await new Visitor(backend.origin).signIn('ada');
  });
  after(async () => {
    process.off('uncaughtExceptionMonitor', note);
    await backend.close();
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it(
    `leave the process alive, and each request with its own answer or a clear refusal (${ANSWERS} generated)`,
    { timeout: 3_600_000 },
    async () => {
      const samples = fc.sample(hostility, ANSWERS);
      let count = 0;
      const work = async (worker: number): Promise<void> => {
        for (let at = worker; at < samples.length; at += AT_ONCE) {
          const hostile = samples[at];
          if (hostile === undefined) return;
          count += 1;
          const nonce = String(at).padStart(12, '0');
          queue.set(nonce, hostile);
          // The calls that have no nonce of their own.
          next = hostile;
          await one(nonce, at, hostile);
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
      const accepting =
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ACCEPT\r\n\r\n';
      const socketHostility = fc.oneof(
        hostility,
        fc.record({
          answer: fc
            .tuple(
              fc.constantFrom(
                accepting,
                accepting,
                accepting.replace('ACCEPT', 'x'),
                accepting.replace('\r\n\r\n', '\r\nsec-websocket-protocol: x\r\n\r\n'),
                accepting.replace('\r\n\r\n', '\r\nsec-websocket-extensions: evil; x=y\r\n\r\n'),
              ),
              fc.array(frames, { maxLength: 4 }),
            )
            .map(([head, more]) => head + more.join('')),
          after: fc.constant(''),
          closes: fc.constantFrom('after the answer' as const, 'reset' as const),
        }),
      );
      const samples = fc.sample(socketHostility, HANDSHAKES);
      for (let at = 0; at < samples.length; at += AT_ONCE) {
        await Promise.all(
          samples.slice(at, at + AT_ONCE).map(async (hostile, offset) => {
            const nonce = String(at + offset).padStart(12, '0');
            queue.set(nonce, hostile);
            const socket = ada.openSocket(`/qlik/key/app/n${nonce}`);
            await new Promise<void>((resolve) => {
              const limit = setTimeout(() => socket.terminate(), 3_000);
              socket.on('error', () => undefined);
              socket.on('message', () => socket.send('x'.repeat(100)));
              socket.once('unexpected-response', (_request, answer) => {
                answer.resume();
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

  async function one(nonce: string, at: number, hostile: Hostility): Promise<void> {
    const paths = [
      `/qlik/key/api/v1/items/n${nonce}`,
      `/qlik/key/api/v1/items/n${nonce}?limit=1`,
      `/qlik/header/api/v1/items/n${nonce}`,
    ];
    const isToken = at % 20 === 0;
    const shown = JSON.stringify(hostile).slice(0, 600);
    let text: string;
    try {
      const answer = isToken
        ? await ada.post('/api/qlik/person/access-token')
        : at % 5 === 0
          ? await ada.post(paths[at % 3] ?? '', { x: 1 })
          : await ada.get(paths[at % 3] ?? '');
      const { headers } = answer;
      assert.ok(!headers.getSetCookie().some((cookie) => /stolen|a=b|c=d/.test(cookie)), shown);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', shown);
      assert.match(headers.get('cache-control') ?? '', /no-store/, shown);
      assert.equal(headers.get('access-control-allow-origin'), null, shown);
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /default-src \*/, shown);
      text = await answer.text();
      assert.ok(!text.includes('"code":"internal"'), `${shown}\n${text}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      // The answer was broken off, as Qlik's was.
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

/** RFC 6455, section 4.2.2. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
