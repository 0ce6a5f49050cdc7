import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject } from '../environment/project-root.ts';

const SECRET_VARIABLE = /(SECRET|TOKEN|PASSWORD|PASSPHRASE|API_?KEY|PRIVATE_?KEY)$/i;
const SHORTEST = 8;
const SHAPES = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{20}/,
  'a JSON web token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
};

/** The secrets of the sandbox's OAuth clients, and those in this run's environment. */
export function knownSecrets(): string[] {
  const clients = readFileSync(inProject('packages/sandbox/cloud/oauth/oauth-client.ts'), 'utf8');
  const ofClients = [...clients.matchAll(/\bsecret: '([^']+)'/g)].flatMap(([, secret]) => secret ?? []);
  if (ofClients.length === 0)
    throw new Error("The sandbox's client secrets were not found where they are expected.");
  const ofEnvironment = Object.entries(process.env)
    .filter(([name]) => SECRET_VARIABLE.test(name))
    .flatMap(([, value = '']) => (value.length >= SHORTEST ? [value] : []));
  return [...new Set([...ofClients, ...ofEnvironment])];
}

/**
 * Looks into every file below a folder.
 * @returns a line for each thing found: the file and what kind of secret, never the secret
 */
export function findSecrets(folder: string, known: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = readFileSync(path, 'latin1');
      return [
        ...known.filter((secret) => content.includes(secret)).map(() => 'a known secret'),
        ...Object.entries(SHAPES).flatMap(([name, shape]) => (shape.test(content) ? [name] : [])),
      ].map((kind) => `${relative(folder, path)}: ${kind}`);
    });
}
