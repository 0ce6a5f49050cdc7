import { createPublicKey, type KeyObject } from 'node:crypto';
import { readCertificates } from './certificate.ts';
import { describeWithoutPem, findPemBlocks, type PemBlock } from './pem.ts';

/** A key that verifies, or a problem: words that follow the name of a field or file, without key material. */
export type PublicKeyReading =
  | { readonly key: KeyObject; readonly problem?: never }
  | { readonly key?: never; readonly problem: string };

const PUBLIC_KEY = /^(RSA )?PUBLIC KEY$/;

/**
 * Reads the key that verifies a signature: a certificate, a public key (SPKI, or PKCS#1 of RSA), or a file that has both of the same key.
 * Of a chain, the first certificate counts.
 */
export function readPublicKey(text: string): PublicKeyReading {
  const blocks = findPemBlocks(text);
  const certificate = blocks.some(({ label }) => label.endsWith('CERTIFICATE'))
    ? readCertificates(text)
    : undefined;
  if (certificate?.problem !== undefined) return { problem: certificate.problem };
  const [first] = certificate?.certificates ?? [];
  try {
    const keys = blocks.filter(({ label }) => PUBLIC_KEY.test(label)).map(({ pem }) => createPublicKey(pem));
    const all = first === undefined ? keys : [first.publicKey, ...keys];
    const [key] = all;
    if (key === undefined) return { problem: describeOther(blocks, text) };
    return all.every((each) => each.equals(key))
      ? { key }
      : { problem: 'has different keys in it; name a file with one certificate or public key' };
  } catch {
    // OpenSSL's message does not help here.
    return { problem: 'is damaged: the content of its public key cannot be read' };
  }
}

function describeOther(blocks: readonly PemBlock[], text: string): string {
  const [block] = blocks;
  const label = block?.label ?? '';
  if (block === undefined) return `is neither certificate nor public key: it ${describeWithoutPem(text)}`;
  if (label.endsWith('PRIVATE KEY')) {
    const isEncrypted = block.isEncrypted || label === 'ENCRYPTED PRIVATE KEY';
    return `is ${isEncrypted ? 'an encrypted' : 'a'} private key; name its certificate, or its public key: openssl pkey -in FILE -pubout -out public-key.pem`;
  }
  if (label.endsWith('CERTIFICATE REQUEST')) {
    return 'is a certificate request (CSR), not a certificate; take its public key: openssl req -in FILE -noout -pubkey -out public-key.pem';
  }
  if (label === 'PKCS7') {
    return 'is a PKCS#7 bundle; convert it: openssl pkcs7 -in FILE -print_certs -out certificate.pem';
  }
  return `is neither certificate nor public key: it has ${label} only`;
}
