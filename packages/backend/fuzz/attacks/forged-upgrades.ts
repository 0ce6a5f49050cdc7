import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anySession, defineAttack, sessionOf } from '../attack.ts';

/** WebSocket handshakes from other sites, without a session or to another path. Each has at least one error. */
export const forgedUpgrades = defineAttack({
  name: 'forged upgrades',
  weight: 7,
  inputs: fc.record({
    who: anySession,
    wrong: fc.constantFrom('origin', 'cookie', 'path', 'site', 'host', 'handshake'),
    origin: fc.constantFrom(
      undefined,
      'null',
      '',
      'https://evil.example',
      'OWN.evil.example',
      'OWN@evil.example',
      'https://127.0.0.1',
      'http://127.0.0.1',
      'http://127.0.0.1:1',
      'OWN/',
    ),
    cookie: fc.constantFrom('', 'ngx-qlik=a.b', 'OWNx'),
    path: fc.constantFrom(
      '/qlik/restricted/app/nNONCE',
      '/qlik/none/app/nNONCE',
      '/qlik/key/../restricted/app/nNONCE',
      '/qlik/key/%2e%2e/app/nNONCE',
      '/qlik/key//evil.example/nNONCE',
      '/qlik/key/app/%5c..%5cnNONCE',
    ),
    site: fc.constantFrom('cross-site', 'same-site', 'none'),
    handshake: fc.constantFrom(
      'sec-websocket-version: 12\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version: 13\r\nsec-websocket-key: x',
      'sec-websocket-version: 13',
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: a, a',
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: (',
    ),
  }),
  run: async (target, { who, wrong, origin, cookie, path, site, handshake }) => {
    const { client, nonces } = target;
    const { cookie: own } =
      target.sessions.find(({ user }, at) => user !== 'grace' && at >= who % 4) ?? sessionOf(target, 0);
    const nonce = nonces.create({ connection: 'key' });
    const isWrong = (part: string): boolean => part === wrong;
    const usedOrigin = isWrong('origin') ? origin?.replace('OWN', client.origin) : client.origin;
    const usedCookie = isWrong('cookie') ? cookie.replace('OWN', own) : own;
    const lines = [
      `GET ${(isWrong('path') ? path : '/qlik/key/app/nNONCE').replace('NONCE', nonce)} HTTP/1.1`,
      `host: ${isWrong('host') ? 'evil.example' : `127.0.0.1:${client.port}`}`,
      'connection: upgrade',
      'upgrade: websocket',
      isWrong('handshake')
        ? handshake
        : 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      ...(usedOrigin === undefined ? [] : [`origin: ${usedOrigin}`]),
      ...(usedCookie === '' ? [] : [`cookie: ${usedCookie}`]),
      ...(isWrong('site') ? [`sec-fetch-site: ${site}`] : []),
    ];
    const text = await client.exchange([...lines, '', ''].join('\r\n'), { quietMs: 2_000, limitMs: 8_000 });
    assert.match(text, /^HTTP\/1\.1 4\d\d /);
    assert.match(text, /"code":"[a-z-]+"/);
  },
});
