import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, readFlag } from '../configuration/environment.ts';
import { readSecretVariable } from '../configuration/secret-variable.ts';
import type { ResolveUser } from '../host/resolve-user.ts';
import { hasSafeScheme, LOOPBACK_NAMES } from '../security/safe-scheme.ts';
import { readRedisCa } from '../state/redis-ca.ts';
import { readRedisUrl } from '../state/redis-url.ts';
import { readHostSignIn } from './host-sign-in-settings.ts';
import { VARIABLES } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';

/** Signs users in by OpenID Connect. */
export interface OpenidSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** The claim that is the user's id here; it is what user mappings start from. */
  readonly userClaim: string;
  /** The provider verifies every address, although it does not send `email_verified`. */
  readonly isEmailTrusted: boolean;
  /** The claim with the user's groups: texts, or one text. */
  readonly groupsClaim: string;
}

/** The host application signs its users in itself. */
export interface HostSignIn {
  readonly resolveUser: ResolveUser;
  /** Where pages send a signed-out user; `undefined`: the pages know it themselves. */
  readonly signInPath: string | undefined;
}

/** The settings for secrets and users; without a secrets file there are none. */
export interface GatewaySettings {
  /** The path of the secrets file, or its content. */
  readonly secrets: string | { readonly connections: Readonly<Record<string, unknown>> };
  /** The application's origin as browsers see it; `undefined`: the loopback address that is asked for. */
  readonly publicOrigin: string | undefined;
  /** The path below which the addresses of the backend are, such as `/analytics`. Default: the root. */
  readonly basePath?: string | undefined;
  readonly signIn: 'demo' | OpenidSettings | HostSignIn;
  /** At least one: the first signs and encrypts, all verify and decrypt. */
  readonly sessionSecrets: readonly string[];
  /** After the last request. */
  readonly sessionLifetimeMs: number;
  /** After the sign-in, also when the session is used. */
  readonly sessionMaxMs: number;
  /** Lets an operator end the sessions of a user; `undefined`: that is not possible. */
  readonly operatorToken: string | undefined;
  /** A URL that {@link readRedisUrl} accepts. */
  readonly redisUrl: string | undefined;
  /** PEM of the authority of Redis's certificate; `undefined`: Node's own authorities. */
  readonly redisCa?: string | undefined;
  readonly requestsPerMinute: number;
  readonly socketsPerUser: number;
  /** Without a message in either direction. */
  readonly socketIdleMs: number;
  /** WebSocket handshakes per user and per address. */
  readonly upgradesPerMinute: number;
}

const LOOPBACK_HOSTS = [...LOOPBACK_NAMES, '::1'];
const MIN_SECRET_LENGTH = 32;

/**
 * Reads the settings for secrets and users from the environment.
 * @param host the address that the server listens on
 * @throws {SettingsError}
 */
export function readGatewaySettings(environment: Environment, host: string): GatewaySettings | undefined {
  const file = environment['QLIK_BACKEND_CONFIG'];
  if (!file) return undefined;
  if (!existsSync(file)) throw new SettingsError(`QLIK_BACKEND_CONFIG: there is no file ${file}.`);
  const publicOrigin = readPublicOrigin(environment['PUBLIC_URL']);
  if (publicOrigin === undefined && !LOOPBACK_HOSTS.includes(host)) {
    throw new SettingsError(
      'PUBLIC_URL is needed beside QLIK_BACKEND_CONFIG when HOST is not this machine only: it is the origin of the pages of the application.',
    );
  }
  const redisUrl = environment['REDIS_URL'] || undefined;
  const redis = redisUrl === undefined ? undefined : readRedisUrl(redisUrl);
  return {
    secrets: resolve(file),
    publicOrigin,
    signIn: readSignIn(environment, host, publicOrigin),
    sessionSecrets: readSessionSecrets(readSecretVariable(environment, 'SESSION_SECRET'), {
      name: 'SESSION_SECRET',
      isShared: redisUrl !== undefined,
    }),
    sessionLifetimeMs: readNumber(environment, 'SESSION_HOURS', { fallback: 8, most: 24 * 30 }) * 3_600_000,
    sessionMaxMs: readNumber(environment, 'SESSION_MAX_HOURS', { fallback: 12, most: 24 * 30 }) * 3_600_000,
    operatorToken: readOperatorToken(environment),
    redisUrl,
    redisCa: readRedisCa(environment['REDIS_CA_FILE'], redis),
    requestsPerMinute: readNumber(environment, 'RATE_LIMIT_PER_MINUTE', { fallback: 1_200, most: 1_000_000 }),
    socketsPerUser: readNumber(environment, 'SOCKETS_PER_USER', { fallback: 50, most: 100_000 }),
    socketIdleMs: readNumber(environment, 'SOCKET_IDLE_MINUTES', { fallback: 120, most: 24 * 60 }) * 60_000,
    upgradesPerMinute: readNumber(environment, 'UPGRADES_PER_MINUTE', { fallback: 600, most: 1_000_000 }),
  };
}

