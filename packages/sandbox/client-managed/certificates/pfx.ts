import forge from 'node-forge';
import type { KeyedCertificate } from './certificate-authority.ts';

/**
 * Packs a certificate, its key and its root into PKCS #12, as Qlik's management console exports `client.pfx`.
 * The root makes a Node client that uses the file trust the server.
 */
export function createPfx(client: KeyedCertificate, rootPem: string, password: string): Buffer {
  const chain = [client.certificate, rootPem].map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(client.key), chain, password, {
    algorithm: 'aes256',
    friendlyName: 'QlikClient',
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
