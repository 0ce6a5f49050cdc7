import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { HOSTILE_KINDS, openHostile } from '../../testing/hostile-connections.ts';
import { anySession, defineAttack, sessionOf } from '../attack.ts';

/** Many stalled connections at once. */
export const stalledConnections = defineAttack({
  name: 'stalled connections',
  weight: 3,
  inputs: fc.record({
    who: anySession,
    kinds: fc.array(fc.constantFrom(...HOSTILE_KINDS), { minLength: 1, maxLength: 12 }),
    stallMs: fc.nat({ max: 4_000 }),
  }),
  run: async (target, { who, kinds, stallMs }) => {
    const { client, nonces } = target;
    const { user, cookie } = sessionOf(target, who);
    const sockets = await Promise.all(
      kinds.map(async (kind) => {
        const nonce = nonces.create({ user, connection: 'key', mayArrive: true });
        const socketPath = `/qlik/key/app/n${nonce}`;
        return client.keep(
          await openHostile(kind, { port: client.port, origin: client.origin, cookie, socketPath }),
        );
      }),
    );
    await delay(stallMs);
    for (const socket of sockets) socket.destroy();
  },
});
