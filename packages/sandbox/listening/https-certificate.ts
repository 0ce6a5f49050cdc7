import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from './certificate-authority.ts';
import { isUsable, readIfExists } from './kept-certificate.ts';

/** Days that the certificates are valid. Apple's systems refuse servers' certificates of more than 825 days. */
const VALID_DAYS = 800;

const AUTHORITY = 'authority.pem';
const CERTIFICATE = 'localhost.pem';
const KEY = 'localhost_key.pem';

/** The certificate of the servers that pages use, when they use HTTPS. */
export interface HttpsCertificate {
  /** Path of the authority's certificate, which browsers and clients must trust. */
  readonly authorityFile: string;
  /** Node's TLS options of a server. */
  readonly tls: { readonly key: string; readonly cert: string };
}

/**
 * Returns the certificate that is kept in a folder, or creates one with its own authority. The authority's key is not kept: trusting the
 * authority means trusting this one certificate, for `localhost`, 127.0.0.1 and ::1. A new start uses the same one, so that it is trusted
 * once; it is replaced when it is damaged or about to end.
 */
export async function provideHttpsCertificate(
  folder: string,
  now: () => number = Date.now,
): Promise<HttpsCertificate> {
  const authorityFile = join(folder, AUTHORITY);
  const [root, cert, key] = await Promise.all(
    [AUTHORITY, CERTIFICATE, KEY].map((name) => readIfExists(join(folder, name))),
  );
  if (
    root !== undefined &&
    cert !== undefined &&
    key !== undefined &&
    isUsable({ certificate: cert, key }, root, now()) &&
    new X509Certificate(cert).checkHost('localhost') !== undefined
  ) {
    return { authorityFile, tls: { key, cert } };
  }
  const authority = await createAuthority('CN=Qlik sandbox on this machine, O=Qlik sandbox', {
    validDays: VALID_DAYS,
    keys: 'elliptic',
  });
  const own = await authority.issueForServer('CN=localhost, O=Qlik sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // An existing folder keeps its mode.
  await chmod(folder, 0o700);
  const write = async (name: string, content: string): Promise<void> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    await chmod(path, 0o600);
  };
  await Promise.all([
    write(AUTHORITY, authority.root),
    write(CERTIFICATE, own.certificate),
    write(KEY, own.key),
  ]);
  return { authorityFile, tls: { key: own.key, cert: own.certificate } };
}
