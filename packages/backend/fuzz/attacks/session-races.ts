import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { defineAttack, pageHeaders, requirePrivate } from '../attack.ts';
import { BENIGN, relayPath } from '../connections.ts';
import { type FuzzSession, signIn, signInAtQlik, SignInRefused } from '../fuzz-session.ts';
import type { FuzzTarget } from '../target.ts';
import { openRelayed } from './sockets.ts';
import { requireOwn } from './own-responses.ts';

const CLOSE_LIMIT_MS = 5_000;

/** Signs out, or signs another user in, in the middle of calls and handshakes of the session. */
export const sessionRaces = defineAttack({
  name: 'session races',
  weight: 3,
  inputs: fc.record({
    user: fc.constantFrom('ada', 'grace', 'edgar', 'dora'),
    next: fc.constantFrom('ada', 'grace', 'edgar', undefined),
    connections: fc.array(fc.constantFrom(...BENIGN), { minLength: 1, maxLength: 8 }),
    sockets: fc.array(fc.constantFrom('key', 'header', 'certificate'), { maxLength: 3 }),
    afterMs: fc.nat({ max: 40 }),
    everywhere: fc.boolean(),
    isAtQlik: fc.boolean(),
  }),
  run: async (target, { user, next, connections, sockets, afterMs, everywhere, isAtQlik }) => {
    const { client, nonces } = target;
    const fuzzSession = await signIn(target, user);
    // All of dora's sessions may end at any moment.
    if (isAtQlik && user !== 'dora') await signInAtQlik(target, fuzzSession, 'web');
    const call = async (
      connection: string,
      { as, isOver }: { as: FuzzSession; isOver: boolean },
    ): Promise<void> => {
      const nonce = nonces.create({ user: as.user, connection, mayArrive: !isOver });
      const response = await client.call(relayPath(connection, nonce), { headers: pageHeaders(target, as) });
      if (response.status > 0) requirePrivate(response);
      if (isOver)
        assert.equal(response.status, 401, `the old session still answers: ${response.text.slice(0, 200)}`);
      else if (response.status === 200) requireOwn(response, { nonce, user: as.user, connection });
      else assert.equal(response.status, 401, response.text.slice(0, 300));
    };
    const open = sockets.map(async (connection) => {
      const nonce = nonces.create({ user, connection, mayArrive: true });
      return openRelayed(client, fuzzSession, `/qlik/${connection}/app/n${nonce}`);
    });
    const calls = connections.map((connection) => call(connection, { as: fuzzSession, isOver: false }));
    // Waits for all started calls, also after failures.
    const begun = Promise.allSettled([...calls, ...open]);
    await delay(afterMs);
    // Ends all of the user's sessions, those of the run too: so only for dora.
    const body = everywhere && user === 'dora' ? '{"everywhere":true}' : '{}';
    const after = next === undefined ? undefined : await switchUser(target, fuzzSession, next);
    if (after === undefined) {
      const { status } = await client.call('/app/sign-out', {
        method: 'POST',
        headers: { ...pageHeaders(target, fuzzSession), 'content-type': 'application/json' },
        body,
      });
      assert.equal(status, 204);
    }
    await Promise.all(connections.map((connection) => call(connection, { as: fuzzSession, isOver: true })));
    if (after !== undefined) {
      await Promise.all(connections.map((connection) => call(connection, { as: after, isOver: false })));
    }
    const results = await begun;
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    for (const opening of open) {
      const socket = await opening;
      if (typeof socket === 'number') continue;
      socket.resume();
      for (let waited = 0; waited < CLOSE_LIMIT_MS && socket.readyState !== socket.CLOSED; waited += 20)
        await delay(20);
      const isClosed = socket.readyState === socket.CLOSED;
      socket.terminate();
      assert.ok(isClosed, 'a WebSocket outlives its session');
    }
    if (after === undefined) return;
    await client.call('/app/sign-out', { method: 'POST', headers: pageHeaders(target, after) });
  },
});

/** @returns undefined when the user has signed in too often in this minute, which is a limit, not a defect */
async function switchUser(
  target: FuzzTarget,
  { cookie }: FuzzSession,
  next: string,
): Promise<FuzzSession | undefined> {
  try {
    return await signIn(target, next, cookie);
  } catch (error) {
    if (error instanceof SignInRefused && error.status === 429) return undefined;
    throw error;
  }
}
