import { isIPv6 } from 'node:net';
import { VARIABLES } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';

/** Where a Redis, a Sentinel or a node of a cluster listens. */
interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** The parsed `REDIS_URL`. */
export interface RedisTarget extends Credentials {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly isTls: boolean;
  /** One for `single`. */
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]];
  readonly database: number;
  /** The name of the master at the Sentinels. */
  readonly masterName?: string;
  /** For the Sentinels themselves, where they ask for credentials. */
  readonly sentinel?: Credentials;
}

const SHAPE =
  /^(redis|rediss)(?:-(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;
const LAST_PORT = 65_535;
const PARAMETERS = {
  single: [],
  sentinel: ['db', 'sentinelUsername', 'sentinelPassword'],
  cluster: [],
} as const;

/**
 * Reads `redis://`, `redis-sentinel://host,host/master` and `redis-cluster://host,host`, each also with `rediss` for TLS.
 * @throws {SettingsError} which names the setting and nothing of its value
 */
export function readRedisUrl(written: string, name = VARIABLES.redisUrl): RedisTarget {
  try {
    return parse(written);
  } catch (error) {
    // The cause has nothing more to say.
    throw error instanceof RefusedUrl ? new SettingsError(`${name} ${error.message}.`) : error;
  }
}

function parse(written: string): RedisTarget {
  const [, scheme, topology, userinfo = '', hosts = '', path = '', query = ''] =
    SHAPE.exec(written.trim()) ?? [];
  if (scheme === undefined) {
    throw refused(
      'takes redis://, redis-sentinel:// or redis-cluster:// (rediss… for TLS), with @, /, ? and # in a password written as %40, %2F, %3F and %23',
    );
  }
  const kind = topology === 'sentinel' || topology === 'cluster' ? topology : 'single';
  const [first, ...others] = hosts
    .split(',')
    .map((host) => readAddress(host, kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT));
  if (first === undefined || (kind === 'single' && others.length > 0)) {
    throw refused('takes one host, or several with redis-sentinel:// and redis-cluster://');
  }
  const parameters = readParameters(query, PARAMETERS[kind]);
  const sentinel = credentials(
    parameters.get('sentinelUsername') ?? undefined,
    parameters.get('sentinelPassword') ?? undefined,
  );
  return {
    kind,
    isTls: scheme === 'rediss',
    addresses: [first, ...others],
    ...readUserinfo(userinfo),
    ...readPath(kind, path, parameters.get('db') ?? undefined),
    ...(kind === 'sentinel' ? { sentinel } : {}),
  };
}

/** The passwords of a `REDIS_URL`, as they are and as they are written, for the redaction of the log. */
export function redisPasswords(written: string): readonly string[] {
  const { password, sentinel } = readRedisUrl(written);
  const decoded = [password, sentinel?.password].filter((each) => each !== undefined);
  const raw = [...written.matchAll(/:\/\/[^@:]*:([^@]*)@|[?&]sentinelPassword=([^&]*)/g)].flatMap(
    ([, user, sentinelUser]) => user ?? sentinelUser ?? [],
  );
  return [...new Set([...decoded, ...raw])].filter((each) => each !== '');
}

function readAddress(written: string, fallback: number): RedisAddress {
  const [, six, name, port] = /^(?:\[([^\]]*)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(written) ?? [];
  const host = six ?? name;
  const number = port === undefined ? fallback : Number(port);
  if (host === undefined || (six !== undefined && !isIPv6(six)) || number < 1 || number > LAST_PORT) {
    throw refused('has a host or port that is none');
  }
  return { host, port: number };
}

function readUserinfo(written: string): Credentials {
  if (written === '') return {};
  const [, user = '', password] = /^([^:]*)(?::(.*))?$/s.exec(written) ?? [];
  if (password === undefined)
    throw refused('has a user without a password; write :password@ or user:password@');
  return credentials(decode(user), decode(password));
}

function credentials(username: string | undefined, password: string | undefined): Credentials {
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

function readPath(
  kind: RedisTarget['kind'],
  path: string,
  database: string | undefined,
): Pick<RedisTarget, 'database' | 'masterName'> {
  if (kind === 'sentinel') {
    if (path === '' || path.includes('/')) throw refused('needs the name of the master as its path');
    return { masterName: decode(path), database: readDatabase(database) };
  }
  if (kind === 'cluster' && path !== '') throw refused('takes no path with redis-cluster://');
  return { database: readDatabase(path || undefined) };
}

function readDatabase(written: string | undefined): number {
  if (written === undefined) return 0;
  if (/^\d{1,4}$/.test(written)) return Number(written);
  throw refused('takes the number of a database');
}

function readParameters(query: string, allowed: readonly string[]): URLSearchParams {
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (allowed.includes(name)) continue;
    throw refused(
      allowed.length === 0 ? 'takes no parameters after ?' : `takes the parameters ${allowed.join(', ')}`,
    );
  }
  return parameters;
}

function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw refused('has a % that is no percent-encoding; % itself is %25');
  }
}

/** What is wrong, without the name of the setting. */
class RefusedUrl extends Error {}

function refused(what: string): RefusedUrl {
  return new RefusedUrl(what);
}
