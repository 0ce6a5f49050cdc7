import assert from 'node:assert/strict';
import fc from 'fast-check';
import { anySession, defineAttack, pageHeaders, requireProblem, sessionOf } from '../attack.ts';
import { GUARDED, relayPath } from '../connections.ts';
import type { FuzzTarget } from '../target.ts';
import { openRelayed } from './sockets.ts';

let turn: Promise<unknown> = Promise.resolve();

/** A server with a foreign certificate in Qlik's place: the backend sends it nothing. */
export const impostorServers = defineAttack({
  name: 'impostor servers',
  weight: 1,
  inputs: fc.record({
    who: anySession,
    certificate: fc.constantFrom('wrong authority', 'self-signed', 'expired', 'not yet valid', 'wrong name'),
    connections: fc.array(fc.constantFrom(...GUARDED), { minLength: 1, maxLength: 6 }),
    isSocket: fc.boolean(),
  }),
  run: (target, input) => {
    // There is one such server: one attack at a time.
    const own = turn.then(() => attack(target, input));
    turn = own.catch(() => undefined);
    return own;
  },
});

interface Input {
  readonly who: number;
  readonly certificate: keyof FuzzTarget['impostors']['impostors'];
  readonly connections: readonly (typeof GUARDED)[number][];
  readonly isSocket: boolean;
}

async function attack(target: FuzzTarget, { who, certificate, connections, isSocket }: Input): Promise<void> {
  const { impostor, impostors, client, nonces } = target;
  const fuzzSession = sessionOf(target, who);
  const headers = { ...pageHeaders(target, fuzzSession), 'content-type': 'application/json' };
  impostor.present(impostors.impostors[certificate]);
  impostor.seen.length = 0;
  try {
    await Promise.all(
      connections.map(async (connection) => {
        const isCredential = connection === 'i-impersonated' || connection === 'i-ticket';
        const nonce = nonces.create({ user: fuzzSession.user, connection });
        if (isSocket && !isCredential) {
          assert.equal(await openRelayed(client, fuzzSession, `/qlik/${connection}/app/n${nonce}`), 502);
          return;
        }
        const response = isCredential
          ? await client.call(
              `/api/qlik/${connection}/${connection === 'i-ticket' ? 'ticket' : 'access-token'}`,
              { method: 'POST', headers, body: '{}' },
            )
          : await client.call(relayPath(connection, nonce), { headers });
        assert.equal(response.status, 502, response.text.slice(0, 300));
        requireProblem(response.text);
      }),
    );
    assert.deepEqual(impostor.seen, [], 'the impostor was sent a request');
  } finally {
    impostor.present(impostors.genuine);
  }
}
