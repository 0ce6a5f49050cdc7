import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anySession, defineAttack, pageHeaders, requireRefusal, sessionOf } from '../attack.ts';
import { BENIGN, relayPath } from '../connections.ts';

/** Responses of the relay, requested as a script, a style or a document. */
export const fetchDestination = defineAttack({
  name: 'scripts of the relay',
  weight: 4,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN),
    destination: fc.constantFrom(
      undefined,
      'script',
      'style',
      'worker',
      'sharedworker',
      'serviceworker',
      'audioworklet',
      'paintworklet',
      'xslt',
      'manifest',
      'embed',
      'object',
      'document',
      'iframe',
    ),
  }),
  run: async (target, { who, connection, destination }) => {
    const fuzzSession = sessionOf(target, who);
    const isShown = destination === undefined || destination === 'document' || destination === 'iframe';
    const nonce = target.nonces.create({ user: fuzzSession.user, connection, mayArrive: isShown });
    const response = await target.client.call(`${relayPath(connection, nonce)}/script`, {
      headers: {
        ...pageHeaders(target, fuzzSession),
        ...(destination === undefined
          ? {}
          : { 'sec-fetch-dest': destination, 'sec-fetch-site': 'same-origin' }),
      },
    });
    if (!isShown) return requireRefusal(response);
    assert.equal(response.status, 200, response.text.slice(0, 200));
    if (destination === undefined) assert.doesNotMatch(response.headers['content-type'] ?? '', /script/);
    assert.match(response.headers['content-security-policy'] ?? '', /^default-src 'none';.* sandbox$/);
  },
});
