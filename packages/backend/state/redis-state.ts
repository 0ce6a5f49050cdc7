import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Cluster, Redis } from 'ioredis';
import { describeRedisFailure } from './redis-failure.ts';
import { SealedValues } from './sealed-values.ts';
import { stateUnavailable, lockTimedOut } from './state-problems.ts';
import { MAX_LOCK_MS, type StateStore, LOCK_WAIT_MS, type LockLimits } from './state-store.ts';
import { within } from './within.ts';

const PREFIX = 'ngx-qlik:';
/** One operation, with the wait for a connection. */
const OPERATION_LIMIT_MS = 3_000;
const HEALTH_LIMIT_MS = 2_000;
const HEALTH_LIFETIME_MS = 10_000;
/** After this long without a connection, operations fail at once. */
const RECONNECT_GRACE_MS = 2_000;
const FIRST_ASK_AGAIN_MS = 25;
const LAST_ASK_AGAIN_MS = 200;
/** A lock is leased for this long and renewed while the work runs: when its owner ends, others wait no longer. */
const LEASE_MS = 10_000;
/** These scripts change a lock only for its current owner. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const COUNT = `local n = redis.call('incr', KEYS[1]) if redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) end return {n, redis.call('pttl', KEYS[1])}`;
const NOW = `return redis.call('time')`;
const ADD_MEMBER = `redis.call('sadd', KEYS[1], ARGV[1]) return redis.call('pexpire', KEYS[1], ARGV[2])`;

interface RedisStateOptions extends LockLimits {
  /** The first encrypts, all decrypt; the same for all instances. */
  readonly secrets: readonly string[];
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
}

/** State in Redis, for several instances behind one address. Values are encrypted, as refresh tokens are among them. */
export class RedisState implements StateStore {
  readonly #redis: Redis | Cluster;
  readonly #values: SealedValues;
  readonly #log: RedisStateOptions['log'];
  readonly #lockWaitMs: number;
  readonly #maxLockMs: number;
  readonly #leaseMs: number;
  readonly #healthKey = `${PREFIX}health:${randomUUID()}`;
  #awaySince: number | undefined = Date.now();
  #connecting: Promise<void> | undefined;

