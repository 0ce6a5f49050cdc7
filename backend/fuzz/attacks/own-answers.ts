import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anyone,
  defineAttack,
  pageHeaders,
  requireOwnHeaders,
  requirePrivate,
  sessionOf,
} from '../attack.ts';
import type { Answer } from '../backend-client.ts';
import { CALM, relayPath, SHARED } from '../connections.ts';
import { DIRECTORY, MACHINE } from '../identities.ts';

interface Told {
  readonly nonce?: string;
  readonly identity?: string;
}

/** The answer is the one to this request, in the name of this user. @throws {Error} */
export function requireOwn(
  answer: Answer,
  sent: { readonly nonce: string; readonly user: string; readonly connection: string },
): void {
  const { nonce, identity } = JSON.parse(answer.text) as Told;
  assert.equal(nonce, sent.nonce, 'the answer to another request');
  assert.equal(identity, SHARED.has(sent.connection) ? MACHINE : sent.user, 'an answer in another name');
}

/** What is not hostile at all, in between: it must work, and each user gets the own answer. */
export const ownAnswers = defineAttack({
  name: 'own answers',
  weight: 14,
  inputs: fc.record({
    who: anyone,
    connection: fc.constantFrom(...CALM),
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD'),
    query: fc.constantFrom('', '?limit=1', '?name=50%', '?filter=a/../b', '?a=b&access_token=x'),
  }),
  run: async (target, { who, connection, method, query }) => {
    const session = sessionOf(target, who);
    const nonce = target.nonces.create({ user: session.user, connection, mayArrive: true });
    const answer = await target.client.call(relayPath(connection, nonce) + query, {
      method,
      headers: pageHeaders(target, session),
      ...(method === 'POST' ? { body: '{"a":1}' } : {}),
    });
    assert.equal(answer.status, 200, answer.text.slice(0, 300));
    requirePrivate(answer);
    if (method !== 'HEAD') requireOwn(answer, { nonce, user: session.user, connection });
  },
});

/** Credentials and sessions: each of the user who asks, and kept by no cache. */
export const credentials = defineAttack({
  name: 'credentials',
  weight: 6,
  inputs: fc.record({
    who: anyone,
    what: fc.constantFrom(
      'access-token',
      'jwt',
      'virtual-proxy-jwt',
      'ticket',
      'session',
      'web session',
      'index',
    ),
    isRefused: fc.boolean(),
  }),
  run: async (target, { who, what, isRefused }) => {
    const { client, identities, search } = target;
    const session = sessionOf(target, who);
    const headers = pageHeaders(target, session);
    const post = async (path: string, body = '{}'): Promise<Record<string, unknown>> => {
      const answer = await client.call(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      });
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      requirePrivate(answer);
      return JSON.parse(answer.text) as Record<string, unknown>;
    };
    const get = async (path: string): Promise<string> => {
      const answer = await client.call(path, { headers });
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      requirePrivate(answer);
      return answer.text;
    };
    switch (what) {
      case 'access-token': {
        const { accessToken } = await post('/api/qlik/person/access-token');
        search.addValue('an access token', String(accessToken));
        assert.equal(identities.ownerOf(String(accessToken)), session.user, 'another user’s token');
        if (!isRefused) return;
        const body = JSON.stringify({ refusedToken: accessToken });
        const { accessToken: other } = await post('/api/qlik/person/access-token', body);
        assert.equal(identities.ownerOf(String(other)), session.user, 'another user’s token');
        return;
      }
      case 'jwt': {
        const { jwt } = await post('/api/qlik/jwt/jwt');
        assert.equal(claimsOf(String(jwt))['sub'], session.user);
        search.addValue('a JWT', String(jwt));
        return;
      }
      case 'virtual-proxy-jwt': {
        const { jwt } = await post('/api/qlik/proxy-jwt/virtual-proxy-jwt');
        const { userId, userDirectory } = claimsOf(String(jwt));
        assert.deepEqual([userId, userDirectory], [session.user, DIRECTORY]);
        search.addValue('a JWT', String(jwt));
        return;
      }
      case 'ticket': {
        const { ticket } = await post('/api/qlik/ticket/ticket');
        search.addValue('a ticket', String(ticket));
        assert.equal(identities.ownerOf(String(ticket)), session.user, 'another user’s ticket');
        return;
      }
      case 'session': {
        const { user } = JSON.parse(await get('/app/session')) as { user?: { id?: string } };
        assert.equal(user?.id, session.user);
        return;
      }
      case 'web session': {
        const { hostUser, user } = JSON.parse(await get('/api/qlik/web/session')) as {
          hostUser?: { id?: string };
          user?: { id?: string };
        };
        assert.deepEqual([hostUser?.id, user?.id], [session.user, session.user]);
        return;
      }
      default: {
        const answer = await client.call('/', { headers: { accept: 'text/html' } });
        assert.equal(answer.status, 200);
        requireOwnHeaders(answer);
      }
    }
  },
});

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
