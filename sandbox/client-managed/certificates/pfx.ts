import forge from 'node-forge';
import type { KeyedCertificate } from './certificate-authority.ts';

/**
 * Packs a certificate, its key and its root into PKCS #12, the form in which Qlik's management console exports `client.pfx`.
 *
 * With the root inside, a Node client that is given the file trusts the server as well.
 */
export function createPfx(client: KeyedCertificate, rootPem: string, password: string): Buffer {
  const chain = [client.certificate, rootPem].map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(client.key), chain, password, {
    algorithm: 'aes256',
    friendlyName: 'QlikClient',
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
