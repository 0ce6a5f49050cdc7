import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { Problem } from '../errors/problem.ts';
import { NO_REDIS, startTestRedis, type TestRedis } from '../testing/test-redis.ts';
import { MemoryState } from './memory-state.ts';
import { RedisState } from './redis-state.ts';
import type { StateStore, LockLimits } from './state-store.ts';

const SECRET = 'a-secret-of-the-spec-with-32-characters';
const OTHER = 'another-secret-of-the-spec-with-32-chars';

/** The contract of every store. */
function contract(open: (limits?: LockLimits) => StateStore): void {
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
        state.withLock('d', async () => {
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

  it('gives up a lock that is not acquired in time, and never runs its work', async () => {
    const state = open({ lockWaitMs: 150 });
    let isDone = false;
    const long = state.withLock('e', () => wait(400, 'long'));
    await wait(20);
    const refused = await state.withLock('e', async () => (isDone = true)).catch((error: unknown) => error);
    assert.ok(refused instanceof Problem && refused.statusCode === 503 && refused.code === 'busy');
    assert.equal(await long, 'long');
    await wait(50);
    assert.equal(isDone, false);
    assert.equal(await state.withLock('e', async () => 'next'), 'next');
  });

  it('releases the lock of work that runs for too long, and keeps its result', async () => {
    const state = open({ maxLockMs: 150 });
    const order: string[] = [];
    const longWork = state.withLock('f', async () => {
      await wait(700);
      order.push('first');
      return 'result';
    });
    await wait(20);
    await state.withLock('f', async () => order.push('second'));
    assert.equal(await longWork, 'result');
    assert.deepEqual(order, ['second', 'first']);
  });

  it('keeps the members of sets apart, once each, until they are removed or over', async () => {
    const state = open();
    await Promise.all(['x', 'y', 'x', 'a.b', ''].map((member) => state.addMember('g', member, 10_000)));
    await state.addMember('h', 'z', 40);
    assert.deepEqual([...(await state.members('g'))].sort(), ['', 'a.b', 'x', 'y']);
    assert.deepEqual(await state.members('h'), ['z']);
    await state.removeMember('g', 'x');
    await state.removeMember('g', 'z');
    assert.deepEqual([...(await state.members('g'))].sort(), ['', 'a.b', 'y']);
    await wait(80);
    assert.deepEqual(await state.members('h'), []);
    assert.deepEqual(await state.members('none'), []);
  });

  it('counts events in the window that the first one opens', async () => {
    const state = open();
    const counts = await Promise.all(Array.from({ length: 20 }, () => state.count('i', 10_000)));
    assert.deepEqual(
      counts.map(({ count }) => count).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    assert.ok(counts.every(({ endsInMs }) => endsInMs > 0 && endsInMs <= 10_000));
    assert.equal((await state.count('j', 40)).count, 1);
    assert.equal((await state.count('j', 40)).count, 2);
    await wait(80);
    assert.equal((await state.count('j', 40)).count, 1);
  });

  it('has a clock that goes forward', async () => {
    const state = open();
    const first = await state.now();
    assert.ok(Math.abs(first - Date.now()) < 5_000, String(first));
    await wait(5);
    assert.ok((await state.now()) > first);
  });

  it('has no problem', async () => {
    assert.equal(await open().problem(), undefined);
  });
}

describe('state in memory', () => {
  const states: MemoryState[] = [];
  after(() => Promise.all(states.map((state) => state.close())));
  const open = (limits?: LockLimits & { readonly maxWindows?: number }): MemoryState => {
    const state = new MemoryState(Date.now, limits);
    states.push(state);
    return state;
  };
  contract(open);

  it('counts for a limited number of keys', async () => {
    const state = open({ maxWindows: 1_000 });
    for (let index = 0; index < 50_000; index += 1) await state.count(`key-${index}`, 60_000);
    assert.equal(state.windowCount, 1_000);
    assert.equal((await state.count('key-49999', 60_000)).count, 2);
  });
});

describe('state in Redis', { skip: NO_REDIS }, () => {
  let redis: TestRedis;
  let raw: Redis;
  const states: RedisState[] = [];
  const warnings: string[] = [];
  const open = (limits: LockLimits = {}, secrets: readonly string[] = [SECRET]): RedisState => {
    const log = { warn: (...parts: unknown[]) => void warnings.push(JSON.stringify(parts)) };
    const state = new RedisState(new Redis(redis.url), { secrets, log, ...limits });
    states.push(state);
    return state;
  };
  before(async () => {
    redis = await startTestRedis();
    raw = new Redis(redis.url);
  });
  after(async () => {
    raw.disconnect();
    await Promise.all(states.map((state) => state.close()));
    await redis.stop();
  });
  contract(open);

  it('is shared between instances, one working at a time', async () => {
    const [first, second] = [open(), open()];
    await first.set('shared', 'text', 10_000);
    assert.equal(await second.get('shared'), 'text');
    let running = 0;
    const work = async (): Promise<void> => {
      assert.equal((running += 1), 1);
      await wait(20);
      running -= 1;
    };
    await Promise.all([first, second, first, second].map((state) => state.withLock('turn', work)));
    await first.addMember('set', 'member', 10_000);
    assert.deepEqual(await second.members('set'), ['member']);
    assert.equal((await first.count('both', 10_000)).count, 1);
    assert.equal((await second.count('both', 10_000)).count, 2);
  });

  it('is unreadable in Redis itself and with another secret', async () => {
    await open().set('token', 'very-secret-refresh-token', 10_000);
    const keys = await raw.keys('*token*');
    assert.equal(keys.length, 1);
    assert.ok(!(await raw.get(keys[0] ?? ''))?.includes('very-secret'));
    assert.equal(await open({}, [OTHER]).get('token'), undefined);
  });

  it('stays readable while its secret is replaced, in each of the three steps', async () => {
    const steps = [[SECRET], [SECRET, OTHER], [OTHER, SECRET], [OTHER]].map((secrets) => open({}, secrets));
    for (const [index, writer] of steps.entries()) {
      await writer.set(`rotation-${index}`, `value-${index}`, 10_000);
      await writer.addMember(`rotation-set-${index}`, 'member', 10_000);
      // Copies of two neighboring steps run side by side.
      for (const reader of steps.slice(Math.max(0, index - 1), index + 2)) {
        assert.equal(await reader.get(`rotation-${index}`), `value-${index}`);
        assert.deepEqual(await reader.members(`rotation-set-${index}`), ['member']);
      }
    }
    const [oldest, , newer, newest] = steps;
    assert.equal(await newest?.get('rotation-0'), undefined);
    assert.deepEqual(await newest?.members('rotation-set-0'), []);
    await newer?.removeMember('rotation-set-0', 'member');
    assert.deepEqual(await oldest?.members('rotation-set-0'), []);
  });

  for (const kind of ['session', 'token', 'cookies', 'web-sign-in', 'sign-in', 'ended']) {
    it(`takes a value of another ${kind} for none, and reports it without the value`, async () => {
      const state = open();
      await state.set(`${kind}:ada`, 'value-of-ada', 10_000);
      await state.set(`${kind}:grace`, 'value-of-grace', 10_000);
      const [ada, grace] = [`ngx-qlik:${kind}:ada`, `ngx-qlik:${kind}:grace`];
      const values = await raw.mget(ada, grace);
      await raw.mset(ada, values[1] ?? '', grace, values[0] ?? '');
      warnings.length = 0;
      assert.equal(await state.get(`${kind}:ada`), undefined);
      assert.equal(await state.take(`${kind}:grace`), undefined);
      assert.equal(warnings.length, 2);
      assert.match(warnings.join(), /another key/);
      assert.doesNotMatch(warnings.join(), /value-of|ada|grace/);
      await raw.set(ada, values[0] ?? '');
      assert.equal(await state.get(`${kind}:ada`), 'value-of-ada', 'where it belongs it is good');
    });
  }

  it('takes members of another set, and made up ones, for none', async () => {
    const state = open();
    await state.addMember('sessions:ada', 'one', 10_000);
    await raw.sunionstore('ngx-qlik:sessions:grace', 'ngx-qlik:sessions:ada');
    await raw.sadd('ngx-qlik:sessions:grace', 'forged', '.forged', 'x.forged', '');
    warnings.length = 0;
    assert.deepEqual(await state.members('sessions:grace'), []);
    assert.equal(warnings.length, 5);
    assert.deepEqual(await state.members('sessions:ada'), ['one']);
  });

  it('treats a foreign value as absent', async () => {
    const state = open();
    for (const junk of ['', 'text', 'a.b.c.d.e', 'eyJhbGciOiJkaXIifQ....', '\u0000'.repeat(100)]) {
      await raw.set('ngx-qlik:junk', junk);
      assert.equal(await state.get('junk'), undefined);
    }
  });

  it(
    'keeps the result and the error of work when its lock cannot be released',
    { timeout: 30_000 },
    async () => {
      const state = open();
      const lose = async (): Promise<void> => {
        await raw.config('SET', 'min-replicas-to-write', 1);
      };
      try {
        assert.equal(await state.withLock('lost-1', () => lose().then(() => 'result')), 'result');
        await raw.config('SET', 'min-replicas-to-write', 0);
        await assert.rejects(
          state.withLock('lost-2', async () => {
            await lose();
            throw new Error('of the work');
          }),
          /of the work/,
        );
      } finally {
        await raw.config('SET', 'min-replicas-to-write', 0);
      }
    },
  );

  it('renews a lock while its work runs', { timeout: 30_000 }, async () => {
    const [first, second] = [open({ maxLockMs: 60_000 }), open({ lockWaitMs: 500 })];
    const longWork = first.withLock('renewed', () => wait(5_000, 'held'));
    await wait(4_500);
    const left = await raw.pttl('ngx-qlik:turn:renewed');
    assert.ok(left > 6_000, `${left} ms are left`);
    const refused = await second.withLock('renewed', async () => 'other').catch((error: unknown) => error);
    assert.ok(refused instanceof Problem && refused.code === 'busy');
    assert.equal(await longWork, 'held');
  });
});
