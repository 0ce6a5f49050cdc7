import { webcrypto } from 'node:crypto';

/** The keys of Qlik's servers. */
export const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;
export const ELLIPTIC = { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' } as const;

/** Makes a key pair, in a thread of its own. */
export async function newKeys(algorithm: typeof RSA | typeof ELLIPTIC): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