  constructor(redis: Redis | Cluster, { secrets, log, lockWaitMs, maxLockMs }: RedisStateOptions) {
    this.#redis = redis;
    this.#values = new SealedValues(secrets);
    this.#log = log;
    this.#lockWaitMs = lockWaitMs ?? LOCK_WAIT_MS;
    this.#maxLockMs = maxLockMs ?? MAX_LOCK_MS;
    this.#leaseMs = wholeMs(Math.min(LEASE_MS, this.#maxLockMs));
    redis.on('ready', () => (this.#awaySince = undefined));
    redis.on('close', () => (this.#awaySince ??= Date.now()));
  }

  async get(key: string): Promise<string | undefined> {
    return this.#open(key, await this.#run('get', () => this.#redis.get(PREFIX + key)));
  }

  async set(key: string, value: string, lifetimeMs: number): Promise<void> {
    const sealed = await this.#values.seal(key, value);
    await this.#run('set', () => this.#redis.set(PREFIX + key, sealed, 'PX', wholeMs(lifetimeMs)));
  }

  async delete(key: string): Promise<void> {
    await this.#run('delete', () => this.#redis.del(PREFIX + key));
  }

  async take(key: string): Promise<string | undefined> {
    return this.#open(key, await this.#run('take', () => this.#redis.getdel(PREFIX + key)));
  }

  async withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lock = `${PREFIX}turn:${key}`;
    const owner = randomUUID();
    await this.#acquireLock(lock, owner);
    const stopRenewing = this.#renewLock(lock, owner);
    try {
      return await work();
    } finally {
      stopRenewing();
      // The result of the work counts; an unreleased lock expires.
      await this.#run('release', () => this.#redis.eval(RELEASE, 1, lock, owner)).catch(() => undefined);
    }
  }

  async addMember(set: string, member: string, lifetimeMs: number): Promise<void> {
    const [form] = this.#values.memberForms(set, member);
    await this.#run('addMember', () =>
      this.#redis.eval(ADD_MEMBER, 1, PREFIX + set, form, wholeMs(lifetimeMs)),
    );
  }

  async removeMember(set: string, member: string): Promise<void> {
    const forms = this.#values.memberForms(set, member);
    await this.#run('removeMember', () => this.#redis.srem(PREFIX + set, ...forms));
  }

  async members(set: string): Promise<readonly string[]> {
    const forms = await this.#run('members', () => this.#redis.smembers(PREFIX + set));
    const members = new Set<string>();
    for (const form of forms) {
      const member = this.#values.openMember(set, form);
      if (member === undefined) this.#log.warn('a member of a set in Redis was not written for that set');
      else members.add(member);
    }
    return [...members];
  }

  async count(key: string, windowMs: number): Promise<{ readonly count: number; readonly endsInMs: number }> {
    const response = await this.#run('count', () =>
      this.#redis.eval(COUNT, 1, PREFIX + key, wholeMs(windowMs)),
    );
    const [count, endsInMs] = response as [number, number];
    return { count, endsInMs };
  }

  async now(): Promise<number> {
    // With a key, so that it is the clock of the same node of a cluster.
    const response = await this.#run('now', () => this.#redis.eval(NOW, 1, `${PREFIX}clock`));
    const [seconds, microseconds] = response as [string, string];
    return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
  }

  async problem(): Promise<string | undefined> {
    try {
      // A write: reads also work with a Redis that cannot write.
      await this.#run(
        'health',
        () => this.#redis.set(this.#healthKey, '1', 'PX', HEALTH_LIFETIME_MS),
        HEALTH_LIMIT_MS,
      );
      return undefined;
    } catch {
      // Logged already; its address and text are not public.
      return 'Redis cannot be reached or written to.';
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** Runs a command; a failure of Redis becomes a {@link Problem}, and its log entry has neither values nor passwords. */
  async #run<T>(name: string, command: () => Promise<T>, limitMs = OPERATION_LIMIT_MS): Promise<T> {
    try {
      return await within(limitMs, async () => {
        await this.#connected();
        return command();
      });
    } catch (error) {
      this.#log.warn({ operation: name, failure: describeRedisFailure(error) }, 'Redis failed');
      throw stateUnavailable();
    }
  }

  /** Waits for a connection that is being established. ioredis's own queue is not used: it would send timed-out commands later. */
  async #connected(): Promise<void> {
    if (this.#redis.status === 'ready') return;
    const limitMs = (this.#awaySince ?? Date.now()) + RECONNECT_GRACE_MS - Date.now();
    if (limitMs <= 0) throw new NotConnectedError();
    this.#connecting ??= this.#nextReady(limitMs).finally(() => (this.#connecting = undefined));
    await this.#connecting;
  }

  #nextReady(limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const onReady = (): void => {
        clearTimeout(limit);
        resolve();
      };
      const limit = setTimeout(() => {
        this.#redis.off('ready', onReady);
        reject(new NotConnectedError());
      }, limitMs);
      this.#redis.once('ready', onReady);
    });
  }

  async #acquireLock(lock: string, owner: string): Promise<void> {
    const until = Date.now() + this.#lockWaitMs;
    const ask = (): Promise<'OK' | null> =>
      this.#run('turn', () => this.#redis.set(lock, owner, 'PX', this.#leaseMs, 'NX'));
    for (
      let pause = FIRST_ASK_AGAIN_MS;
      (await ask()) === null;
      pause = Math.min(pause * 2, LAST_ASK_AGAIN_MS)
    ) {
      if (Date.now() + pause > until) throw lockTimedOut();
      await wait(pause);
    }
  }

  /** @returns stops the renewal */
  #renewLock(lock: string, owner: string): () => void {
    const releaseAt = Date.now() + this.#maxLockMs;
    const leaseMs = this.#leaseMs;
    const endLease = (): void => {
      clearInterval(timer);
      this.#log.warn('work under an exclusive key goes on after its turn has ended');
    };
    const renew = async (): Promise<void> => {
      const left = Math.min(leaseMs, releaseAt - Date.now());
      if (left <= 0) return endLease();
      try {
        const isOwner = await this.#run('renew', () =>
          this.#redis.eval(RENEW, 1, lock, owner, wholeMs(left)),
        );
        if (isOwner === 0) endLease();
      } catch {
        // Logged; retried as long as the work runs.
      }
    };
    const timer = setInterval(() => void renew(), leaseMs / 3);
    return () => clearInterval(timer);
  }

  async #open(key: string, sealed: string | null): Promise<string | undefined> {
    if (sealed === null) return undefined;
    const opened = await this.#values.open(key, sealed);
    if (opened.kind === 'value') return opened.value;
    // Treated as absent. Keys contain session ids, so only the part before the colon is logged.
    const text =
      opened.kind === 'moved'
        ? 'a value in Redis was written for another key'
        : 'a value in Redis was written under no known session secret';
    this.#log.warn({ kind: key.split(':', 1)[0] }, text);
    return undefined;
  }
}

class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}

/** Redis accepts no fractions and no zero. */
function wholeMs(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds));
}
