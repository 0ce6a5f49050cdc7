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
}

/**
 * Creates a certificate authority, a certificate for `localhost`, a client certificate and one for JWTs: four RSA keys, so a third of a
 * second of processor time, in other threads. The authority's key is not kept.
 */
export async function createServerCertificates(): Promise<ServerCertificates> {
  const keys = Array.from({ length: 4 }, () => newKeys(RSA));
  const nextKeys = () => keys.shift() ?? newKeys(RSA);
  // Loaded while the keys are made.
  const { createAuthority, createSigningCertificate } =
    await import('../../listening/certificate-authority.ts');
  const authority = await createAuthority('CN=localhost-CA, O=Qlik sandbox', { nextKeys });
  const [server, client, jwt] = await Promise.all([
    authority.issueForServer('CN=localhost, O=Qlik sandbox'),
    authority.issueForClient('CN=QlikClient, O=Qlik sandbox'),
    createSigningCertificate('CN=JWT, O=Qlik sandbox', nextKeys()),
  ]);
  return { root: authority.root, server, client, jwt };
}
