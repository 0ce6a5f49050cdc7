import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type JWTPayload, SignJWT } from 'jose';
import type { House } from '../house.ts';

/** A JWT with one thing wrong. */
export interface WrongJwt {
  readonly jwt: string;
  /** What the server says of it, or notes in its log. */
  readonly reason: string;
}

const HOUR_SECONDS = 3_600;
const now = (): number => Math.floor(Date.now() / 1000);

/** JWTs for `/login/jwt-session` of the cloud tenant: each required claim missing, each checked one wrong, and another key. */
export async function wrongCloudJwts({ sandbox }: House): Promise<readonly WrongJwt[]> {
  const provider = sandbox.cloudKeys.identityProviders.find(({ tenant }) => tenant === 'cloud');
  if (provider === undefined) throw new Error('The tenant has no identity provider.');
  const key = createPrivateKey(readFileSync(sandbox.cloudKeys.jwt.privateKeyFile));
  const right = (): JWTPayload => ({
    ...{ iss: provider.issuer, aud: 'qlik.api/login/jwt-session', sub: 'ada', subType: 'user' },
    ...{ name: 'Ada Lovelace', email: 'ada@x.example', email_verified: true, jti: randomUUID() },
    ...{ iat: now(), nbf: now(), exp: now() + 300 },
  });
  const sign = (claims: JWTPayload, by: KeyObject = key) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: provider.kid }).sign(by);
  const changed: readonly [change: JWTPayload, reason: string][] = [
    [{ iss: 'urn:somebody-else' }, 'The claim iss is not the issuer'],
    [{ aud: 'somebody-else' }, 'Invalid claim: aud'],
    [{ subType: 'group' }, 'Invalid claim: subType'],
    [{ email_verified: false }, 'Invalid claim: email_verified'],
    [{ exp: now() - HOUR_SECONDS, nbf: now() - HOUR_SECONDS - 300 }, 'Invalid claim: exp has passed'],
    [{ nbf: now() + HOUR_SECONDS, exp: now() + HOUR_SECONDS + 300 }, 'Invalid claim: nbf'],
    [{ exp: now() + 2 * HOUR_SECONDS }, 'Invalid claim: exp is more than'],
  ];
  return Promise.all([
    ...Object.keys(right()).map(async (claim) => ({
      jwt: await sign(Object.fromEntries(Object.entries(right()).filter(([name]) => name !== claim))),
      reason: `Missing required claim: ${claim}`,
    })),
    ...changed.map(async ([change, reason]) => ({ jwt: await sign({ ...right(), ...change }), reason })),
    sign(right(), otherKey()).then((jwt) => ({ jwt, reason: 'The signature does not fit' })),
  ]);
}

/** JWTs for the virtual proxy. */
export async function wrongProxyJwts({ sandbox }: House): Promise<readonly WrongJwt[]> {
  const key = createPrivateKey(readFileSync(sandbox.clientManagedCertificates.jwtKey));
  const right = { userId: 'ada', userDirectory: 'SANDBOX', iat: now(), exp: now() + 120 };
  const sign = (claims: JWTPayload, by: KeyObject = key) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(by);
  const { userId, userDirectory, ...times } = right;
  return Promise.all(
    [
      { jwt: sign({ ...times, userDirectory }), reason: '"userId"' },
      { jwt: sign({ ...times, userId }), reason: '"userDirectory"' },
      { jwt: sign({ ...right, exp: now() - HOUR_SECONDS }), reason: 'expired' },
      { jwt: sign({ ...right, nbf: now() + HOUR_SECONDS }), reason: 'not valid yet' },
      { jwt: sign(right, otherKey()), reason: 'signature does not fit' },
    ].map(async ({ jwt, reason }) => ({ jwt: await jwt, reason })),
  );
}

function otherKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
