import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSecretVariable } from '../configuration/secret-variable.ts';
import { SettingsError } from '../settings-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Signs users in by OpenID Connect. */
export interface OpenidSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** The claim that is the user's id here; it is what user mappings start from. */
  readonly userClaim: string;
}

/** How the backend keeps secrets and knows its users; there is none of this without a secrets file. */
export interface GatewaySettings {
  readonly secretsFile: string;
  /** The application's origin as browsers see it; `undefined`: the loopback address that is asked for. */
  readonly publicOrigin: string | undefined;
  readonly signIn: 'demo' | OpenidSettings;
  readonly sessionSecret: string;
  /** After the last request. */
  readonly sessionLifetimeMs: number;
  readonly redisUrl: string | undefined;
  readonly requestsPerMinute: number;
}

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '::1', '[::1]'];
const SHORTEST_SECRET = 32;

/**
 * Reads what the environment says about secrets and users.
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
      'PUBLIC_URL is needed beside QLIK_BACKEND_CONFIG when HOST is not this machine only: it tells own pages from foreign ones.',
    );
  }
  const redisUrl = environment['REDIS_URL'] || undefined;
  return {
    secretsFile: resolve(file),
    publicOrigin,
    signIn: readSignIn(environment, host, publicOrigin),
    sessionSecret: readSessionSecret(environment, redisUrl !== undefined),
    sessionLifetimeMs: readNumber(environment, 'SESSION_HOURS', { fallback: 8, most: 24 * 30 }) * 3_600_000,
    redisUrl,
    requestsPerMinute: readNumber(environment, 'RATE_LIMIT_PER_MINUTE', { fallback: 1_200, most: 1_000_000 }),
  };
}

function readSignIn(
  environment: Environment,
  host: string,
  publicOrigin: string | undefined,
): GatewaySettings['signIn'] {
  const { DEMO_USERS: demo, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = environment;
  if (demo !== undefined && demo !== '' && demo !== 'true' && demo !== 'false') {
    throw new SettingsError('DEMO_USERS takes true or false.');
  }
  if (demo === 'true') {
    const isPublic = publicOrigin !== undefined && !LOOPBACK_HOSTS.includes(new URL(publicOrigin).hostname);
    if (!LOOPBACK_HOSTS.includes(host) || isPublic) {
      throw new SettingsError(
        'DEMO_USERS lets anybody be anyone, so it works on this machine only: with HOST and PUBLIC_URL on localhost.',
      );
    }
    if (issuer) throw new SettingsError('Set DEMO_USERS or OIDC_ISSUER, not both.');
    return 'demo';
  }
  if (!issuer || !clientId) {
    throw new SettingsError(
      'QLIK_BACKEND_CONFIG needs users: set OIDC_ISSUER and OIDC_CLIENT_ID, or DEMO_USERS=true to try things out.',
    );
  }
  return {
    issuer: readAddress('OIDC_ISSUER', issuer),
    clientId,
    clientSecret: readSecretVariable(environment, 'OIDC_CLIENT_SECRET'),
    scope: environment['OIDC_SCOPE'] || 'openid profile email',
    userClaim: environment['OIDC_USER_CLAIM'] || 'sub',
  };
}

function readSessionSecret(environment: Environment, isShared: boolean): string {
  const secret = readSecretVariable(environment, 'SESSION_SECRET');
  if (secret === undefined) {
    if (!isShared) return randomBytes(32).toString('base64url');
    throw new SettingsError('REDIS_URL needs SESSION_SECRET too, the same for every copy of the backend.');
  }
  if (secret.length >= SHORTEST_SECRET) return secret;
  throw new SettingsError(`SESSION_SECRET needs ${SHORTEST_SECRET} characters or more.`);
}

function readPublicOrigin(written: string | undefined): string | undefined {
  if (!written) return undefined;
  const url = readAddress('PUBLIC_URL', written);
  if (url.pathname === '/' && url.search === '' && url.hash === '') return url.origin;
  throw new SettingsError('PUBLIC_URL takes scheme, host and port only; the application sits at the root.');
}

function readAddress(name: string, written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isLoopback = url !== undefined && LOOPBACK_HOSTS.includes(url.hostname);
  if (url !== undefined && url.username === '' && url.password === '') {
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return url;
  }
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
