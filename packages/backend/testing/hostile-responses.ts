import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { anyText } from './any-text.ts';

/** The next request on the same connection must not get this one's. */
const SECOND = '{"nonce":"NONCE","second":1}';

/** The behavior of a hostile server for one request. `NONCE` in a text is replaced by the nonce of the request. */
export interface HostileResponse {
  readonly response: string;
  /** What follows the response on the same connection, as if it were the next request's. */
  readonly after: string;
  readonly closes: 'at once' | 'after the response' | 'reset' | 'never';
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
  anyText({ maxLength: 80 }),
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
/** Hostile responses, some with further bytes behind them. */
export const anyHostileResponse: fc.Arbitrary<HostileResponse> = fc
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
      {
        weight: 60,
        arbitrary: fc.constantFrom('at once', 'after the response', 'after the response', 'reset'),
      },
      // Takes the time limit of the request.
      { weight: 1, arbitrary: fc.constant('never') },
    ),
  })
  .map(({ early, line, headers, framed: [framing, text], cut, after: more, closes }) => {
    const whole = `${early}${[line, ...framing, ...headers].join('\r\n')}\r\n\r\n${text}`;
    return {
      response: whole.slice(0, Math.ceil(whole.length * cut)),
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

const ACCEPTING =
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ACCEPT\r\n\r\n';
/** The same for WebSocket handshakes: refusals, and accepted ones with malformed frames. `ACCEPT` is the right response to the key. */
export const anyHostileHandshake: fc.Arbitrary<HostileResponse> = fc.oneof(
  anyHostileResponse,
  fc.record({
    response: fc
      .tuple(
        fc.constantFrom(
          ACCEPTING,
          ACCEPTING,
          ACCEPTING.replace('ACCEPT', 'x'),
          ACCEPTING.replace('\r\n\r\n', '\r\nsec-websocket-protocol: x\r\n\r\n'),
          ACCEPTING.replace('\r\n\r\n', '\r\nsec-websocket-extensions: evil; x=y\r\n\r\n'),
        ),
        fc.array(frames, { maxLength: 4 }),
      )
      .map(([head, more]) => head + more.join('')),
    after: fc.constant(''),
    closes: fc.constantFrom('after the response' as const, 'reset' as const),
  }),
);

/** Returns the `Sec-WebSocket-Accept` of a `Sec-WebSocket-Key`. @see RFC 6455, section 4.2.2 */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
