import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyedCertificate } from './certificate-authority.ts';

/** A certificate that ends sooner is replaced. */
const MIN_REST_MS = 7 * 86_400_000;

/** Returns the text of a file; `undefined` where there is none. */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Whether a certificate of an earlier start can be used again: it belongs to its key and its authority, and is not about to end.
 * @param authority the certificate of the authority (PEM), or the certificate itself where it is self-signed
 * @param now milliseconds since 1970
 */
export function isUsable({ certificate, key }: KeyedCertificate, authority: string, now: number): boolean {
  try {
    const own = new X509Certificate(certificate);
    return (
      own.verify(new X509Certificate(authority).publicKey) &&
      own.checkPrivateKey(createPrivateKey(key)) &&
      Date.parse(own.validTo) - now > MIN_REST_MS
    );
  } catch {
    // A damaged file: a new certificate replaces it.
    return false;
  }
}
