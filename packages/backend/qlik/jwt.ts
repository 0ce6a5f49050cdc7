import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { HostUser } from '../accounts/host-user.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { unverifiedEmail, verifiedEmail } from '../accounts/verified-email.ts';
import { mapHeaderUser, mapUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import type { CachedToken } from './token-cache.ts';

const CLOUD_AUDIENCE = 'qlik.api/login/jwt-session';
/** `nbf` must not be in the future for a tenant with a slow clock. */
const CLOCK_SKEW_SECONDS = 15;

type JwtConnection = BackendConnection<'jwt' | 'jwt-virtual-proxy'>;

/**
 * A JWT for `POST /login/jwt-session`: each is valid once, for `lifetimeSeconds` between `nbf` and `exp`.
 * Source: qlik.dev, "Create signed tokens for JWT authorization".
 * @throws {Problem} 403 for users whom Qlik would refuse
 */
export async function signCloudJwt(
  connection: BackendConnection<'jwt'>,
  user: HostUser,
): Promise<CachedToken> {
  if (user.email === undefined) {
    throw new Problem(
      403,
      'user-without-email',
      'Qlik Cloud asks for an e-mail address, and you have none.',
      {
        connection: connection.id,
        remedy: ({ email }) => `Have the sign-in of the application pass the e-mail address on (${email}).`,
      },
    );
  }
  if (verifiedEmail(user) === undefined) throw unverifiedEmail(connection.id);
  return sign(connection, {
    sub: mapUser(connection.user, user, connection.id),
    subType: 'user',
    name: user.name,
    email: user.email,
    email_verified: true,
    iss: connection.issuer,
    aud: CLOUD_AUDIENCE,
    jti: randomUUID(),
    ...(connection.groups ? { groups: user.groups ?? [] } : {}),
  });
}

/** A JWT for a virtual proxy of a client-managed server. Source: Qlik's help, "JWT authentication". */
export async function signVirtualProxyJwt(
  connection: BackendConnection<'jwt-virtual-proxy'>,
  user: HostUser,
): Promise<CachedToken> {
  const email = verifiedEmail(user);
  return sign(connection, {
    name: user.name,
    ...(email === undefined ? {} : { email }),
    ...(connection.groups ? { groups: user.groups ?? [] } : {}),
    [connection.userIdClaim]: mapHeaderUser(connection.user, user, connection.id),
    [connection.userDirectoryClaim]: connection.userDirectory,
    jti: randomUUID(),
  });
}

async function sign(connection: JwtConnection, claims: JWTPayload): Promise<CachedToken> {
  const notBefore = Math.floor(Date.now() / 1000) - CLOCK_SKEW_SECONDS;
  const expires = notBefore + connection.lifetimeSeconds;
  const token = await new SignJWT({ ...claims, iat: notBefore, nbf: notBefore, exp: expires })
    .setProtectedHeader({
      alg: connection.algorithm,
      typ: 'JWT',
      ...(connection.type === 'jwt' ? { kid: connection.keyId } : {}),
    })
    .sign(connection.privateKey);
  return { token, expiresAt: expires * 1000 };
}
