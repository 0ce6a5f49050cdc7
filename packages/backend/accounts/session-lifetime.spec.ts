import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Session } from 'fastify';
import { MemoryState } from '../state/memory-state.ts';
import { StateSessionStore } from './session-store.ts';

const HOUR_MS = 3_600_000;
const START = 1_000_000;

/** A store whose clock the spec sets. */
function openStore() {
  const clock = { now: START };
  const state = new MemoryState(() => clock.now);
  const store = new StateSessionStore(state, {
    lifetimeMs: 8 * HOUR_MS,
    maxMs: 24 * HOUR_MS,
    now: () => clock.now,
  });
  const save = (id: string, hostSession: object): Promise<void> =>
    new Promise((resolve, reject) => {
      store.set(id, hostSession as Session, (error: unknown) =>
        error instanceof Error ? reject(error) : resolve(),
      );
    });
  return { clock, state, store, save };
}
const ada = { hostUser: { id: 'ada', name: 'Ada' } };

describe('a session in the store', () => {
  it('ends a day after its sign-in, also when it is used', async (t) => {
    const { clock, state, store, save } = openStore();
    t.after(() => state.close());
    for (let hour = 0; hour < 48; hour += 1) {
      clock.now = START + hour * HOUR_MS;
      await save('s', { ...ada, signedInAt: START });
      assert.equal(await store.isAlive('s'), hour < 24, `after ${hour} hours`);
    }
  });

  it('ends eight hours after its last use', async (t) => {
    const { clock, state, store, save } = openStore();
    t.after(() => state.close());
    await save('s', { ...ada, signedInAt: START });
    clock.now += 8 * HOUR_MS - 1;
    assert.equal(await store.isAlive('s'), true);
    clock.now += 1;
    assert.equal(await store.isAlive('s'), false);
  });

  it('without a known start is over', async (t) => {
    const { state, store, save } = openStore();
    t.after(() => state.close());
    await save('s', ada);
    assert.equal(await store.read('s'), null);
  });

  it('does not come back by a request that was under way at the sign-out, ever', async (t) => {
    const { clock, state, store, save } = openStore();
    t.after(() => state.close());
    await save('s', { ...ada, signedInAt: START });
    await store.end('s');
    for (let minute = 0; minute < 60 * 10; minute += 1) {
      clock.now = START + minute * 60_000;
      // The longest request is under way for some minutes.
      if (minute < 10) await save('s', { ...ada, signedInAt: START });
      assert.equal(await store.isAlive('s'), false, `after ${minute} minutes`);
    }
  });
});
