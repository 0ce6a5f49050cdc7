import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Algorithms that Qlik accepts: the first two everywhere, ES384 on Qlik Cloud only. */
export const ALGORITHMS = ['RS256', 'RS512', 'ES384'] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

/** A key pair and its self-signed certificate, in PEM. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly certificate: string;
}

const MODULUS_BITS = 4096;
const DAY_MS = 86_400_000;

interface KeyPairOptions {
  readonly algorithm: Algorithm;
  /** The common name of the certificate; Qlik does not read it. */
  readonly commonName: string;
  readonly days: number;
}

/** Creates a key pair for JWTs. Virtual proxies need the certificate, Qlik Cloud accepts it or the public key. */
export async function createKeyPair({ algorithm, commonName, days }: KeyPairOptions): Promise<KeyPair> {
  x509.cryptoProvider.set(webcrypto);
  const parameters = parametersOf(algorithm);
  const keys = await webcrypto.subtle.generateKey(parameters, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    signingAlgorithm: parameters,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
  });
  return {
    privateKey: x509.PemConverter.encode(
      await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
      'PRIVATE KEY',
    ),
    publicKey: x509.PemConverter.encode(
      await webcrypto.subtle.exportKey('spki', keys.publicKey),
      'PUBLIC KEY',
    ),
    certificate: certificate.toString('pem'),
  };
}

function parametersOf(algorithm: Algorithm) {
  if (algorithm === 'ES384') return { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
  const hash = algorithm === 'RS256' ? 'SHA-256' : 'SHA-512';
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash,
    modulusLength: MODULUS_BITS,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
}
