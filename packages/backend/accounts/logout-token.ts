import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds since `iat`; an older token may be a replay. */
const MAX_AGE_SECONDS = 300;
const CLOCK_SKEW_SECONDS = 60;
/** A used token is remembered for this long: longer than a token is accepted. */
export const LOGOUT_TOKEN_MS = (MAX_AGE_SECONDS + 2 * CLOCK_SKEW_SECONDS) * 1000;
/** With a shared secret, each verifier can also sign; `none` proves nothing. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Other kinds of token have other types; providers older than the final specification send `JWT` or none. */
const TYPES = ['logout+jwt', 'application/logout+jwt', 'jwt'];

const text = z.string().min(1).max(1_000);
const claimsShape = z
  .looseObject({
    iat: z.number(),
    jti: text,
    sub: text.optional(),
    sid: text.optional(),
    events: z.looseObject({ [LOGOUT_EVENT]: z.looseObject({}) }),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, 'neither sub nor sid')
  // An id token must never pass for a logout token.
  .refine((claims) => !Object.hasOwn(claims, 'nonce'), 'a nonce');

/** The sign-out at the identity provider. */
export interface LogoutToken {
  /** Unique; a token is valid once. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  readonly subject: string | undefined;
  readonly providerSession: string | undefined;
}

interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  /** The provider's public keys; `undefined` when it publishes none. */
  readonly keys: JWTVerifyGetKey | undefined;
}

/**
 * Checks a logout token.
 * Source: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.
 * @throws {Problem} 400, also when the provider's keys cannot be fetched: section 2.8 has no other status for a logout that failed
 */
export async function readLogoutToken(
  token: string,
  { issuer, clientId, keys }: Expected,
): Promise<LogoutToken> {
  if (keys === undefined) throw refusedLogoutToken(new Error('the provider publishes no keys (jwks_uri)'));
  let payload: JWTPayload;
  try {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_SKEW_SECONDS,
    });
    const { typ } = verified.protectedHeader;
    if (typ !== undefined && !TYPES.includes(typ.toLowerCase())) throw new Error('another typ');
    payload = verified.payload;
  } catch (error) {
    throw refusedLogoutToken(error);
  }
  const read = claimsShape.safeParse(payload, { reportInput: false });
  if (!read.success) throw refusedLogoutToken(read.error);
  const { jti: id, iat, sub: subject, sid: providerSession } = read.data;
  return { id, issuedAt: iat * 1000, subject, providerSession };
}

/** @param cause for the log */
export function refusedLogoutToken(cause: unknown): Problem {
  return new Problem(400, 'logout-token-refused', 'This is no valid logout token.', {
    members: { error: 'invalid_request' },
    cause,
  });
}
