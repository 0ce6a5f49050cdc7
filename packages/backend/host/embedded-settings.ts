import { resolve } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { SITE_PATH } from '../accounts/return-path.ts';
import { readPublicOrigin, readSessionSecrets } from '../gateway/gateway-settings.ts';
import type { LogStream } from '../logging/log-options.ts';
import { readTrustedProxies } from '../security/trusted-proxies.ts';
import { LOG_LEVELS, type Settings } from '../settings.ts';
import { OPTIONS } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';
import { readBasePath } from '../site/base-path.ts';
import { readRedisCa } from '../state/redis-ca.ts';
import { readRedisUrl } from '../state/redis-url.ts';
import type { ResolveUser } from './resolve-user.ts';

/** How a backend in a host application is set up. */
export interface QlikBackendOptions<R = IncomingMessage> {
  /** The path of the secrets file, or its connections by id, in the form of the file. */
  readonly connections: string | Readonly<Record<string, unknown>>;
  /** Returns the host application's user. */
  readonly resolveUser: ResolveUser<R>;
  /** Where the host signs users in, such as `/login`; in the answer to a signed-out page. */
  readonly signInPath?: string | undefined;
  /** The application's origin as browsers see it, such as `https://app.example`. Needed except on localhost. */
  readonly publicUrl?: string | undefined;
  /** The path below which the backend's addresses are, such as `/analytics`. Default: the root. */
  readonly basePath?: string | undefined;
  /** The addresses of the proxies in front, as in `TRUST_PROXY`. Default: none. */
  readonly trustedProxies?: string | undefined;
  /** Shares sessions, tokens and limits between several instances. Default: in memory. */
  readonly redisUrl?: string | undefined;
  /** The file with the authority of Redis's certificate (PEM). */
  readonly redisCaFile?: string | undefined;
  /** 32 characters or more; encrypts what is in Redis, and is needed with it. */
  readonly sessionSecret?: string | undefined;
  /** After the last request. Default: 8. */
  readonly sessionHours?: number | undefined;
  /** After the first request of a session of the host. Default: 12. */
  readonly sessionMaxHours?: number | undefined;
  /** Per user. Default: 1,200. */
  readonly requestsPerMinute?: number | undefined;
  /** WebSockets of one user at a time. Default: 50. */
  readonly socketsPerUser?: number | undefined;
  /** Minutes without a message until a WebSocket is closed. Default: 120. */
  readonly socketIdleMinutes?: number | undefined;
  /** WebSocket handshakes per user and per address. Default: 600. */
  readonly upgradesPerMinute?: number | undefined;
  /** pino's levels, or `silent`. Default: `info`. */
  readonly logLevel?: string | undefined;
  /** Takes the lines of the log (JSON). Default: standard output. */
  readonly logStream?: LogStream | undefined;
}

const optionalText = z.string().min(1).optional();
const count = (most: number, fallback: number) => z.number().int().min(1).max(most).default(fallback);

const shape = z.strictObject({
  connections: z.union([z.string().min(1), z.record(z.string(), z.unknown())], {
    error: ({ input }) =>
      `${input === undefined ? 'is missing; ' : ''}expected the path of a secrets file, or an object with a connection for each id`,
  }),
  resolveUser: z.custom<ResolveUser>((given) => typeof given === 'function', 'expected a function'),
  signInPath: z.string().regex(SITE_PATH, 'expected a path such as /login').optional(),
  publicUrl: optionalText,
  basePath: z.string().optional(),
  trustedProxies: optionalText,
  redisUrl: optionalText,
  redisCaFile: optionalText,
  sessionSecret: optionalText,
  sessionHours: count(24 * 30, 8),
  sessionMaxHours: count(24 * 30, 12),
  requestsPerMinute: count(1_000_000, 1_200),
  socketsPerUser: count(100_000, 50),
  socketIdleMinutes: count(24 * 60, 120),
  upgradesPerMinute: count(1_000_000, 600),
  logLevel: z.enum(LOG_LEVELS).default('info'),
  logStream: z
    .custom<LogStream>(
      (given) => typeof (given as LogStream | undefined)?.write === 'function',
      'expected an object with write()',
    )
    .optional(),
});

/**
 * Checks the options of a backend in a host application.
 * @throws {SettingsError} that names each option that cannot be used, and no value
 */
export function readEmbeddedSettings(options: QlikBackendOptions): Settings {
  const { data, error } = shape.safeParse(options, { reportInput: false });
  if (error !== undefined) {
    const faults = error.issues.map(({ path, message }) => `  ${path.join('.') || 'options'}: ${message}`);
    throw new SettingsError(['The options of the Qlik backend cannot be used.', ...faults].join('\n'));
  }
  const hours = 3_600_000;
  const redis = data.redisUrl === undefined ? undefined : readRedisUrl(data.redisUrl, OPTIONS.redisUrl);
  const basePath = readBasePath('basePath', data.basePath);
  return {
    // It does not listen.
    port: 0,
    host: 'localhost',
    staticRoot: undefined,
    connectionsFile: undefined,
    basePath,
    logLevel: data.logLevel,
    trustedProxies: readTrustedProxies(data.trustedProxies, OPTIONS.trustedProxies),
    names: OPTIONS,
    gateway: {
      secrets:
        typeof data.connections === 'string' ? resolve(data.connections) : { connections: data.connections },
      publicOrigin: readPublicOrigin(data.publicUrl, OPTIONS),
      basePath,
      signIn: { resolveUser: data.resolveUser, signInPath: data.signInPath },
      sessionSecrets: readSessionSecrets(data.sessionSecret, {
        name: 'sessionSecret',
        isShared: redis !== undefined,
      }),
      sessionLifetimeMs: data.sessionHours * hours,
      sessionMaxMs: data.sessionMaxHours * hours,
      operatorToken: undefined,
      redisUrl: data.redisUrl,
      redisCa: readRedisCa(data.redisCaFile, redis, OPTIONS),
      requestsPerMinute: data.requestsPerMinute,
      socketsPerUser: data.socketsPerUser,
      socketIdleMs: data.socketIdleMinutes * 60_000,
      upgradesPerMinute: data.upgradesPerMinute,
    },
  };
}
