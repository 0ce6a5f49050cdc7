import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  createRedisTls,
  type RedisTls,
  startRedisCluster,
  startRedisSentinel,
} from '../testing/redis-groups.ts';
import { freePort, NO_REDIS, startTestRedis } from '../testing/test-redis.ts';
import { connectRedis } from './redis-connection.ts';
import { RedisState } from './redis-state.ts';

const PASSWORD = 'p@ss/word:0123456789';
const WRITTEN = encodeURIComponent(PASSWORD);
const WAIT_MS = 15_000;

describe('a connection to Redis', { skip: NO_REDIS, timeout: 120_000 }, () => {
  let tls: RedisTls;
  const states: RedisState[] = [];
  const log: unknown[] = [];
  before(async () => {
    tls = await createRedisTls();
  });
  after(async () => {
    await Promise.all(states.map((state) => state.close()));
    tls.remove();
    assert.ok(!inspect(log, { depth: 10, showHidden: true }).includes(PASSWORD));
  });
  const open = (url: string, ca?: string): RedisState => {
    const note = (...parts: unknown[]): void => void log.push(...parts);
    const redis = connectRedis(url, { ca, log: { error: note } });
    const state = new RedisState(redis, { secrets: ['s'.repeat(32)], log: { warn: note } });
    states.push(state);
    return state;
  };
  const works = async (state: RedisState): Promise<void> => {
    // Many keys, so that each node of a cluster has some.
    for (let index = 0; index < 20; index += 1) await state.set(`key-${index}`, `value-${index}`, 60_000);
    for (let index = 0; index < 20; index += 1)
      assert.equal(await state.get(`key-${index}`), `value-${index}`);
    assert.equal(await state.take('key-0'), 'value-0');
    await state.delete('key-1');
    await state.addMember('set', 'member', 60_000);
    assert.deepEqual(await state.members('set'), ['member']);
    await state.removeMember('set', 'member');
    assert.equal((await state.count(`counted-${Math.random()}`, 60_000)).count, 1);
    assert.equal(await state.withLock('turn', async () => 'done'), 'done');
    assert.equal(await state.problem(), undefined);
  };
  const waitForReconnect = async (state: RedisState): Promise<void> => {
    const until = Date.now() + WAIT_MS;
    while ((await state.problem()) !== undefined) {
      assert.ok(Date.now() < until, 'it reconnects');
      await wait(100);
    }
    await works(state);
  };

  it('goes to one Redis, with password and database, and back to it after a restart', async () => {
    const redis = await startTestRedis(['--requirepass', PASSWORD]);
    try {
      const state = open(`redis://:${WRITTEN}@127.0.0.1:${redis.port}/3`);
      await works(state);
      await redis.restart();
      await waitForReconnect(state);
    } finally {
      await redis.stop();
    }
  });

  it('goes to one Redis by TLS, and verifies its certificate and its name in any environment', async () => {
    const port = await freePort();
    // The later `--port 0` wins.
    const redis = await startTestRedis([...tls.args(port), '--requirepass', PASSWORD]);
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    try {
      const url = `rediss://:${WRITTEN}@localhost:${port}`;
      await works(open(url, tls.ca));
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      for (const refused of [
        open(url, readFileSync(tls.otherCaFile, 'utf8')),
        open(url),
        open(url.replace('localhost', '127.0.0.1'), tls.ca),
      ]) {
        await assert.rejects(refused.get('key-2'), { code: 'state-unavailable' });
        assert.notEqual(await refused.problem(), undefined);
      }
      assert.match(inspect(log), /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET/);
      assert.match(inspect(log), /ERR_TLS_CERT_ALTNAME_INVALID/);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      await redis.stop();
    }
  });

  it('is tested with groups that leave no process behind when one of them does not start', async () => {
    const ports: number[] = [];
    const args = (port: number): readonly string[] =>
      ports.push(port) === 2 ? ['--port', 'none'] : tls.args(port);
    await assert.rejects(startRedisCluster({ tls: { ...tls, args } }), /Redis ended/);
    assert.equal(ports.length, 3);
    for (const port of ports) await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'));
  });

  for (const scheme of ['redis', 'rediss']) {
    it(`goes to a cluster (${scheme})`, async () => {
      const isTls = scheme === 'rediss';
      const cluster = await startRedisCluster({ password: PASSWORD, ...(isTls ? { tls } : {}) });
      try {
        const hosts = cluster.ports.slice(0, 2).map((port) => `localhost:${port}`);
        const url = `${scheme}-cluster://:${WRITTEN}@${hosts.join(',')}`;
        await works(open(url, isTls ? tls.ca : undefined));
        if (isTls) await assert.rejects(open(url).get('key-2'), { code: 'state-unavailable' });
      } finally {
        await cluster.close();
      }
    });

    it(`goes to the master that Sentinels know, and to the next one after a failover (${scheme})`, async () => {
      const isTls = scheme === 'rediss';
      const group = await startRedisSentinel({ password: PASSWORD, ...(isTls ? { tls } : {}) });
      try {
        const none = await freePort();
        const hosts = `localhost:${none},localhost:${group.ports[0] ?? 0}`;
        const url = `${scheme}-sentinel://:${WRITTEN}@${hosts}/${group.masterName}`;
        const state = open(url, isTls ? tls.ca : undefined);
        await waitForReconnect(state);
        await state.set('before', 'value', 60_000);
        if (isTls) await assert.rejects(open(url).get('before'), { code: 'state-unavailable' });
        await group.failOver();
        await waitForReconnect(state);
        assert.equal(await state.get('before'), 'value');
      } finally {
        await group.close();
      }
    });
  }
});
