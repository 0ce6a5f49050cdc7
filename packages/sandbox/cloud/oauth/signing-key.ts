import { exportJWK, generateKeyPair, type JWK } from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** The key that signs access tokens; made anew whenever a tenant is created, never written to disk. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyPair['privateKey'];
  readonly publicKey: KeyPair['publicKey'];
  /** Public half for `/.well-known/jwks.json`. */
  readonly jwk: JWK;
}

/** Qlik signs with ES384 too. */
export const SIGNING_ALGORITHM = 'ES384';

export async function createSigningKey(id: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(SIGNING_ALGORITHM);
  const jwk = { ...(await exportJWK(publicKey)), kid: id, use: 'sig', alg: SIGNING_ALGORITHM };
  return { id, privateKey, publicKey, jwk };
}
