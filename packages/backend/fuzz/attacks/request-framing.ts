import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FRAMINGS, WITHOUT_BODY } from '../../testing/request-framings.ts';
import { anySession, defineAttack, pageHeaders, sessionOf } from '../attack.ts';
import { BENIGN, relayPath } from '../connections.ts';
import { requireOwn } from './own-responses.ts';

/** Each framing of a body, followed by the request of another user. */
export const requestFraming = defineAttack({
  name: 'request framing',
  weight: 12,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN),
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
    framing: fc.constantFrom(...FRAMINGS),
  }),
  run: async (target, { who, connection, method, framing }) => {
    const { client, nonces } = target;
    const fuzzSession = sessionOf(target, who);
    const isAllowed =
      framing.body !== undefined && (framing.isEmpty === true || !WITHOUT_BODY.includes(method));
    const nonce = nonces.create({ user: fuzzSession.user, connection, mayArrive: isAllowed });
    const head = [
      `${method} ${relayPath(connection, nonce)} HTTP/1.1`,
      `host: 127.0.0.1:${client.port}`,
      ...Object.entries(pageHeaders(target, fuzzSession)).map((pair) => pair.join(': ')),
      ...framing.headers,
    ];
    const text = await client.exchange(`${head.join('\r\n')}\r\n\r\n${framing.wire}`, {
      quietMs: isAllowed ? 400 : 200,
      limitMs: 8_000,
    });
    const [status] = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
      .map(([, each]) => Number(each))
      .filter((each) => each >= 200);
    if (isAllowed) {
      assert.equal(status, 200, text.slice(0, 500));
      if (method !== 'HEAD' && text.includes('"length"')) {
        assert.ok(
          text.includes(`"length":${framing.body.length}`),
          `another body arrived: ${text.slice(-500)}`,
        );
      }
    } else assert.ok(status === 400 || status === 417, `${String(status)}: ${text.slice(0, 300)}`);
    const second = sessionOf(target, who + 1);
    const next = nonces.create({ user: second.user, connection, mayArrive: true });
    const response = await client.call(relayPath(connection, next), { headers: pageHeaders(target, second) });
    assert.equal(response.status, 200, response.text.slice(0, 300));
    requireOwn(response, { nonce: next, user: second.user, connection });
  },
});
