import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import type { TestStack } from '../fixtures/stack.ts';
import type { UserName } from '../fixtures/sign-in.ts';

const HOUR_SECONDS = 3_600;
const now = (): number => Math.floor(Date.now() / 1000);

/** A JWT for the cloud tenant, as a backend signs it whose clock is an hour late. */
export async function signExpiredCloudJwt({ sandbox }: TestStack): Promise<string> {
  const { jwt, identityProviders } = sandbox.cloudKeys;
  const provider = identityProviders.find(({ tenant }) => tenant === 'cloud');
  const issuedAt = now() - HOUR_SECONDS;
  return new SignJWT({
    subType: 'user',
    name: 'Grace Hopper',
    email: 'grace@x.example',
    email_verified: true,
  })
    .setProtectedHeader({ alg: 'RS256', kid: provider?.kid ?? '' })
    .setIssuer(provider?.issuer ?? '')
    .setAudience('qlik.api/login/jwt-session')
    .setSubject('grace')
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + 300)
    .sign(createPrivateKey(readFileSync(jwt.privateKeyFile)));
}

/** A JWT for the virtual proxy `jwt`, as the backend issues it to a page. */
async function signProxyJwt(
  { sandbox }: TestStack,
  { user, issuedAt }: { readonly user: UserName; readonly issuedAt: number },
): Promise<{ readonly jwt: string; readonly expiresAt: string }> {
  const expires = issuedAt + 120;
  const jwt = await new SignJWT({ userId: user, userDirectory: 'SANDBOX', iat: issuedAt, exp: expires })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(createPrivateKey(readFileSync(sandbox.clientManagedCertificates.jwtKey)));
  return { jwt, expiresAt: new Date(expires * 1000).toISOString() };
}

/** The same, of a backend whose clock is an hour behind. */
export function signExpiredProxyJwt(
  stack: TestStack,
  user: UserName,
): Promise<{ readonly jwt: string; readonly expiresAt: string }> {
  return signProxyJwt(stack, { user, issuedAt: now() - HOUR_SECONDS });
}

/** The same, valid. */
export async function signValidProxyJwt(stack: TestStack, user: UserName): Promise<string> {
  return (await signProxyJwt(stack, { user, issuedAt: now() })).jwt;
}
