import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);
const DAY_MS = 86_400_000;

/** The same text in the forms of editors, exports and environment variables. */
export const WRITINGS: Readonly<Record<string, (pem: string) => string | Buffer>> = {
  plain: (pem) => pem,
  'no line break at the end': (pem) => pem.trimEnd(),
  CRLF: (pem) => pem.replaceAll('\n', '\r\n'),
  'a byte order mark': (pem) => `\uFEFF${pem}`,
  'UTF-16 of PowerShell': (pem) => Buffer.from(`\uFEFF${pem}`, 'utf16le'),
  'the text of a PKCS#12 export before it': (pem) =>
    `Bag Attributes\n    friendlyName: Qlik: C:\\new\\keys\n    localKeyID: 01 02 \nKey Attributes: <No Attributes>\n${pem}`,
  'escaped line breaks': (pem) => pem.replaceAll('\n', '\\n'),
  'escaped CRLF': (pem) => pem.replaceAll('\n', '\\r\\n'),
  'twice escaped line breaks': (pem) => pem.replaceAll('\n', '\\\\n'),
  'escaped line breaks in quotes': (pem) => JSON.stringify(pem),
  'single quotes': (pem) => `'${pem}'`,
  'spaces for line breaks': (pem) => pem.replaceAll('\n', ' '),
  indentation: (pem) => pem.replaceAll(/^/gm, '    '),
};

const PASSPHRASE = { cipher: 'aes-256-cbc', passphrase: 'not-for-anybody' } as const;

export function rsaKey(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

export function ecKey(namedCurve = 'P-384'): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

/** A key in each PEM form that Node writes; SEC1 also as `openssl ecparam -genkey` does, with its parameters before it. */
export function formsOf(key: KeyObject): Readonly<Record<string, string>> {
  const write = (type: 'pkcs1' | 'pkcs8' | 'sec1'): string => key.export({ type, format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'rsa') return { 'PKCS#8': write('pkcs8'), 'PKCS#1': write('pkcs1') };
  const parameters = '-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n';
  return {
    'PKCS#8': write('pkcs8'),
    SEC1: write('sec1'),
    'SEC1 with parameters': parameters + write('sec1'),
  };
}

/** The encrypted forms of a key. */
export function encryptedFormsOf(key: KeyObject): Readonly<Record<string, string>> {
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  return {
    'PKCS#8': key.export({ type: 'pkcs8', format: 'pem', ...PASSPHRASE }).toString(),
    [type]: key.export({ type, format: 'pem', ...PASSPHRASE }).toString(),
  };
}

/** The forms that `openssl` writes of the public half of an RSA key. */
export function publicFormsOf(key: KeyObject): Readonly<Record<'SPKI' | 'PKCS#1', string>> {
  const half = createPublicKey(key);
  return {
    SPKI: half.export({ type: 'spki', format: 'pem' }).toString(),
    'PKCS#1': half.export({ type: 'pkcs1', format: 'pem' }).toString(),
  };
}

/** A self-signed certificate with its RSA key. */
export interface SelfSigned {
  readonly certificate: string;
  readonly request: string;
  readonly key: KeyObject;
}

/** @param days from now, where the certificate begins and ends */
export async function selfSigned(
  name = 'Test',
  days: { readonly from: number; readonly to: number } = { from: -1, to: 1 },
): Promise<SelfSigned> {
  const signingAlgorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm,
    notBefore: new Date(Date.now() + days.from * DAY_MS),
    notAfter: new Date(Date.now() + days.to * DAY_MS),
  });
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm,
  });
  return {
    certificate: `${certificate.toString('pem')}\n`,
    request: `${request.toString('pem')}\n`,
    key: KeyObject.from(keys.privateKey),
  };
}

/** Returns whether a text contains a part of a key that is too long for a word. */
export function quotes(text: string, pem: string): boolean {
  const body = pem.replace(/-----[^-]*-----/g, '').replace(/\s/g, '');
  for (let at = 0; at + 16 <= body.length; at += 1) if (text.includes(body.slice(at, at + 16))) return true;
  return false;
}
