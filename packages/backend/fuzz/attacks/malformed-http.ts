import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineAttack } from '../attack.ts';
import { anyText } from '../../testing/any-text.ts';

const startLine = fc.constantFrom(
  'GET /qlik/key/api HTTP/1.1',
  'GET http://evil.example/qlik/key/api HTTP/1.1',
  'GET //evil.example/qlik/key/api HTTP/1.1',
  'CONNECT evil.example:443 HTTP/1.1',
  'TRACE /qlik/key/x HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'POST /api/qlik/impersonated/access-token HTTP/1.1',
  'GET /qlik/key/\u0001 HTTP/1.1',
  'GET /qlik/key/x HTTP/9.9',
  'PRI * HTTP/2.0',
  `GET /${'a'.repeat(30_000)} HTTP/1.1`,
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
  `cookie: ${'ngx-qlik=a; '.repeat(900)}`,
  'upgrade: websocket\r\nconnection: upgrade',
  'upgrade: h2c\r\nconnection: upgrade, http2-settings',
  `x-long: ${'a'.repeat(20_000)}`,
  Array.from({ length: 2_500 }, (_, at) => `x${at}: y`).join('\r\n'),
  ' folded: 1',
  'range: bytes=0-,1-,2-',
  'expect: 100-continue',
  'accept-encoding: gzip;q=NaN',
);

/** Malformed and incomplete requests. */
export const malformedHttp = defineAttack({
  name: 'malformed HTTP',
  weight: 8,
  inputs: fc.tuple(
    startLine,
    fc.array(header, { maxLength: 4 }),
    anyText({ maxLength: 60 }),
    fc.constantFrom(1, 1, 0.5, 0.9),
  ),
  run: async ({ client }, [start, headers, rest, cut]) => {
    const whole = [start, ...headers, '', rest].join('\r\n');
    const text = await client.exchange(whole.slice(0, Math.ceil(whole.length * cut)), {
      quietMs: 100,
      limitMs: 700,
    });
    for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
      assert.ok(status === '100' || (Number(status) >= 400 && Number(status) < 500), text.slice(0, 300));
    }
  },
});