function readSignIn(
  environment: Environment,
  host: string,
  publicOrigin: string | undefined,
): GatewaySettings['signIn'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = environment;
  const hostSignIn = readHostSignIn(environment);
  if (readFlag(environment, 'DEMO_USERS')) {
    const isPublic = publicOrigin !== undefined && !LOOPBACK_HOSTS.includes(new URL(publicOrigin).hostname);
    if (!LOOPBACK_HOSTS.includes(host) || isPublic) {
      throw new SettingsError(
        'DEMO_USERS lets every browser choose any user, so it works on this machine only: with HOST and PUBLIC_URL on localhost.',
      );
    }
    if (issuer || hostSignIn) throw new SettingsError('Set DEMO_USERS or another sign-in, not both.');
    return 'demo';
  }
  if (hostSignIn !== undefined) {
    if (issuer) throw new SettingsError('Set OIDC_ISSUER, USER_HEADER or USER_JWT_ISSUER: one of them.');
    return hostSignIn;
  }
  if (!issuer || !clientId) {
    throw new SettingsError(
      'QLIK_BACKEND_CONFIG needs users: set OIDC_ISSUER and OIDC_CLIENT_ID, USER_HEADER or USER_JWT_ISSUER where something in front signs users in, or DEMO_USERS=true for a demo.',
    );
  }
  return {
    issuer: readAddress('OIDC_ISSUER', issuer),
    clientId,
    clientSecret: readSecretVariable(environment, 'OIDC_CLIENT_SECRET'),
    scope: environment['OIDC_SCOPE'] || 'openid profile email',
    userClaim: environment['OIDC_USER_CLAIM'] || 'sub',
    isEmailTrusted: readFlag(environment, 'OIDC_TRUST_EMAIL'),
    groupsClaim: environment['OIDC_GROUPS_CLAIM'] || 'groups',
  };
}

/** A list, separated by commas or line breaks, so that a secret can be replaced while the one before it is still read. */
export function readSessionSecrets(
  written: string | undefined,
  { name, isShared }: { readonly name: string; readonly isShared: boolean },
): readonly string[] {
  if (written === undefined) {
    if (!isShared) return [randomBytes(32).toString('base64url')];
    throw new SettingsError(`Redis needs ${name} too, the same for every copy of the backend.`);
  }
  const secrets = written
    .split(/[,\r\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  if (secrets.length === 0 || secrets.some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    throw new SettingsError(`${name} needs ${MIN_SECRET_LENGTH} characters or more in each of its secrets.`);
  }
  return secrets;
}

function readOperatorToken(environment: Environment): string | undefined {
  const token = readSecretVariable(environment, 'OPERATOR_TOKEN');
  if (token === undefined || /^[\x21-\x7e]{32,}$/.test(token)) return token;
  throw new SettingsError(
    `OPERATOR_TOKEN needs ${MIN_SECRET_LENGTH} characters or more, without spaces and in plain ASCII.`,
  );
}

export function readPublicOrigin(written: string | undefined, names = VARIABLES): string | undefined {
  if (!written) return undefined;
  const { publicUrl: name, basePath } = names;
  const url = readAddress(name, written);
  if (url.pathname === '/' && url.search === '' && url.hash === '') return url.origin;
  throw new SettingsError(
    `${name} takes scheme, host and port only; a path such as /analytics is the setting ${basePath}.`,
  );
}

function readAddress(name: string, written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url !== undefined && hasSafeScheme(url) && url.username === '' && url.password === '') return url;
  throw new SettingsError(`${name} takes an address that begins with https:// (http:// on localhost only).`);
}

function readNumber(
  environment: Environment,
  name: string,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number {
  const written = environment[name];
  if (!written) return fallback;
  const value = /^\d+$/.test(written) ? Number(written) : NaN;
  if (value >= 1 && value <= most) return value;
  throw new SettingsError(`${name} takes a whole number from 1 to ${most}.`);
}
