import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyedCertificate } from '../../listening/certificate-authority.ts';
import type { ServerCertificates } from './server-certificates.ts';

/** The password of `client.pfx`. It protects nothing: `client_key.pem` has the same key. */
export const PFX_PASSWORD = 'sandbox';

/** Names as those of Qlik's export ("Export PEM certificates" in the management console). */
export const FILES = {
  root: 'root.pem',
  server: 'server.pem',
  serverKey: 'server_key.pem',
  client: 'client.pem',
  clientKey: 'client_key.pem',
  pfx: 'client.pfx',
  jwt: 'jwt_certificate.pem',
  jwtKey: 'jwt_key.pem',
} as const;

/** Iterations of the functions that make keys of that password: more of them would protect nothing, and take time at each start. */
const PFX_ITERATIONS = 100;

/** Paths of the exported files. */
export interface CertificateFiles {
  readonly folder: string;
  readonly root: string;
  readonly client: string;
  readonly clientKey: string;
  readonly clientPfx: string;
  /** Certificate and private key of JWTs for the virtual proxy `jwt`. There is no key when the certificate was passed as an option. */
  readonly jwtCertificate: string;
  readonly jwtKey: string | undefined;
}

/** Writes the files, readable by their owner only. */
export async function writeCertificateFolder(
  folder: string,
  certificates: ServerCertificates,
  jwt: { readonly certificate: string; readonly key?: string },
): Promise<CertificateFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // An existing folder keeps its mode.
  await chmod(folder, 0o700);
  const { client, root, server } = certificates;
  const write = async (name: string, content: string | Buffer): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    await chmod(path, 0o600);
    return path;
  };
  // Qlik exports them, too. They are what the next start has again.
  await write(FILES.server, server.certificate);
  await write(FILES.serverKey, server.key);
  return {
    folder,
    root: await write(FILES.root, root),
    client: await write(FILES.client, client.certificate),
    clientKey: await write(FILES.clientKey, client.key),
    clientPfx: await write(FILES.pfx, certificates.pfx ?? (await createPfx(client, root, PFX_PASSWORD))),
    jwtCertificate: await write(FILES.jwt, jwt.certificate),
    jwtKey: jwt.key === undefined ? undefined : await write(FILES.jwtKey, jwt.key),
  };
}

/**
 * Checks that a virtual proxy can verify JWTs with that certificate.
 * @throws {TypeError} when it is not a PEM certificate, or its key is not RSA.
 */
export function assertSigningCertificate(pem: string): void {
  let type: string | undefined;
  try {
    type = new X509Certificate(pem).publicKey.asymmetricKeyType;
  } catch (error) {
    throw new TypeError('The JWT certificate is no X.509 certificate in PEM form.', { cause: error });
  }
  if (type !== 'rsa') {
    throw new TypeError(`The JWT certificate has a key of type ${type ?? 'unknown'}; Qlik takes RSA only.`);
  }
}

/** Returns Node's TLS options of a server: its certificate and, for mutual TLS, the trusted client authority. */
export function tlsOptions(
  server: KeyedCertificate,
  clientsOf?: string,
): { key: string; cert: string; ca?: string; requestCert?: boolean; rejectUnauthorized?: boolean } {
  const own = { key: server.key, cert: server.certificate };
  return clientsOf === undefined
    ? own
    : { ...own, ca: clientsOf, requestCert: true, rejectUnauthorized: true };
}

/**
 * Packs a certificate, its key and its root into PKCS #12, as Qlik's management console exports `client.pfx`.
 * The root makes a Node client that uses the file trust the server.
 */
async function createPfx(client: KeyedCertificate, rootPem: string, password: string): Promise<Buffer> {
  const { default: forge } = await import('node-forge');
  const chain = [client.certificate, rootPem].map((pem) => forge.pki.certificateFromPem(pem));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(client.key), chain, password, {
    algorithm: 'aes256',
    friendlyName: 'QlikClient',
    count: PFX_ITERATIONS,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}
