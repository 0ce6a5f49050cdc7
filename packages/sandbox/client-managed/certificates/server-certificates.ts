import { createAuthority, type KeyedCertificate } from '../../listening/certificate-authority.ts';

/** The certificates that a server exports for its clients, and its own. */
export interface ServerCertificates {
  /** The root certificate (PEM), which clients must trust. */
  readonly root: string;
  readonly server: KeyedCertificate;
  readonly client: KeyedCertificate;
}

/** Creates a certificate authority, a certificate for `localhost` and a client certificate. The authority's key is not kept. */
export async function createServerCertificates(): Promise<ServerCertificates> {
  const authority = await createAuthority('CN=localhost-CA, O=Qlik sandbox');
  const [server, client] = await Promise.all([
    authority.issueForServer('CN=localhost, O=Qlik sandbox'),
    authority.issueForClient('CN=QlikClient, O=Qlik sandbox'),
  ]);
  return { root: authority.root, server, client };
}
