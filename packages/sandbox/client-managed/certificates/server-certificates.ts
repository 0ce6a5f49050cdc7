import type { KeyedCertificate } from '../../listening/certificate-authority.ts';
import { newKeys, RSA } from '../../listening/key-pair.ts';

/** The certificates that a server exports for its clients, and its own. */
export interface ServerCertificates {
  /** The root certificate (PEM), which clients must trust. */
  readonly root: string;
  readonly server: KeyedCertificate;
  readonly client: KeyedCertificate;
  /** Self-signed: verifies the JWTs of a virtual proxy, as an administrator makes one. */
  readonly jwt: KeyedCertificate;
  /** The client's, packed at an earlier start; without it they are packed again. */
  readonly pfx?: Buffer;
}

/**
 * Creates a certificate authority, a certificate for `localhost`, a client certificate and one for JWTs: four RSA keys, so a third of a
 * second of processor time, in other threads. The authority's key is not kept.
 * @param givenJwt of an earlier start; a new one without it
 */
export async function createServerCertificates(givenJwt?: KeyedCertificate): Promise<ServerCertificates> {
  const jwtCertificate = givenJwt ?? createJwtCertificate();
  const keys = Array.from({ length: 3 }, () => newKeys(RSA));
  const nextKeys = () => keys.shift() ?? newKeys(RSA);
  // Loaded while the keys are made.
  const { createAuthority } = await import('../../listening/certificate-authority.ts');
  const authority = await createAuthority('CN=localhost-CA, O=Qlik sandbox', { nextKeys });
  const [server, client, jwt] = await Promise.all([
    authority.issueForServer('CN=localhost, O=Qlik sandbox'),
    authority.issueForClient('CN=QlikClient, O=Qlik sandbox'),
    jwtCertificate,
  ]);
  return { root: authority.root, server, client, jwt };
}

/** Creates the certificate for JWTs alone. */
export async function createJwtCertificate(): Promise<KeyedCertificate> {
  const keys = newKeys(RSA);
  const { createSigningCertificate } = await import('../../listening/certificate-authority.ts');
  return createSigningCertificate('CN=JWT, O=Qlik sandbox', keys);
}
