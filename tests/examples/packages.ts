import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { commandsAt, pack } from '../consumers/commands.ts';
import { newestAngular } from '../consumers/versions.ts';

const PACKED = ['ngx-qlik', 'ngx-qlik-backend', 'qlik-sandbox'] as const;

/** The packed packages, by name: the path of each file. Its name has a hash of its content, so that npm installs a changed one again. */
export type Tarballs = Readonly<Record<string, string>>;

/** Packs the built packages into a folder. @throws {Error} naming the command that builds the missing one */
export async function packAll(folder: string): Promise<Tarballs> {
  const tarballs: Record<string, string> = {};
  for (const name of PACKED) {
    const built = inProject(`dist/${name}`);
    if (!existsSync(join(built, 'package.json')))
      throw new Error(`dist/${name} is missing. Run: npm run build && npm run build:packages`);
    const place = join(folder, 'tarballs', name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const packed = await pack(built, place);
    const hash = createHash('sha256').update(readFileSync(packed)).digest('hex');
    tarballs[name] = join(place, `${name}-${hash.slice(0, 12)}.tgz`);
    renameSync(packed, tarballs[name]);
  }
  return tarballs;
}

/** What is read of a `package.json`. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/**
 * What several projects depend on, for one `node_modules` of all.
 * @throws {Error} naming a package of which they ask for different versions
 */
export function dependenciesOfAll(
  manifests: readonly Manifest[],
  tarballs: Tarballs,
): Record<string, string> {
  const all: Record<string, string> = {};
  for (const { dependencies, devDependencies } of manifests) {
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      const tarball = tarballs[name];
      const wanted = tarball === undefined ? range : `file:${tarball}`;
      if (all[name] !== undefined && all[name] !== wanted)
        throw new Error(`The examples ask for different versions of ${name}: ${all[name]} and ${wanted}.`);
      all[name] = wanted;
    }
  }
  return all;
}

/** Installs packages into a folder, unless it has exactly these already. @throws {Error} with npm's output */
export async function installPackages(folder: string, dependencies: Record<string, string>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const wanted = JSON.stringify(dependencies, undefined, 2);
  const done = join(folder, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  rmSync(done, { force: true });
  rmSync(join(folder, 'package-lock.json'), { force: true });
  const run = commandsAt({ folder, logs: folder });
  const major = /\d+/.exec(dependencies['@angular/core'] ?? '')?.[0] ?? '';
  const angular = await newestAngular(Object.keys(dependencies), major, run);
  const manifest = { private: true, type: 'module', dependencies: { ...dependencies, ...angular } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await run(['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline']);
  writeFileSync(done, wanted);
}
