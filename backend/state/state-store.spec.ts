import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { HAS_REDIS, startTrialRedis, type TrialRedis } from '../trial/trial-redis.ts';
import { MemoryState } from './memory-state.ts';
import { RedisState } from './redis-state.ts';
import type { StateStore } from './state-store.ts';

const NO_REDIS = HAS_REDIS ? false : 'redis-server is not installed (Debian: apt-get install redis-server)';
const SECRET = 'a-secret-of-the-spec-with-32-characters';

/** What holds for every store. */
function contract(open: () => StateStore): void {
  it('gives back what was set, until it is deleted or over', async () => {
    const state = open();
    await state.set('a', 'text', 10_000);
    assert.equal(await state.get('a'), 'text');
    await state.delete('a');
    assert.equal(await state.get('a'), undefined);
    await state.set('b', 'short', 40);
    assert.equal(await state.get('b'), 'short');
    await wait(80);
    assert.equal(await state.get('b'), undefined);
  });

  it('lets one of many take', async () => {
    const state = open();
    await state.set('c', 'once', 10_000);
    const taken = await Promise.all(Array.from({ length: 10 }, () => state.take('c')));
    assert.deepEqual(
      taken.filter((value) => value !== undefined),
      ['once'],
    );
  });

  it('does work under one key one after another, whether it succeeds or not', async () => {
    const state = open();
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        state.exclusively('d', async () => {
          running += 1;
          most = Math.max(most, running);
          await wait(5);
          running -= 1;
          if (index % 2 === 1) throw new Error('fails');
        }),
      ),
    );
    assert.equal(most, 1);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 4);
  });
}

describe('state in memory', () => {
  const state = new MemoryState();
  after(() => state.close());
  contract(() => state);
});

describe('state in Redis', { skip: NO_REDIS }, () => {
  let redis: TrialRedis;
  let first: RedisState;
  let second: RedisState;
  let raw: Redis;
  before(async () => {
    redis = await startTrialRedis();
    raw = new Redis(redis.url);
    first = new RedisState(new Redis(redis.url), SECRET);
    second = new RedisState(new Redis(redis.url), SECRET);
  });
  after(async () => {
    raw.disconnect();
    await first.close();
    await second.close();
    await redis.stop();
  });
  let count = 0;
  // Two copies take turns, so that whatever holds holds between them.
  contract(() => (count++ % 2 === 0 ? first : second));

  it('is shared between copies, one working at a time', async () => {
    await first.set('shared', 'text', 10_000);
    assert.equal(await second.get('shared'), 'text');
    let running = 0;
    const work = async (): Promise<void> => {
      assert.equal((running += 1), 1);
      await wait(20);
      running -= 1;
    };
    await Promise.all([first, second, first, second].map((state) => state.exclusively('turn', work)));
  });

  it('is unreadable in Redis itself and with another secret', async () => {
    await first.set('token', 'very-secret-refresh-token', 10_000);
    const keys = await raw.keys('*token*');
    assert.equal(keys.length, 1);
    assert.ok(!(await raw.get(keys[0] ?? ''))?.includes('very-secret'));
    const other = new RedisState(new Redis(redis.url), 'another-secret-of-the-spec-with-32-chars');
    assert.equal(await other.get('token'), undefined);
    await other.close();
  });
});
