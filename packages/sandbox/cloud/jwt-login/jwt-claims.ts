/** The user of a JWT with valid claims. */
export interface JwtUser {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
}

/** The claims that concern the exchange itself. */
export interface JwtClaims extends JwtUser {
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const JWT_AUDIENCE = 'qlik.api/login/jwt-session';

/** Qlik's documentation: the time from `nbf` to `exp` must not exceed an hour. */
const MAX_LIFETIME_SEC = 3600;

const REQUIRED = [
  'iss',
  'aud',
  'sub',
  'subType',
  'name',
  'email',
  'email_verified',
  'jti',
  'iat',
  'nbf',
  'exp',
] as const;

/**
 * Checks the claims of a JWT with a valid signature by the rules of Qlik's documentation of `/login/jwt-session`.
 *
 * @param nowSec Seconds since 1970.
 * @returns the claims, or the first error. The text for a missing claim is Qlik's; the others follow its form.
 */
export function checkClaims(
  payload: Readonly<Record<string, unknown>>,
  nowSec: number,
  toleranceSec: number,
): JwtClaims | string {
  const missing = missingClaim(payload);
  if (missing !== undefined) {
    return `Missing required claim: ${missing}`;
  }
  const wrong = wrongIdentity(payload) ?? wrongTime(payload, nowSec, toleranceSec);
  if (wrong !== undefined) {
    return wrong;
  }
  const groups: unknown = payload['groups'];
  return {
    subject: String(payload['sub']),
    name: String(payload['name']),
    email: String(payload['email']),
    groups: Array.isArray(groups) ? groups.map(String) : [],
    tokenId: String(payload['jti']),
    expiresAt: Number(payload['exp']),
  };
}

/** The first required claim that is not there. */
export function missingClaim(payload: Readonly<Record<string, unknown>>): string | undefined {
  return REQUIRED.find((claim) => !Object.hasOwn(payload, claim) || payload[claim] === null);
}

function wrongIdentity(payload: Readonly<Record<string, unknown>>): string | undefined {
  const { aud, jti, groups } = payload;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(JWT_AUDIENCE)) {
    return `Invalid claim: aud has to be "${JWT_AUDIENCE}"`;
  }
  for (const claim of ['sub', 'name', 'email']) {
    const value = payload[claim];
    if (typeof value !== 'string' || value.trim() === '' || value.length > 500) {
      return `Invalid claim: ${claim} has to be a text`;
    }
  }
  if (payload['subType'] !== 'user') {
    return 'Invalid claim: subType has to be "user"';
  }
  if (payload['email_verified'] !== true) {
    return 'Invalid claim: email_verified has to be true';
  }
  // An example of Qlik's own has a number.
  if (!(typeof jti === 'string' && jti !== '') && typeof jti !== 'number') {
    return 'Invalid claim: jti has to be a text or a number';
  }
  if (
    groups !== undefined &&
    !(Array.isArray(groups) && groups.length <= 1000 && groups.every((group) => typeof group === 'string'))
  ) {
    return 'Invalid claim: groups has to be a list of texts';
  }
  return undefined;
}

function wrongTime(
  payload: Readonly<Record<string, unknown>>,
  nowSec: number,
  toleranceSec: number,
): string | undefined {
  for (const claim of ['iat', 'nbf', 'exp']) {
    if (typeof payload[claim] !== 'number') {
      return `Invalid claim: ${claim} has to be a number of seconds since 1970`;
    }
  }
  const nbf = Number(payload['nbf']);
  const exp = Number(payload['exp']);
  if (exp - nbf > MAX_LIFETIME_SEC) {
    return `Invalid claim: exp is more than ${MAX_LIFETIME_SEC} seconds after nbf`;
  }
  if (exp <= nowSec - toleranceSec) {
    return 'Invalid claim: exp has passed, the token has expired';
  }
  if (nbf > nowSec + toleranceSec) {
    return 'Invalid claim: nbf has not been reached, the token is not active yet';
  }
  return undefined;
}
