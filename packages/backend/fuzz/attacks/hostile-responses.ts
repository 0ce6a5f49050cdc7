import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyHostileResponse } from '../../testing/hostile-responses.ts';
import {
  anySession,
  defineAttack,
  pageHeaders,
  requireOwnHeaders,
  requirePrivate,
  requireProblem,
  sessionOf,
} from '../attack.ts';
import { HOSTILE, relayPath, SHARED } from '../connections.ts';
import { MACHINE } from '../identities.ts';

/** Hostile responses of the upstream server, and after each a valid request on the same connection. */
export const hostileResponses = defineAttack({
  name: 'hostile responses',
  weight: 16,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...HOSTILE),
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
    hostileResponse: anyHostileResponse,
  }),
  run: async (target, { who, connection, method, hostileResponse }) => {
    const { client, nonces, hostile } = target;
    const fuzzSession = sessionOf(target, who);
    const nonce = nonces.create({ user: fuzzSession.user, connection, mayArrive: true });
    for (const server of hostile) server.hostile.set(nonce, hostileResponse);
    const response = await client.call(relayPath(connection, nonce), {
      method,
      headers: pageHeaders(target, fuzzSession),
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    for (const server of hostile) server.hostile.delete(nonce);
    if (response.status > 0) requirePrivate(response);
    if (
      response.headers['content-type']?.startsWith('application/problem+json') === true &&
      method !== 'HEAD'
    ) {
      assert.equal(
        response.headers['content-encoding'],
        undefined,
        'a problem in the coding of another response',
      );
      if (!response.isBroken) requireProblem(response.text);
    }
    assert.ok(!response.text.includes('"code":"internal"'), response.text.slice(0, 300));
    const [, got] = /"nonce":"(\d+)"/.exec(response.text) ?? [];
    assert.ok(got === undefined || got === nonce, `the response to ${got ?? ''} instead of ${nonce}`);

    const second = sessionOf(target, who + 1);
    const next = nonces.create({ user: second.user, connection, mayArrive: true });
    const good = await client.call(relayPath(connection, next), { headers: pageHeaders(target, second) });
    if (good.status === 200) {
      const echoed = JSON.parse(good.text) as { nonce?: string; identity?: string };
      assert.equal(echoed.nonce, next, 'the response to another request');
      assert.equal(
        echoed.identity,
        SHARED.has(connection) ? MACHINE : second.user,
        'a response in another name',
      );
    } else {
      assert.ok([401, 502, 503, 504].includes(good.status), `${good.status}: ${good.text.slice(0, 200)}`);
      requireProblem(good.text);
    }
  },
});

/** The same in place of tokens, tickets and sessions. */
export const hostileCredentials = defineAttack({
  name: 'hostile credentials',
  weight: 5,
  inputs: fc.record({
    who: anySession,
    hostileResponse: anyHostileResponse,
    what: fc.constantFrom(
      'h-impersonated/access-token',
      'h-ticket/ticket',
      'h-header/sign-out',
      'h-impersonated/sign-out',
    ),
  }),
  run: async (target, { who, hostileResponse, what }) => {
    const { client, hostile, identities, search } = target;
    const fuzzSession = sessionOf(target, who);
    for (const server of hostile) server.nextCalls = hostileResponse;
    const response = await client.call(`/api/qlik/${what}`, {
      method: 'POST',
      headers: { ...pageHeaders(target, fuzzSession), 'content-type': 'application/json' },
      body: '{}',
    });
    for (const server of hostile) if (server.nextCalls === hostileResponse) server.nextCalls = undefined;
    requireOwnHeaders(response);
    if (response.status === 200) {
      const { accessToken, ticket } = JSON.parse(response.text) as { accessToken?: string; ticket?: string };
      const given = String(accessToken ?? ticket);
      search.addValue('a credential', given);
      assert.equal(identities.ownerOf(given), fuzzSession.user, 'another user’s credential');
    } else if (response.status !== 204) {
      assert.ok(
        [401, 403, 429, 502, 503, 504].includes(response.status),
        `${response.status}: ${response.text.slice(0, 200)}`,
      );
      requireProblem(response.text);
    }
  },
});
