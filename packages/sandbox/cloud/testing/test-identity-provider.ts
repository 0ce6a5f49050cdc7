import { randomUUID } from 'node:crypto';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { IdentityProviderInput } from '../identity-providers/identity-provider.ts';

const ISSUER = 'https://idp.example';
export const KEY_ID = 'test-key';

/** Signs JWTs as a customer's backend does for `/login/jwt-session`. */
export class TestIdentityProvider {
  private constructor(
    private readonly keys: Awaited<ReturnType<typeof generateKeyPair>>,
    /** The registration at the tenant. */
    readonly registration: IdentityProviderInput,
  ) {}

  static async create(): Promise<TestIdentityProvider> {
    const keys = await generateKeyPair('RS256');
    const pem = await exportSPKI(keys.publicKey);
    return new TestIdentityProvider(keys, { issuer: ISSUER, kid: KEY_ID, pem });
  }

  /** Signs valid claims with changes; undefined removes a claim. */
  sign(
    changes: Readonly<Record<string, unknown>> = {},
    header: { readonly alg?: string; readonly kid?: string } = {},
  ): Promise<string> {
    const claims: JWTPayload = { ...validClaims(), ...changes };
    const kept = Object.entries(claims).filter(([, value]) => value !== undefined);
    return new SignJWT(Object.fromEntries(kept))
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ: 'JWT', ...header })
      .sign(this.keys.privateKey);
  }
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export function validClaims(): JWTPayload {
  const now = nowSeconds();
  return {
    iss: ISSUER,
    aud: 'qlik.api/login/jwt-session',
    sub: 'grace',
    subType: 'user',
    name: 'Grace Hopper',
    email: 'grace@customer.example',
    email_verified: true,
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 3600,
  };
}
