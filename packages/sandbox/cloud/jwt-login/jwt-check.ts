import { compactVerify, decodeJwt, decodeProtectedHeader, errors } from 'jose';
import type { IdentityProviders } from '../identity-providers/identity-provider.ts';
import { QlikError } from '../rest/qlik-error.ts';
import { checkClaims, type JwtClaims, missingClaim } from './jwt-claims.ts';
import type { UsedTokenIds } from './used-token-ids.ts';

interface Checks {
  readonly providers: IdentityProviders;
  readonly usedIds: UsedTokenIds;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Checks a JWT for `/login/jwt-session`: algorithm, issuer, key id, signature, then every claim, and last that it is new.
 *
 * @throws {QlikError} 400 `INTERNAL-TOKEN-1` for a claim, as Qlik answers; 401 for a token that cannot be trusted at all (assumed).
 */
export async function checkJwt(token: string, checks: Checks): Promise<JwtClaims> {
  const { header, claims } = decode(token);
  const alg: unknown = header.alg;
  if (typeof alg !== 'string' || /^(HS|none)/i.test(alg)) {
    throw untrusted(
      `The algorithm ${String(alg)} is not accepted; sign with RS256 or another asymmetric one.`,
    );
  }
  const issuer: unknown = claims.iss;
  if (typeof issuer !== 'string') {
    throw invalidClaim(`Missing required claim: ${missingClaim(claims) ?? 'iss'}`);
  }
  const provider = checks.providers.find(issuer);
  if (provider === undefined) {
    throw untrusted('The claim iss is not the issuer of an identity provider of this tenant.');
  }
  if (header.kid !== provider.kid) {
    throw untrusted('The header kid is not the key id of the identity provider.');
  }
  if (!provider.algorithms.includes(alg)) {
    throw untrusted(`The algorithm ${alg} does not go with the key of the identity provider.`);
  }
  try {
    await compactVerify(token, provider.publicKey, { algorithms: [...provider.algorithms] });
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      throw untrusted('The signature does not fit the key of the identity provider.', error);
    }
    throw error;
  }
  const { clockToleranceSec } = provider;
  const checked = checkClaims(claims, checks.now() / 1000, clockToleranceSec);
  if (typeof checked === 'string') {
    throw invalidClaim(checked);
  }
  const usableUntil = (checked.expiresAt + clockToleranceSec) * 1000;
  if (!checks.usedIds.take(provider.issuer, checked.tokenId, usableUntil)) {
    throw invalidClaim('Invalid claim: jti was used before');
  }
  return checked;
}

function decode(token: string): {
  header: ReturnType<typeof decodeProtectedHeader>;
  claims: ReturnType<typeof decodeJwt>;
} {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch (error) {
    throw untrusted('The token is no JWT.', error);
  }
}

function invalidClaim(reason: string): QlikError {
  return new QlikError(400, {
    code: 'INTERNAL-TOKEN-1',
    title: 'Invalid token request',
    detail: `JWT_LOGIN_VALIDATIONS ${reason}`,
  });
}

function untrusted(detail: string, cause?: unknown): QlikError {
  return new QlikError(401, { code: 'HTTP-401', title: 'Unauthorized', detail }, { cause });
}
