import { chain, type Rule, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { DependencyType } from '@schematics/angular/utility';
import { JSONFile } from '@schematics/angular/utility/json-file';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { addPackage, PACKAGE_JSON } from './package-file.ts';
import { workspaceFolder } from './workspace-folder.ts';

/** Set by the build: the versions of the packages beside which the library was built. */
declare const COMPANION_VERSIONS: Readonly<Record<Companion, string>>;

/** Packages that some applications need beside the library. */
type Companion = 'qlik-sandbox' | 'ngx-qlik-runtime';

const LIBRARY = 'ngx-qlik';

/** Adds the sandbox to the packages for development. @throws {SchematicsException} as {@link addCompanion} */
export function addSandboxPackage(): Rule {
  return chain([addCompanion('qlik-sandbox', DependencyType.Dev), holdForYarn]);
}

/** The part of Fastify whose later versions ask for Node 22, and the version that the sandbox has. */
const HELD = { name: 'light-my-request', version: '6.6.0' };

/** Yarn 1 gives Fastify another version of its part than the sandbox names, and then refuses to install it with Node 20. */
const holdForYarn: Rule = (tree, { logger }) => {
  const isYarn1 = tree.exists('yarn.lock') && tree.readText('yarn.lock').includes('# yarn lockfile v1');
  if (!isYarn1 || Number(process.versions.node.split('.')[0]) >= 22 || !tree.exists(PACKAGE_JSON)) return;
  const file = new JSONFile(tree, PACKAGE_JSON);
  const path = ['resolutions', HELD.name];
  if (file.get(path) !== undefined) return;
  file.modify(path, HELD.version);
  logger.info(
    `package.json: "resolutions" holds ${HELD.name} at ${HELD.version}, without which Yarn 1 cannot install qlik-sandbox with Node 20. With Node 22 it is not needed.`,
  );
};

/** Adds the files of the bundled runtime to the packages. @throws {SchematicsException} as {@link addCompanion} */
export function addRuntimePackage(): Rule {
  return addCompanion('ngx-qlik-runtime', DependencyType.Default);
}

/**
 * Adds a package to those of the workspace, unless it is among them: from the registry, or from beside the file that the library was
 * installed from.
 * @throws {SchematicsException} where it is not beside that file
 */
function addCompanion(name: Companion, type: DependencyType): Rule {
  return (tree) => {
    const dependencies = dependenciesOf(tree);
    if (name in dependencies) return undefined;
    const library = fileOf(dependencies[LIBRARY]);
    const specifier =
      library === undefined ? `^${COMPANION_VERSIONS[name]}` : besideLibrary(library, name, type);
    return addPackage(name, specifier, { type });
  };
}

/** The packages of the workspace, by name. */
function dependenciesOf(tree: Tree): Readonly<Record<string, unknown>> {
  if (!tree.exists(PACKAGE_JSON)) return {};
  const file = new JSONFile(tree, PACKAGE_JSON);
  const lists = ['devDependencies', 'dependencies'].map((list) => file.get([list]));
  return Object.assign({}, ...lists.filter((list) => typeof list === 'object')) as Record<string, unknown>;
}

/** Where a package was installed from: `file:../x.tgz` of npm and pnpm, `link:…`, a bare path of Yarn's. */
function fileOf(specifier: unknown): { readonly protocol: string; readonly path: string } | undefined {
  if (typeof specifier !== 'string') return undefined;
  const found = /^(file:|link:|portal:|(?=\.{0,2}\/|[A-Za-z]:[\\/]))(?!\/\/)(.+)$/.exec(specifier);
  return found ? { protocol: found[1] ?? '', path: found[2] ?? '' } : undefined;
}

function besideLibrary(
  { protocol, path }: { readonly protocol: string; readonly path: string },
  companion: Companion,
  type: DependencyType,
): string {
  const folder = posix.dirname(path);
  const name = basename(path).replace(LIBRARY, companion);
  // The tree of a schematic ends at the workspace, and the file can be outside.
  const absolute = resolve(workspaceFolder(), folder);
  const found = existsSync(join(absolute, name)) ? name : onlyOne(packedIn(absolute, companion));
  if (found !== undefined)
    return `${protocol}${folder === '.' && protocol !== '' ? '' : `${folder}/`}${found}`;
  const install = `npm install ${type === DependencyType.Dev ? '--save-dev ' : ''}<path of ${companion}-….tgz>`;
  throw new SchematicsException(
    `package.json: "${LIBRARY}" comes from the file ${path}, and ${companion} is not beside it: ${join(absolute, name)} does not exist. Put it there, or install it with "${install}"; then run "ng add ${LIBRARY}" with the same options again.`,
  );
}

/** Packed in any version. */
function packedIn(folder: string, companion: Companion): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(
    (name) => name.startsWith(`${companion}-`) && /^\d.*\.tgz$/.test(name.slice(companion.length + 1)),
  );
}

const onlyOne = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
