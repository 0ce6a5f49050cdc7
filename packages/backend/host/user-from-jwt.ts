import type { IncomingMessage } from 'node:http';
import { createPublicKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import { openidFetch, verifyingClient } from '../outgoing/openid-fetch.ts';
import { hasSafeScheme } from '../security/safe-scheme.ts';
import { SettingsError } from '../settings-error.ts';
import type { ResolvedUser, ResolveUser } from './resolve-user.ts';

/** How the host's JWTs are checked and read. */
export interface JwtUserOptions {
  /** The claim `iss` of the JWTs. */
  readonly issuer: string;
  /** One of the values of the claim `aud`. */
  readonly audience: string;
  /** The address of the keys (JWKS), or a public key (PEM). */
  readonly keys: string;
  /** The cookie with the JWT. Default: the header `Authorization: Bearer`, which browsers do not send with WebSockets. */
  readonly cookie?: string | undefined;
  /** The claim that is the user's id. Default: `sub`. */
  readonly userClaim?: string | undefined;
  /** A list of texts, or one text. Default: `groups`. */
  readonly groupsClaim?: string | undefined;
  /** Default: RS256, PS256, ES256 and EdDSA. */
  readonly algorithms?: readonly string[] | undefined;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const ASYMMETRIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA)$/;
const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]{1,128}$/;
const MAX_CHARACTERS = 16_384;
const KEYS_LIMIT_MS = 5_000;
/** After a failure: otherwise each request with whatever JWT is one to the server of the keys, which may be overloaded. */
const KEYS_PAUSE_MS = 5_000;
const CLOCK_TOLERANCE_SECONDS = 5;

const claimsShape = z.looseObject({
  name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  sid: z.string().optional(),
  exp: z.number(),
});
const groupsShape = z.union([z.array(z.string()), z.string().transform((group) => [group])]);

/**
 * Reads the user from a JWT that the host application issues. A JWT that is expired, for others, or signed by others is no sign-in.
 * @throws {SettingsError}
 */
export function userFromJwt(options: JwtUserOptions): ResolveUser {
  const { issuer, audience, cookie, userClaim = 'sub', groupsClaim = 'groups' } = options;
  const algorithms = [...(options.algorithms ?? ALGORITHMS)];
  for (const name of ['issuer', 'audience'] as const) {
    if (!options[name]) throw new SettingsError(`${name}: expected a text.`);
  }
  if (cookie !== undefined && !COOKIE_NAME.test(cookie))
    throw new SettingsError('cookie: expected the name of a cookie.');
  if (algorithms.length === 0 || !algorithms.every((name) => ASYMMETRIC.test(name)))
    throw new SettingsError('algorithms: expected names such as RS256; shared secrets are not supported.');
  const keys = readKeys(options.keys);
  const checks = { issuer, audience, algorithms, clockTolerance: CLOCK_TOLERANCE_SECONDS };
  return async (request) => {
    const token = cookie === undefined ? bearerOf(request) : cookieOf(request, cookie);
    if (token === undefined || token.length > MAX_CHARACTERS) return undefined;
    const payload = await verify(token, keys, checks);
    return payload === undefined ? undefined : readClaims(payload, { userClaim, groupsClaim });
  };
}

type VerifyOptions = Parameters<typeof jwtVerify>[2];

/** @throws {Problem} 503 when the keys cannot be read */
async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  checks: VerifyOptions,
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, checks)).payload;
  } catch (cause) {
    if (isRefusal(cause)) return undefined;
    throw new Problem(503, 'host-user-keys', 'The keys that users’ JWTs are checked with cannot be read.', {
      remedy: 'Try again in a moment.',
      headers: { 'retry-after': String(KEYS_PAUSE_MS / 1000) },
      cause,
    });
  }
}

/** Whether it is the token that is wrong; everything else is a failure to get keys. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return (
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

function readClaims(
  payload: JWTPayload,
  { userClaim, groupsClaim }: { readonly userClaim: string; readonly groupsClaim: string },
): ResolvedUser | undefined {
  const { data } = claimsShape.safeParse(payload);
  const id = payload[userClaim];
  // Without an end it would be valid for ever.
  if (data === undefined || typeof id !== 'string' || id === '') return undefined;
  const groups = groupsShape.safeParse(payload[groupsClaim]).data;
  return {
    id,
    name: data.name,
    ...(data.email === undefined ? {} : { email: data.email, isEmailVerified: data.email_verified === true }),
    ...(groups === undefined ? {} : { groups }),
    ...(data.sid === undefined ? {} : { session: data.sid }),
    expiresAt: data.exp * 1000,
  };
}

function readKeys(written: string): JWTVerifyGetKey {
  if (written.includes('-----BEGIN')) {
    try {
      const key = createPublicKey(written);
      return async () => key;
    } catch (cause) {
      throw new SettingsError('keys: this is no public key (PEM).', { cause });
    }
  }
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !hasSafeScheme(url)) {
    throw new SettingsError(
      'keys: expected the address of the keys (https://…, http:// on localhost only) or a public key (PEM).',
    );
  }
  return pausing((fetchKeys) =>
    createRemoteJWKSet(url, { timeoutDuration: KEYS_LIMIT_MS, [customFetch]: fetchKeys }),
  );
}

/** Keys from an address that is not asked again for a while after a failure. */
function pausing(create: (fetchKeys: FetchImplementation) => JWTVerifyGetKey): JWTVerifyGetKey {
  const fetchNow = openidFetch(verifyingClient());
  let failedAt = -Infinity;
  let begunAt = -Infinity;
  const getKey = create(async (...request) => {
    if (performance.now() - failedAt < KEYS_PAUSE_MS)
      throw new Error('the keys could not be read a moment ago');
    begunAt = performance.now();
    return fetchNow(...request);
  });
  return async (...given) => {
    try {
      return await getKey(...given);
    } catch (error) {
      // Not for the refusals of the pause itself, which would never end.
      if (!isRefusal(error) && begunAt > failedAt) failedAt = performance.now();
      throw error;
    }
  };
}

function bearerOf({ headers: { authorization = '' } }: IncomingMessage): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
}

/** A name that occurs twice is ambiguous: another host of the domain may have set one of them. */
function cookieOf({ headers: { cookie = '' } }: IncomingMessage, name: string): string | undefined {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? values[0] : undefined;
}
