import type { FastifyBaseLogger } from 'fastify';
import { Cluster, Redis } from 'ioredis';
import { describeRedisFailure } from './redis-failure.ts';
import { readRedisUrl, type RedisTarget } from './redis-url.ts';

const CONNECT_LIMIT_MS = 2_000;
const COMMAND_LIMIT_MS = 2_000;
/** A connection without replies is closed: a firewall may have dropped it. */
const SILENCE_LIMIT_MS = 5_000;
const MAX_RETRY_MS = 1_000;

interface RedisConnectionOptions {
  /** PEM of the authority that signed Redis's certificate; `undefined`: Node's own authorities. */
  readonly ca: string | undefined;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

/**
 * Connects to what `REDIS_URL` names: one Redis, the master that Sentinels know, or a cluster. It reconnects automatically.
 * @throws {SettingsError} for a URL that cannot be read
 */
export function connectRedis(url: string, { ca, log }: RedisConnectionOptions): Redis | Cluster {
  const target = readRedisUrl(url);
  const redis = open(target, ca);
  const note = (error: unknown): void => log.error({ failure: describeRedisFailure(error) }, 'Redis');
  redis.on('error', note);
  if (redis instanceof Cluster) redis.on('node error', note);
  return redis;
}

function open(target: RedisTarget, ca: string | undefined): Redis | Cluster {
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED does not switch it off.
  const tls = {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
    ...(ca === undefined ? {} : { ca }),
  };
  const options = {
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.isTls ? { tls } : {}),
    db: target.database,
    connectTimeout: CONNECT_LIMIT_MS,
    commandTimeout: COMMAND_LIMIT_MS,
    socketTimeout: SILENCE_LIMIT_MS,
    // A timed-out command must not be sent later: it could restore an ended session.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  };
  const [first] = target.addresses;
  switch (target.kind) {
    case 'single':
      return new Redis({ ...options, ...first, enableOfflineQueue: false, retryStrategy: retryDelay });
    case 'sentinel':
      return new Redis({
        ...options,
        ...(target.isTls ? { sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
        ...(target.sentinel?.username === undefined ? {} : { sentinelUsername: target.sentinel.username }),
        ...(target.sentinel?.password === undefined ? {} : { sentinelPassword: target.sentinel.password }),
        ...(target.masterName === undefined ? {} : { name: target.masterName }),
        sentinels: [...target.addresses],
        sentinelCommandTimeout: COMMAND_LIMIT_MS,
        sentinelRetryStrategy: retryDelay,
        enableOfflineQueue: false,
        retryStrategy: retryDelay,
        // The old master is read-only after a failover: the Sentinels know the new one.
        reconnectOnError: (error) => error.message.startsWith('READONLY'),
      });
    case 'cluster':
      return new Cluster([...target.addresses], {
        redisOptions: options,
        enableOfflineQueue: false,
        clusterRetryStrategy: retryDelay,
        slotsRefreshTimeout: COMMAND_LIMIT_MS,
        // Host names stay names, as certificates are made out to them.
        dnsLookup: (host, done) => done(null, host),
      });
  }
}

function retryDelay(attempt: number): number {
  return Math.min(attempt * 100, MAX_RETRY_MS);
}
