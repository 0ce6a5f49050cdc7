// The certificate library uses decorators and needs this import first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;
const DAY_MS = 86_400_000;
const VALID_DAYS = 365;

/** A certificate with its private key, both as PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** The certificates that a server exports for its clients, and its own. */
export interface ServerCertificates {
  /** The root certificate (PEM), which clients must trust. */
  readonly root: string;
  readonly server: KeyedCertificate;
  readonly client: KeyedCertificate;
}

/** Creates a certificate authority, a certificate for `localhost` and a client certificate. The authority's key is not kept. */
export async function createServerCertificates(): Promise<ServerCertificates> {
  const [rootKeys, serverKeys, clientKeys] = await Promise.all([newKeys(), newKeys(), newKeys()]);
  const issuer = 'CN=localhost-CA, O=Qlik sandbox';
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: issuer,
    keys: rootKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const issue = async (
    subject: string,
    keys: webcrypto.CryptoKeyPair,
    extensions: x509.Extension[],
  ): Promise<KeyedCertificate> => {
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity(),
      subject,
      issuer,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ...extensions,
      ],
    });
    return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys) };
  };
  const usage: x509.KeyUsageFlags = x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment;
  return {
    root: root.toString('pem'),
    server: await issue('CN=localhost, O=Qlik sandbox', serverKeys, [
      new x509.KeyUsagesExtension(usage, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ]),
    client: await issue('CN=QlikClient, O=Qlik sandbox', clientKeys, [
      new x509.KeyUsagesExtension(usage, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ]),
  };
}

/** Creates a self-signed certificate for verifying JWTs, as an administrator creates one for a virtual proxy. */
export async function createSigningCertificate(subject: string): Promise<KeyedCertificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: subject,
    keys,
    signingAlgorithm: ALGORITHM,
  });
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys) };
}

function validity(): { serialNumber: string; notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    // A leading zero bit keeps the number positive (RFC 5280, section 4.1.2.2).
    serialNumber: `0${randomBytes(15).toString('hex')}1`,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + VALID_DAYS * DAY_MS),
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
