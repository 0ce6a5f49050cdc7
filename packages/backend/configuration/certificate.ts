import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describeWithoutPem, findCutOff, findPemBlocks, type PemBlock } from './pem.ts';

/** Certificates in the order of the text, or a problem: words that follow the name of a field or file. */
export type CertificatesReading =
  | { readonly certificates: readonly X509Certificate[]; readonly problem?: never }
  | { readonly certificates?: never; readonly problem: string };

const CERTIFICATE_LABELS = ['CERTIFICATE', 'X509 CERTIFICATE'];

/** The `openssl` commands that convert other formats to a certificate. */
const REMEDIES: Readonly<Record<string, string>> = {
  'TRUSTED CERTIFICATE': 'openssl x509 -in FILE -out certificate.pem',
  PKCS7: 'openssl pkcs7 -in FILE -print_certs -out certificate.pem',
  'CERTIFICATE REQUEST': 'openssl x509 -req -in FILE -signkey private-key.pem -days 365 -out certificate.pem',
};

/** Reads a certificate and the chain behind it. Other blocks of the file, such as its key, are passed over. */
export function readCertificates(text: string): CertificatesReading {
  const blocks = findPemBlocks(text);
  const found = blocks.filter(isCertificate);
  if (CERTIFICATE_LABELS.includes(findCutOff(text) ?? '')) return { problem: describeWithoutPem(text) };
  return found.length === 0 ? { problem: describeOther(blocks, text) } : parse(found);
}

/** Reads the certificates of an authority. Every block must be a certificate: a part that is passed over would not be trusted. */
export function readAuthorities(text: string): CertificatesReading {
  const blocks = findPemBlocks(text);
  const other = blocks.find((block) => !isCertificate(block));
  if (blocks.length > 0 && other !== undefined) {
    return { problem: `has to hold certificates only, and there is ${other.label} in it${remedyFor(other)}` };
  }
  if (findCutOff(text) !== undefined) return { problem: describeWithoutPem(text) };
  return blocks.length === 0 ? { problem: describeOther(blocks, text) } : parse(blocks);
}

/** Returns the certificates as concatenated PEM, for TLS. */
export function toPem(certificates: readonly X509Certificate[]): string {
  return certificates.map((each) => each.toString()).join('');
}

/** Returns why a private key does not match a certificate, in words that follow the name of the key; `undefined` when it matches. */
export function findKeyMismatch(keyPem: string, certificatePem: string): string | undefined {
  const key = createPrivateKey(keyPem);
  const certificates = readCertificates(certificatePem).certificates ?? [];
  const matching = certificates.findIndex((each) => each.checkPrivateKey(key));
  if (matching === 0) return undefined;
  return matching > 0
    ? `is the key of certificate ${matching + 1} of "certificate"; put that one first, its authorities after it`
    : 'does not belong to "certificate"; compare: openssl pkey -in key.pem -pubout, openssl x509 -in certificate.pem -noout -pubkey';
}

/**
 * Returns the problems with the dates of certificates, in words that follow the name of a field; empty without problems.
 * @param now milliseconds since 1970
 */
export function findExpired(certificates: readonly X509Certificate[], now: number): readonly string[] {
  return certificates.flatMap(({ validFrom, validTo, subject }, index) => {
    const name = certificates.length === 1 ? '' : ` (certificate ${index + 1}, ${oneLine(subject)})`;
    if (Date.parse(validTo) < now) return [`has expired, on ${validTo}${name}; renew it`];
    return Date.parse(validFrom) > now
      ? [`is not valid before ${validFrom}${name}; check the clock too`]
      : [];
  });
}

/** Returns the command that converts a block to a certificate, as the end of a sentence. */
function remedyFor({ label }: PemBlock): string {
  const remedy = REMEDIES[label.replace(/^NEW /, '')];
  return remedy === undefined ? '' : `; convert it: ${remedy}`;
}

function isCertificate({ label }: PemBlock): boolean {
  return CERTIFICATE_LABELS.includes(label);
}

function parse(blocks: readonly PemBlock[]): CertificatesReading {
  const certificates: X509Certificate[] = [];
  for (const [index, { pem }] of blocks.entries()) {
    try {
      certificates.push(new X509Certificate(pem.replaceAll('X509 CERTIFICATE', 'CERTIFICATE')));
    } catch {
      // The position of the certificate helps more than OpenSSL's message.
      const which = blocks.length === 1 ? '' : ` ${index + 1} of ${blocks.length}`;
      return { problem: `is damaged: the content of certificate${which} cannot be read` };
    }
  }
  return { certificates };
}

function describeOther(blocks: readonly PemBlock[], text: string): string {
  const [first] = blocks;
  if (first === undefined) return `is no certificate: it ${describeWithoutPem(text)}`;
  const labels = [...new Set(blocks.map(({ label }) => label))];
  return `is no certificate: it has ${labels.join(', ')} only${remedyFor(first)}`;
}

function oneLine(subject: string): string {
  return subject.replaceAll('\n', ', ');
}
