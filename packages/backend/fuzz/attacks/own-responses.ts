import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  anySession,
  defineAttack,
  pageHeaders,
  requireOwnHeaders,
  requirePrivate,
  sessionOf,
} from '../attack.ts';
import type { Answer } from '../backend-client.ts';
import { BENIGN, relayPath, SHARED } from '../connections.ts';
import { DIRECTORY, MACHINE } from '../identities.ts';

interface EchoedRequest {
  readonly nonce?: string;
  readonly identity?: string;
}

/** Requires that the response belongs to this request and this user. @throws {Error} */
export function requireOwn(
  response: Answer,
  sent: { readonly nonce: string; readonly user: string; readonly connection: string },
): void {
  const { nonce, identity } = JSON.parse(response.text) as EchoedRequest;
  assert.equal(nonce, sent.nonce, 'the response to another request');
  assert.equal(identity, SHARED.has(sent.connection) ? MACHINE : sent.user, 'a response in another name');
}

/** Valid requests in between: they must work, and each user gets the matching response. */
export const ownResponses = defineAttack({
  name: 'own responses',
  weight: 14,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN),
    method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD'),
    query: fc.constantFrom('', '?limit=1', '?name=50%', '?filter=a/../b', '?a=b&access_token=x'),
  }),
  run: async (target, { who, connection, method, query }) => {
    const fuzzSession = sessionOf(target, who);
    const nonce = target.nonces.create({ user: fuzzSession.user, connection, mayArrive: true });
    const response = await target.client.call(relayPath(connection, nonce) + query, {
      method,
      headers: pageHeaders(target, fuzzSession),
      ...(method === 'POST' ? { body: '{"a":1}' } : {}),
    });
    assert.equal(response.status, 200, response.text.slice(0, 300));
    requirePrivate(response);
    if (method !== 'HEAD') requireOwn(response, { nonce, user: fuzzSession.user, connection });
  },
});

/** Credentials and sessions: each belongs to the requesting user, and no cache keeps it. */
export const credentials = defineAttack({
  name: 'credentials',
  weight: 6,
  inputs: fc.record({
    who: anySession,
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
    const fuzzSession = sessionOf(target, who);
    const headers = pageHeaders(target, fuzzSession);
    const post = async (path: string, body = '{}'): Promise<Record<string, unknown>> => {
      const response = await client.call(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      });
      assert.equal(response.status, 200, response.text.slice(0, 300));
      requirePrivate(response);
      return JSON.parse(response.text) as Record<string, unknown>;
    };
    const get = async (path: string): Promise<string> => {
      const response = await client.call(path, { headers });
      assert.equal(response.status, 200, response.text.slice(0, 300));
      requirePrivate(response);
      return response.text;
    };
    switch (what) {
      case 'access-token': {
        const { accessToken } = await post('/api/qlik/impersonated/access-token');
        search.addValue('an access token', String(accessToken));
        assert.equal(identities.ownerOf(String(accessToken)), fuzzSession.user, 'another user’s token');
        if (!isRefused) return;
        const body = JSON.stringify({ refusedToken: accessToken });
        const { accessToken: other } = await post('/api/qlik/impersonated/access-token', body);
        assert.equal(identities.ownerOf(String(other)), fuzzSession.user, 'another user’s token');
        return;
      }
      case 'jwt': {
        const { jwt } = await post('/api/qlik/jwt/jwt');
        assert.equal(claimsOf(String(jwt))['sub'], fuzzSession.user);
        search.addValue('a JWT', String(jwt));
        return;
      }
      case 'virtual-proxy-jwt': {
        const { jwt } = await post('/api/qlik/proxy-jwt/virtual-proxy-jwt');
        const { userId, userDirectory } = claimsOf(String(jwt));
        assert.deepEqual([userId, userDirectory], [fuzzSession.user, DIRECTORY]);
        search.addValue('a JWT', String(jwt));
        return;
      }
      case 'ticket': {
        const { ticket } = await post('/api/qlik/ticket/ticket');
        search.addValue('a ticket', String(ticket));
        assert.equal(identities.ownerOf(String(ticket)), fuzzSession.user, 'another user’s ticket');
        return;
      }
      case 'session': {
        const { user } = JSON.parse(await get('/app/session')) as { user?: { id?: string } };
        assert.equal(user?.id, fuzzSession.user);
        return;
      }
      case 'web session': {
        const { hostUser, user } = JSON.parse(await get('/api/qlik/web/session')) as {
          hostUser?: { id?: string };
          user?: { id?: string };
        };
        assert.deepEqual([hostUser?.id, user?.id], [fuzzSession.user, fuzzSession.user]);
        return;
      }
      default: {
        const response = await client.call('/', { headers: { accept: 'text/html' } });
        assert.equal(response.status, 200);
        requireOwnHeaders(response);
      }
    }
  },
});

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
