import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Problem } from '../errors/problem.ts';
import { type FailingRedis, REDIS_PASSWORD, startFailingRedis } from '../testing/redis-faults.ts';
import { NO_REDIS } from '../testing/test-redis.ts';
import { connectRedis } from './redis-connection.ts';
import { RedisState } from './redis-state.ts';
import type { StateStore } from './state-store.ts';

const LIMIT_MS = 10_000;

/** Each method of {@link StateStore} that reaches the store, with whether reading is all that it does. */
const METHODS: Readonly<Record<string, { isRead?: true; call: (state: StateStore) => Promise<unknown> }>> = {
  get: { isRead: true, call: (state) => state.get('kept') },
  set: { call: (state) => state.set('a', 'b', 1_000) },
  delete: { call: (state) => state.delete('a') },
  take: { call: (state) => state.take('a') },
  exclusively: {
    call: (state) => state.withLock('a', () => Promise.reject(new Error('this work must not begin'))),
  },
  addMember: { call: (state) => state.addMember('set', 'member', 1_000) },
  removeMember: { call: (state) => state.removeMember('set', 'member') },
  members: { isRead: true, call: (state) => state.members('kept-set') },
  count: { call: (state) => state.count('counted', 1_000) },
};

describe('a Redis that fails', { skip: NO_REDIS, timeout: 120_000 }, () => {
  let redis: FailingRedis;
  let state: RedisState;
  const log: unknown[] = [];
  before(async () => {
    redis = await startFailingRedis();
    const note = (...parts: unknown[]): void => void log.push(...parts);
    const connection = connectRedis(redis.url, { ca: undefined, log: { error: note } });
    state = new RedisState(connection, { secrets: ['s'.repeat(32)], log: { warn: note } });
    await state.set('kept', 'value', 600_000);
    await state.addMember('kept-set', 'member', 600_000);
  });
  after(async () => {
    await state.close();
    await redis.close();
  });

  for (const name of [
    'a read-only replica',
    'a user who may not write',
    'too few replicas',
    'a user who may do nothing',
    'another password',
    'a process that hangs',
    'a connection without replies',
    'a server that accepts and sends nothing',
    'a server that hangs up at once',
  ]) {
    it(`answers each method with the same problem, in time: ${name}`, async () => {
      const fault = redis.faults[name];
      assert.ok(fault !== undefined);
      log.length = 0;
      await fault.begin();
      try {
        for (const [method, { isRead, call }] of Object.entries(METHODS)) {
          const from = Date.now();
          const result = await call(state).catch((error: unknown) => error);
          assert.ok(Date.now() - from < LIMIT_MS, `${method} took ${Date.now() - from} ms`);
          if (isRead && fault.canRead) {
            assert.ok(!(result instanceof Error), method);
            continue;
          }
          assert.ok(result instanceof Problem, `${method}: ${inspect(result)}`);
          assert.equal(result.statusCode, 503);
          assert.equal(result.code, 'state-unavailable');
          assert.ok(
            result.options.remedy !== undefined && Number(result.options.headers?.['retry-after']) > 0,
          );
          assert.doesNotMatch(
            inspect(result),
            /READONLY|NOREPLICAS|NOPERM|WRONGPASS|NOAUTH|127\.0\.0\.1|ECONN/,
          );
        }
        const from = Date.now();
        assert.match((await state.problem()) ?? '', /^Redis cannot be reached or written to\.$/);
        assert.ok(Date.now() - from < LIMIT_MS);
        assert.ok(log.length > 0, 'the failures are in the log');
        assert.ok(!inspect(log, { depth: 10, showHidden: true }).includes(REDIS_PASSWORD));
      } finally {
        await fault.end();
      }
      const until = Date.now() + 15_000;
      while ((await state.problem()) !== undefined) {
        assert.ok(Date.now() < until, 'it reconnects');
        await wait(100);
      }
      assert.equal(await state.get('kept'), 'value');
      assert.deepEqual(await state.members('kept-set'), ['member']);
      assert.equal(await state.withLock('after', async () => 'done'), 'done');
    });
  }
});
