import {
  createAuthority,
  createSigningCertificate,
  type KeyedCertificate,
} from '../../listening/certificate-authority.ts';

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
 * second of processor time. The authority's key is not kept.
 */
export async function createServerCertificates(): Promise<ServerCertificates> {
  const authority = await createAuthority('CN=localhost-CA, O=Qlik sandbox');
  const [server, client, jwt] = await Promise.all([
    authority.issueForServer('CN=localhost, O=Qlik sandbox'),
    authority.issueForClient('CN=QlikClient, O=Qlik sandbox'),
    createSigningCertificate('CN=JWT, O=Qlik sandbox'),
  ]);
  return { root: authority.root, server, client, jwt };
}
