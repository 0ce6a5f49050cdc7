import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { extname, join, normalize, sep } from 'node:path';
import { commandsAt, RunEnded } from '../consumers/commands.ts';
import type { SiteCertificate } from '../consumers/site.ts';

/** Hosts that deliver the packages of npm's registry to pages. */
export const DELIVERY_HOSTS = ['cdn.jsdelivr.net', 'unpkg.com', 'cdnjs.cloudflare.com'] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=utf-8',
  '.mjs': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** A file of a package: the package as npm names it, with a version or a range or none; the path is empty for its main file. */
export interface AddressedFile {
  readonly specifier: string;
  readonly path: string;
}

const PACKAGE = String.raw`(?<specifier>(?:@[\w.~-]+/)?[\w.~-]+(?:@[\w.^~*+-]+)?)(?:/(?<path>[\w@.~/+-]*))?`;
const ADDRESSES = [
  new RegExp(`^https://cdn\\.jsdelivr\\.net/npm/${PACKAGE}$`),
  new RegExp(`^https://unpkg\\.com/${PACKAGE}$`),
];
const CDNJS =
  /^https:\/\/cdnjs\.cloudflare\.com\/ajax\/libs\/(?<name>[\w.-]+)\/(?<version>[\w.-]+)\/(?<path>[\w@./-]+)$/;

/** Which file an address means; `undefined` for an address that names no package of the registry. */
export function addressedFile(address: string): AddressedFile | undefined {
  const { origin, pathname } = new URL(address);
  const found = ADDRESSES.map((pattern) => pattern.exec(origin + pathname)?.groups).find(Boolean);
  if (found?.['specifier'] !== undefined) return { specifier: found['specifier'], path: found['path'] ?? '' };
  const { name, version, path } = CDNJS.exec(origin + pathname)?.groups ?? {};
  return name === undefined ? undefined : { specifier: `${name}@${version ?? ''}`, path: path ?? '' };
}

/** Stands for the networks that deliver packages, on this machine. */
export interface ContentDelivery {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the files of packages that pages ask a content delivery network for, out of npm's registry: each package is packed once by npm, of
 * the version that the network would choose, or where the registry has it not, a later compatible one. A minified file that a package lacks is the file itself; the network makes it.
 */
export async function startContentDelivery(folder: string, tls: SiteCertificate): Promise<ContentDelivery> {
  const packages = new Map<string, Promise<string>>();
  const server = createServer(tls, (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    const address = `https://${request.headers.host ?? ''}${request.url ?? '/'}`;
    void fileAt(address).then(
      (file) => {
        response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
        response.end(readFileSync(file));
      },
      (error: unknown) => {
        response.statusCode = 404;
        response.end(error instanceof Error ? error.message : String(error));
      },
    );
  });

  async function fileAt(address: string): Promise<string> {
    const wanted = addressedFile(address);
    if (wanted === undefined) throw new Error(`${address} names no package.`);
    const { specifier, path } = wanted;
    const unpacked = packages.get(specifier) ?? unpack(specifier);
    packages.set(specifier, unpacked);
    const root = await unpacked;
    const file = normalize(join(root, path === '' ? mainFile(root) : path));
    const found = [file, file.replace(/\.min(\.\w+)$/, '$1')].find((each) => existsSync(each));
    if (found === undefined || !found.startsWith(root + sep)) throw new Error(`${specifier} has no ${path}.`);
    return found;
  }

  async function unpack(specifier: string): Promise<string> {
    const place = join(folder, specifier.replaceAll(/[^\w.-]/g, '_'));
    const root = join(place, 'package');
    if (existsSync(root)) return root;
    mkdirSync(place, { recursive: true });
    const run = commandsAt({ folder: place, logs: folder });
    try {
      await run(['npm', 'pack', specifier, '--pack-destination', place]);
    } catch (error) {
      // A registry may lack an old version that the network still delivers; a later one that is compatible stands for it.
      const later = specifier.replace(/(?<=.)@(?=\d+\.\d+\.\d+$)/, '@^');
      if (later === specifier || error instanceof RunEnded) throw error;
      process.stdout.write(`The registry has no ${specifier}: ${later}.\n\n`);
      await run(['npm', 'pack', later, '--pack-destination', place]);
    }
    const packed = readdirSync(place).find((name) => name.endsWith('.tgz'));
    if (packed === undefined) throw new Error(`npm packed nothing of ${specifier}.`);
    await run(['tar', 'xzf', packed]);
    return root;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The file that a network delivers for a package without a path. */
function mainFile(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const main = manifest['jsdelivr'] ?? manifest['browser'] ?? manifest['main'];
  return typeof main === 'string' ? main : 'index.js';
}
