import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** PEM of a certificate with its key. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority with one server (`localhost`) and one client, and a client of nobody's. */
export interface TrialCertificates {
  readonly ca: string;
  readonly server: Identity;
  readonly client: Identity;
  readonly stranger: Identity;
}

export async function createCertificates(): Promise<TrialCertificates> {
  const root = await createRoot('CN=Trial root');
  const other = await createRoot('CN=Another root');
  return {
    ca: root.certificate.toString('pem'),
    server: await issue(root, 'CN=localhost'),
    client: await issue(root, 'CN=QlikClient'),
    stranger: await issue(other, 'CN=QlikClient'),
  };
}

interface Root {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

async function createRoot(name: string): Promise<Root> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm: ALGORITHM,
    notAfter: inOneDay(),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate, keys };
}

async function issue(root: Root, subject: string): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: root.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notAfter: inOneDay(),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

function inOneDay(): Date {
  return new Date(Date.now() + 86_400_000);
}
