import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anyHostility } from '../../trial/hostile-answers.ts';
import {
  anyone,
  defineAttack,
  pageHeaders,
  requireOwnHeaders,
  requirePrivate,
  requireProblem,
  sessionOf,
} from '../attack.ts';
import { HOSTILE, relayPath, SHARED } from '../connections.ts';
import { MACHINE } from '../identities.ts';

/** Answers of the upstream server that no well-behaved one gives, and behind each a good request on the same connection. */
export const hostileAnswers = defineAttack({
  name: 'hostile answers',
  weight: 16,
  inputs: fc.record({
    who: anyone,
    connection: fc.constantFrom(...HOSTILE),
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST'),
    hostility: anyHostility,
  }),
  run: async (target, { who, connection, method, hostility }) => {
    const { client, nonces, hostile } = target;
    const session = sessionOf(target, who);
    const nonce = nonces.create({ user: session.user, connection, mayArrive: true });
    for (const server of hostile) server.hostile.set(nonce, hostility);
    const answer = await client.call(relayPath(connection, nonce), {
      method,
      headers: pageHeaders(target, session),
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    for (const server of hostile) server.hostile.delete(nonce);
    if (answer.status > 0) requirePrivate(answer);
    if (
      answer.headers['content-type']?.startsWith('application/problem+json') === true &&
      method !== 'HEAD'
    ) {
      assert.equal(
        answer.headers['content-encoding'],
        undefined,
        'a problem in the coding of another answer',
      );
      if (!answer.isBroken) requireProblem(answer.text);
    }
    assert.ok(!answer.text.includes('"code":"internal"'), answer.text.slice(0, 300));
    const [, got] = /"nonce":"(\d+)"/.exec(answer.text) ?? [];
    assert.ok(got === undefined || got === nonce, `the answer to ${got ?? ''} instead of ${nonce}`);

    const second = sessionOf(target, who + 1);
    const next = nonces.create({ user: second.user, connection, mayArrive: true });
    const good = await client.call(relayPath(connection, next), { headers: pageHeaders(target, second) });
    if (good.status === 200) {
      const told = JSON.parse(good.text) as { nonce?: string; identity?: string };
      assert.equal(told.nonce, next, 'the answer to another request');
      assert.equal(
        told.identity,
        SHARED.has(connection) ? MACHINE : second.user,
        'an answer in another name',
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
    who: anyone,
    hostility: anyHostility,
    what: fc.constantFrom(
      'h-person/access-token',
      'h-ticket/ticket',
      'h-header/sign-out',
      'h-person/sign-out',
    ),
  }),
  run: async (target, { who, hostility, what }) => {
    const { client, hostile, identities, search } = target;
    const session = sessionOf(target, who);
    for (const server of hostile) server.nextCalls = hostility;
    const answer = await client.call(`/api/qlik/${what}`, {
      method: 'POST',
      headers: { ...pageHeaders(target, session), 'content-type': 'application/json' },
      body: '{}',
    });
    for (const server of hostile) if (server.nextCalls === hostility) server.nextCalls = undefined;
    requireOwnHeaders(answer);
    if (answer.status === 200) {
      const { accessToken, ticket } = JSON.parse(answer.text) as { accessToken?: string; ticket?: string };
      const given = String(accessToken ?? ticket);
      search.addValue('a credential', given);
      assert.equal(identities.ownerOf(given), session.user, 'another user’s credential');
    } else if (answer.status !== 204) {
      assert.ok(
        [401, 403, 429, 502, 503, 504].includes(answer.status),
        `${answer.status}: ${answer.text.slice(0, 200)}`,
      );
      requireProblem(answer.text);
    }
  },
});
