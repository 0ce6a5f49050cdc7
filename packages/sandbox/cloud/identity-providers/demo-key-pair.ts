import { createPublicKey, generateKeyPair } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readIfExists } from '../../listening/kept-certificate.ts';

/** The key pair that the demo identity providers trust. */
export interface DemoKeyPair {
  /** Path of the private key (PKCS #8, PEM), which only its owner can read. */
  readonly privateKeyFile: string;
  /** PEM. */
  readonly publicKey: string;
  /** Where that is. */
  readonly publicKeyFile: string;
}

/**
 * Creates an RSA key pair in that folder, or reuses the one of an earlier run, so that clients can keep their copy of the key.
 *
 * @throws {Error} when the folder cannot be written or the file there is no private key.
 */
export async function provideDemoKeyPair(folder: string): Promise<DemoKeyPair> {
  // An existing folder may be shared on purpose and keeps its mode; the files have their own modes.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateKeyFile = join(folder, 'jwt_private_key.pem');
  const publicKeyFile = join(folder, 'jwt_public_key.pem');
  let privateKey = await readIfExists(privateKeyFile);
  if (privateKey === undefined) {
    const options = {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    } as const;
    ({ privateKey } = await promisify(generateKeyPair)('rsa', options));
    await writeSecret(privateKeyFile, privateKey);
  }
  await chmod(privateKeyFile, 0o600);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(publicKeyFile, publicKey);
  return { privateKeyFile, publicKey, publicKeyFile };
}

/** Writes a file that only its owner can read; replaces an existing one. */
export async function writeSecret(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
  await chmod(path, 0o600);
}
