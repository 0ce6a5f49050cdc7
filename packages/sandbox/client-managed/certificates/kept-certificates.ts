import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { KeyedCertificate } from '../../listening/certificate-authority.ts';
import { isUsable, readIfExists } from '../../listening/kept-certificate.ts';
import { FILES, PFX_PASSWORD } from './certificate-folder.ts';
import {
  createJwtCertificate,
  createServerCertificates,
  type ServerCertificates,
} from './server-certificates.ts';

/**
 * Returns the certificates that an earlier start wrote into the folder, or creates some. A server keeps its own: clients trust it once,
 * and copies of the client's certificate stay valid. What is damaged, foreign or about to end is replaced.
 * @param folder where they are kept; without it they are created
 */
export async function provideServerCertificates(
  folder: string | undefined,
  now: () => number = Date.now,
): Promise<ServerCertificates> {
  if (folder === undefined) return createServerCertificates();
  const [root, server, client, jwt] = await Promise.all([
    readIfExists(join(folder, FILES.root)),
    readPair(folder, FILES.server, FILES.serverKey),
    readPair(folder, FILES.client, FILES.clientKey),
    readPair(folder, FILES.jwt, FILES.jwtKey),
  ]);
  const keptJwt = jwt && isUsable(jwt, jwt.certificate, now()) ? jwt : undefined;
  if (root && server && client && [server, client].every((each) => isUsable(each, root, now()))) {
    const pfx = await readPfx(folder);
    return {
      ...{ root, server, client },
      ...(pfx === undefined ? {} : { pfx }),
      jwt: keptJwt ?? (await createJwtCertificate()),
    };
  }
  return createServerCertificates(keptJwt);
}

async function readPair(
  folder: string,
  certificateFile: string,
  keyFile: string,
): Promise<KeyedCertificate | undefined> {
  const [certificate, key] = await Promise.all(
    [certificateFile, keyFile].map((name) => readIfExists(join(folder, name))),
  );
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

async function readPfx(folder: string): Promise<Buffer | undefined> {
  try {
    const pfx = await readFile(join(folder, FILES.pfx));
    createSecureContext({ pfx, passphrase: PFX_PASSWORD });
    return pfx;
  } catch {
    // It is missing or damaged, and written again.
    return undefined;
  }
}
