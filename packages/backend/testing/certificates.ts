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

/** A certificate authority with one server (`localhost`) and one client, and a client certificate of an unknown authority. */
export interface TestCertificates {
  readonly ca: string;
  readonly server: Identity;
  readonly client: Identity;
  readonly unknownCa: Identity;
}

export async function createCertificates(): Promise<TestCertificates> {
  const root = await createRoot('CN=Test root');
  const other = await createRoot('CN=Another root');
  return {
    ca: root.certificate.toString('pem'),
    server: await issue(root, 'CN=localhost'),
    client: await issue(root, 'CN=QlikClient'),
    unknownCa: await issue(other, 'CN=QlikClient'),
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
    notAfter: inDays(1),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate, keys };
}

/** Certificates with which another server could impersonate `localhost` without verification. */
export interface ImpostorCertificates {
  /** Of the right authority. */
  readonly genuine: Identity;
  readonly impostors: Readonly<
    Record<'wrong authority' | 'self-signed' | 'expired' | 'not yet valid' | 'wrong name', Identity>
  >;
  readonly ca: string;
}

/** @see ImpostorCertificates */
export async function createImpostors(): Promise<ImpostorCertificates> {
  const root = await createRoot('CN=Test root');
  const other = await createRoot('CN=Test root');
  const key = await webcrypto.subtle.exportKey('pkcs8', other.keys.privateKey);
  return {
    ca: root.certificate.toString('pem'),
    genuine: await issue(root, 'CN=localhost'),
    impostors: {
      'wrong authority': await issue(other, 'CN=localhost'),
      'self-signed': {
        certificate: other.certificate.toString('pem'),
        key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
      },
      expired: await issue(root, 'CN=localhost', { notBefore: inDays(-2), notAfter: inDays(-1) }),
      'not yet valid': await issue(root, 'CN=localhost', { notBefore: inDays(1), notAfter: inDays(2) }),
      'wrong name': await issue(root, 'CN=localhost', { dnsName: 'qlik.example' }),
    },
  };
}

interface IssueOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly dnsName?: string;
}

async function issue(
  root: Root,
  subject: string,
  { notBefore, notAfter = inDays(1), dnsName = 'localhost' }: IssueOptions = {},
): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: root.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...(notBefore === undefined ? {} : { notBefore }),
    notAfter,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: dnsName }])],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}
