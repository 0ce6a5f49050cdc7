import type { KeyObject } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import type { ProtectedHeaderParameters } from 'jose';
import { describeKey } from '../configuration/private-key.ts';
import { readPublicKey } from '../configuration/public-key.ts';

/** A reason for which Qlik refuses a JWT. */
export interface Finding {
  /** The claim, or `alg`, `kid`, `signature`, `token`. */
  readonly where: string;
  readonly why: string;
}

/** The target of the JWT, and the known configuration there. */
export type Expectation =
  | {
      readonly kind: 'cloud';
      readonly issuer?: string;
      readonly keyId?: string;
      /** The certificate or the public key, in PEM or parsed. */
      readonly publicKey?: string | KeyObject;
      readonly now?: number;
    }
  | {
      readonly kind: 'virtual-proxy';
      readonly userIdClaim: string;
      readonly userDirectoryClaim: string;
      readonly publicKey?: string | KeyObject;
      readonly now?: number;
    };

/** Source: qlik.dev, "Create signed tokens for JWT authorization". */
const CLOUD_AUDIENCE = 'qlik.api/login/jwt-session';
const CLOUD_CLAIMS = [
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
];
const MAX_LIFE_SECONDS = 3_600;
const CLOUD_ALGORITHMS = /^(RS|PS|ES)(256|384|512)$/;
/** Source: Qlik's help, "JWT authentication": signed with RSA, and not encrypted. */
const PROXY_ALGORITHMS = /^RS(256|384|512)$/;

/** Returns all reasons for which Qlik would refuse the JWT. An empty list does not prove that the user exists there. */
export async function checkJwt(token: string, expected: Expectation): Promise<readonly Finding[]> {
  let header: ProtectedHeaderParameters;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(token);
    claims = decodeJwt(token);
  } catch {
    // The expected format helps more than the parse error.
    return [{ where: 'token', why: 'is no signed JWT: three parts of base64url with dots between them' }];
  }
  const now = (expected.now ?? Date.now()) / 1000;
  return [
    ...checkAlgorithm(header, expected),
    ...(expected.kind === 'cloud' ? checkCloud(header, claims, expected) : checkProxy(claims, expected)),
    ...checkTimes(claims, now, expected.kind),
    ...(await checkSignature(token, header, expected.publicKey)),
  ];
}

function checkAlgorithm({ alg }: ProtectedHeaderParameters, { kind }: Expectation): Finding[] {
  const fits = (kind === 'cloud' ? CLOUD_ALGORITHMS : PROXY_ALGORITHMS).test(alg ?? '');
  if (fits) return [];
  const why = kind === 'cloud' ? 'is not asymmetric; sign with RS256' : 'is none of RS256, RS384, RS512';
  return [{ where: 'alg', why: `${alg ?? '(missing)'} ${why}` }];
}

function checkCloud(
  header: ProtectedHeaderParameters,
  claims: JWTPayload,
  { issuer, keyId }: Extract<Expectation, { kind: 'cloud' }>,
): Finding[] {
  const found: Finding[] = [];
  const report = (where: string, why: string): void => void found.push({ where, why });
  for (const claim of CLOUD_CLAIMS) if (isMissing(claims, claim)) report(claim, 'is missing');
  if (!isMissing(claims, 'aud') && ![claims.aud].flat().includes(CLOUD_AUDIENCE)) {
    report('aud', `has to be "${CLOUD_AUDIENCE}"`);
  }
  for (const claim of ['sub', 'name', 'email']) {
    if (!isMissing(claims, claim) && !isText(claims[claim])) report(claim, 'has to be a text');
  }
  if (!isMissing(claims, 'subType') && claims['subType'] !== 'user') report('subType', 'has to be "user"');
  if (!isMissing(claims, 'email_verified') && claims['email_verified'] !== true) {
    report('email_verified', 'has to be true, not the text "true"');
  }
  const { groups } = claims;
  if (
    groups !== undefined &&
    !(Array.isArray(groups) && groups.every((group) => typeof group === 'string'))
  ) {
    report('groups', 'has to be a list of texts');
  }
  if (issuer !== undefined && !isMissing(claims, 'iss') && claims.iss !== issuer) {
    report('iss', `is not the identity provider's, "${issuer}"`);
  }
  if (header.kid === undefined) report('kid', 'is missing in the header');
  else if (keyId !== undefined && header.kid !== keyId)
    report('kid', `is not the identity provider's, "${keyId}"`);
  return found;
}

function checkProxy(
  claims: JWTPayload,
  { userIdClaim, userDirectoryClaim }: Extract<Expectation, { kind: 'virtual-proxy' }>,
): Finding[] {
  // A name in brackets is itself the directory of all users.
  const wanted = /^\[.+\]$/.test(userDirectoryClaim) ? [userIdClaim] : [userIdClaim, userDirectoryClaim];
  return wanted
    .filter((claim) => !isText(claims[claim]))
    .map((claim) => ({
      where: claim,
      why: isMissing(claims, claim)
        ? 'is missing; the virtual proxy reads the user from it'
        : 'has to be a text',
    }));
}

function checkTimes(claims: JWTPayload, now: number, kind: Expectation['kind']): Finding[] {
  const found: Finding[] = [];
  for (const claim of ['iat', 'nbf', 'exp']) {
    if (!isMissing(claims, claim) && typeof claims[claim] !== 'number') {
      found.push({ where: claim, why: 'has to be a number of seconds since 1970' });
    }
  }
  const { nbf, exp } = claims;
  if (typeof exp === 'number' && exp <= now) found.push({ where: 'exp', why: `has passed, at ${iso(exp)}` });
  if (typeof nbf === 'number' && nbf > now)
    found.push({ where: 'nbf', why: `has not been reached: ${iso(nbf)}` });
  const isTooLong = typeof nbf === 'number' && typeof exp === 'number' && exp - nbf > MAX_LIFE_SECONDS;
  if (kind === 'cloud' && isTooLong) {
    found.push({ where: 'exp', why: `is more than ${MAX_LIFE_SECONDS} seconds after nbf` });
  }
  return found;
}

async function checkSignature(
  token: string,
  { alg = '' }: ProtectedHeaderParameters,
  given: string | KeyObject | undefined,
): Promise<Finding[]> {
  if (given === undefined) return [];
  const { key, problem } = typeof given === 'string' ? readPublicKey(given) : { key: given };
  if (key === undefined) return [{ where: 'signature', why: `cannot be checked: the key ${problem}` }];
  try {
    await compactVerify(token, key);
    return [];
  } catch (error) {
    const isWrong = error instanceof errors.JWSSignatureVerificationFailed;
    return [
      {
        where: 'signature',
        why: isWrong
          ? 'does not fit the certificate or public key'
          : `cannot be checked: ${describeKey(key)} does not go with ${alg}`,
      },
    ];
  }
}

function isMissing(claims: JWTPayload, claim: string): boolean {
  return !Object.hasOwn(claims, claim) || claims[claim] === null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
