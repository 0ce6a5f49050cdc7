import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { compactDecrypt, CompactEncrypt, errors } from 'jose';
import { Problem } from '../errors/problem.ts';
import { type StateStore, TURN_LIMIT_MS } from './state-store.ts';

const PREFIX = 'ngx-qlik:';
const ASK_AGAIN_MS = 25;
/** Releases a turn only when it is still ours: one that took too long may have passed on. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
const COUNT = `local n = redis.call('incr', KEYS[1]) if n == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end return {n, redis.call('pttl', KEYS[1])}`;
const ADD_MEMBER = `redis.call('sadd', KEYS[1], ARGV[1]) return redis.call('pexpire', KEYS[1], ARGV[2])`;

/** State in Redis, for several copies behind one address. Values are encrypted, as refresh tokens are among them. */
export class RedisState implements StateStore {
  readonly #redis: Redis;
  readonly #key: Uint8Array;

  /** @param secret the same for all copies */
  constructor(redis: Redis, secret: string) {
    this.#redis = redis;
    this.#key = createHash('sha256').update(`state/${secret}`).digest();
  }

  async get(key: string): Promise<string | undefined> {
    return this.#open(await this.#redis.get(PREFIX + key));
  }

  async set(key: string, value: string, lifetimeMs: number): Promise<void> {
    const sealed = await new CompactEncrypt(new TextEncoder().encode(value))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.#key);
    await this.#redis.set(PREFIX + key, sealed, 'PX', Math.max(1, Math.ceil(lifetimeMs)));
  }

  async delete(key: string): Promise<void> {
    await this.#redis.del(PREFIX + key);
  }

  async take(key: string): Promise<string | undefined> {
    return this.#open(await this.#redis.getdel(PREFIX + key));
  }

  async exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = `${PREFIX}turn:${key}`;
    const owner = randomUUID();
    const until = Date.now() + TURN_LIMIT_MS;
    while ((await this.#redis.set(turn, owner, 'PX', TURN_LIMIT_MS, 'NX')) === null) {
      if (Date.now() > until) {
        throw new Problem(503, 'busy', 'Another request for the same takes too long.', {
          remedy: 'Try again in a moment.',
        });
      }
      await wait(ASK_AGAIN_MS);
    }
    try {
      return await work();
    } finally {
      await this.#redis.eval(RELEASE, 1, turn, owner);
    }
  }

  async addMember(set: string, member: string, lifetimeMs: number): Promise<void> {
    await this.#redis.eval(ADD_MEMBER, 1, PREFIX + set, member, Math.max(1, Math.ceil(lifetimeMs)));
  }

  async removeMember(set: string, member: string): Promise<void> {
    await this.#redis.srem(PREFIX + set, member);
  }

  async members(set: string): Promise<readonly string[]> {
    return this.#redis.smembers(PREFIX + set);
  }

  async count(key: string, windowMs: number): Promise<{ readonly count: number; readonly endsInMs: number }> {
    const [count, endsInMs] = (await this.#redis.eval(COUNT, 1, PREFIX + key, windowMs)) as [number, number];
    return { count, endsInMs };
  }

  async problem(): Promise<string | undefined> {
    try {
      await this.#redis.ping();
      return undefined;
    } catch {
      // Its address may have a password in it; that it cannot be reached says enough.
      return 'Redis cannot be reached.';
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #open(sealed: string | null): Promise<string | undefined> {
    if (sealed === null) return undefined;
    try {
      return new TextDecoder().decode((await compactDecrypt(sealed, this.#key)).plaintext);
    } catch (error) {
      // Written under another SESSION_SECRET: as good as forgotten.
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
