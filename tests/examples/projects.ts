import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { commandsAt } from '../consumers/commands.ts';
import type { ExampleName } from './options.ts';
import { dependenciesOfAll, installPackages, type Manifest, type Tarballs } from './packages.ts';

/** A project of an example: most have one, a micro-frontend has several. */
export interface Project {
  /** Its path in `examples/`. */
  readonly path: string;
  /** Projects of one version of Angular share their packages. */
  readonly group: string;
  readonly manifest: Manifest;
}

/** Files that a build writes, and packages: not copied. */
const WRITTEN = /(^|\/)(node_modules|dist|\.angular|\.qlik-sandbox)(\/|$)/;
/** Files with addresses that differ in a test. */
const CONFIGURATION = /\.(json|env)$/;

/** The projects of an example. */
export function projectsOf(example: ExampleName): readonly Project[] {
  const root = inProject(join('examples', example));
  const inside = readdirSync(root, { withFileTypes: true }).filter((each) => each.isDirectory());
  const paths = [example, ...inside.map(({ name }) => `${example}/${name}`)];
  return paths
    .filter((path) => existsSync(inProject(join('examples', path, 'package.json'))))
    .map((path) => {
      const text = readFileSync(inProject(join('examples', path, 'package.json')), 'utf8');
      const manifest = JSON.parse(text) as Manifest;
      const version = /\d+/.exec(manifest.dependencies['@angular/core'] ?? '')?.[0];
      if (version === undefined) throw new Error(`examples/${path}/package.json names no @angular/core.`);
      return { path, group: `angular-${version}`, manifest };
    });
}

/** Installs the packages of all these projects: those of one version of Angular once. */
export async function installAll(
  projects: readonly Project[],
  workplace: string,
  tarballs: Tarballs,
): Promise<void> {
  for (const group of new Set(projects.map((each) => each.group))) {
    const manifests = projects.filter((each) => each.group === group).map(({ manifest }) => manifest);
    await installPackages(join(workplace, group), dependenciesOfAll(manifests, tarballs));
  }
}

/** Addresses in the files of an example, and those that stand for them in a test. */
export type Addresses = ReadonlyMap<string, string>;

/** The folder in which {@link copyProject} puts a project. */
export const folderOf = ({ group, path }: Project, workplace: string) =>
  join(workplace, group, path.replaceAll('/', '--'));

/**
 * Copies a project, with other addresses in its configuration.
 * @param keys the folder where the sandbox writes its keys, which the project has beside itself
 */
export function copyProject(
  project: Project,
  workplace: string,
  { addresses, keys }: { readonly addresses: Addresses; readonly keys: string },
): void {
  const source = inProject(join('examples', project.path));
  const folder = folderOf(project, workplace);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !WRITTEN.test(path.slice(source.length)),
  });
  // The assets of a build are named by their path in `node_modules` of the project.
  symlinkSync(join(workplace, project.group, 'node_modules'), join(folder, 'node_modules'), 'junction');
  symlinkSync(keys, join(folder, '.qlik-sandbox'), 'junction');
  for (const name of readdirSync(source, { recursive: true }).map(String)) {
    if (WRITTEN.test(name) || !CONFIGURATION.test(name)) continue;
    const file = join(folder, name);
    let text = readFileSync(file, 'utf8');
    for (const [from, to] of addresses) text = text.replaceAll(from, to);
    writeFileSync(file, text);
  }
}

/** Builds a project by its own script. @throws {Error} with the output */
export async function buildProject(project: Project, workplace: string): Promise<void> {
  await commandsAt({ folder: folderOf(project, workplace), logs: workplace })(['npm', 'run', 'build']);
}
