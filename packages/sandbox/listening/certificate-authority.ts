// The certificate library uses decorators and needs this import first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { ELLIPTIC, newKeys, RSA } from './key-pair.ts';

const DAY_MS = 86_400_000;
const VALID_DAYS = 365;

/** A certificate with its private key, both as PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority. Its private key exists in memory only. */
export interface CertificateAuthority {
  /** The root certificate (PEM), which clients must trust. */
  readonly root: string;
  /** Issues a certificate for a server on this machine: `localhost`, 127.0.0.1 and ::1. */
  issueForServer(subject: string): Promise<KeyedCertificate>;
  /** Issues a certificate for a client. */
  issueForClient(subject: string): Promise<KeyedCertificate>;
}

/** How an authority makes its certificates. */
export interface AuthorityOptions {
  readonly validDays?: number;
  /** The kind of all keys: RSA, as Qlik's servers have, or elliptic curves. Default: RSA. */
  readonly keys?: 'rsa' | 'elliptic';
  /** Returns a key pair of that kind for each certificate, the authority's first. Default: a new one. */
  readonly nextKeys?: () => Promise<webcrypto.CryptoKeyPair>;
}

/** Creates a certificate authority. */
export async function createAuthority(
  issuer: string,
  options: AuthorityOptions = {},
): Promise<CertificateAuthority> {
  const { validDays = VALID_DAYS } = options;
  const algorithm = options.keys === 'elliptic' ? ELLIPTIC : RSA;
  const { nextKeys = () => newKeys(algorithm) } = options;
  const rootKeys = await nextKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(validDays),
    name: issuer,
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const issue = async (subject: string, extensions: readonly x509.Extension[]): Promise<KeyedCertificate> => {
    const keys = await nextKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(validDays),
      subject,
      issuer,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
          true,
        ),
        await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ...extensions,
      ],
    });
    return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys) };
  };
  return {
    root: root.toString('pem'),
    issueForServer: (subject) =>
      issue(subject, [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
      ]),
    issueForClient: (subject) =>
      issue(subject, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]),
  };
}

/**
 * Creates a self-signed certificate for verifying JWTs, as an administrator creates one for a virtual proxy.
 * @param givenKeys RSA keys; new ones without them
 */
export async function createSigningCertificate(
  subject: string,
  givenKeys?: Promise<webcrypto.CryptoKeyPair>,
): Promise<KeyedCertificate> {
  const keys = await (givenKeys ?? newKeys(RSA));
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(VALID_DAYS),
    name: subject,
    keys,
    signingAlgorithm: RSA,
  });
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys) };
}

function validity(days: number): { serialNumber: string; notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    // A leading zero bit keeps the number positive (RFC 5280, section 4.1.2.2).
    serialNumber: `0${randomBytes(15).toString('hex')}1`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + days * DAY_MS),
  };
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
