import type { Tree } from '@angular-devkit/schematics';
import { posix } from 'node:path';
import { type AssetRule, fileOfAsset, isAssetRule, isFolder } from './asset-rules.ts';
import { type Application, join } from './project.ts';
import { servedConfigurations } from './serve-address.ts';

type Project = Pick<Application, 'project' | 'sourceRoot'>;

/** The assets of the options of a build, or of one of its configurations that has its own. */
interface AssetList {
  /** Missing for the options. */
  readonly configuration?: string | undefined;
  readonly assets: readonly unknown[];
}

/** What builds with other assets serve at the address of a file. */
export interface OtherBuild {
  /** Missing for those without a configuration that has assets of its own. */
  readonly configuration?: string | undefined;
  /** The file that it serves, if it serves one. */
  readonly present?: string | undefined;
  /** The file that it would serve, if there is a rule for one. */
  readonly possible?: string | undefined;
  /** With this rule it would serve the same file as the other builds. */
  readonly rule: AssetRule;
}

/** The file of the workspace that is served at an address. */
export interface ServedFile {
  readonly path: string;
  /** The rule that angular.json lacks. */
  readonly rule?: AssetRule;
  /** Those builds that do not serve this file. */
  readonly others: readonly OtherBuild[];
}

/**
 * The file that a build serves at an address. Where there is none yet, that which it would serve: no other file loses its place by it.
 * @param address below the root of the site, as {@link join} writes it
 */
export function servedFile(tree: Tree, application: Project, address: string): ServedFile {
  const builds = assetListsOf(application).map(({ configuration, assets }) => {
    const files = filesOf(tree, application, { assets, address });
    // What is copied last stays.
    return { configuration, files, present: files.findLast((file) => tree.exists(file)) };
  });
  const path =
    builds.find(({ present }) => present !== undefined)?.present ?? builds.flatMap(({ files }) => files)[0];
  if (path === undefined) return { ...newFile(tree, application, address), others: [] };
  const others = builds.filter(({ files, present }) =>
    present === undefined ? !files.includes(path) : present !== path,
  );
  const folder = posix.dirname(address);
  const rule = {
    glob: posix.basename(path),
    input: posix.dirname(path),
    ...(folder === '.' ? {} : { output: folder }),
  };
  return {
    path,
    others: others.map(({ configuration, files: [possible], present }) => ({
      configuration,
      present,
      possible,
      rule,
    })),
  };
}

/** All files that are at an address, of which a build serves the last one. */
export function presentFiles(tree: Tree, application: Project, address: string): readonly string[] {
  const files = assetListsOf(application).flatMap(({ assets }) =>
    filesOf(tree, application, { assets, address }),
  );
  return files.filter((path) => tree.exists(path));
}

function filesOf(
  tree: Tree,
  { sourceRoot }: Project,
  { assets, address }: { readonly assets: readonly unknown[]; readonly address: string },
): readonly string[] {
  return assets.flatMap((entry) => fileOfAsset(entry, address, { tree, sourceRoot }) ?? []);
}

/** A file of the public folder, which is served whole unless some of it is not meant to be. */
function newFile(tree: Tree, { project, sourceRoot }: Project, address: string): Omit<ServedFile, 'others'> {
  const input = join(project.root, 'public');
  const isKnown = assetListsOf({ project, sourceRoot }).some(({ assets }) =>
    assets.some((entry) => isAssetRule(entry) && join(entry.input) === input),
  );
  const glob = isKnown || isFolder(tree, input) ? address : '**/*';
  return { path: join(input, address), rule: { glob, input } };
}

/** The assets of a project: first those that `ng serve` has. */
function assetListsOf({ project }: Project): readonly AssetList[] {
  const build = project.targets.get('build');
  const own = Object.entries(build?.configurations ?? {}).flatMap(([configuration, options]) =>
    Array.isArray(options?.['assets']) ? [{ configuration, assets: options['assets'] }] : [],
  );
  const shared: unknown = build?.options?.['assets'];
  // Without assets there, each configuration that has its own is a build of its own.
  const lists: readonly AssetList[] =
    Array.isArray(shared) || own.length === 0
      ? [{ assets: Array.isArray(shared) ? shared : [] }, ...own]
      : own;
  const served = servedConfigurations(project).findLast((name) =>
    own.some(({ configuration }) => configuration === name),
  );
  return [
    ...lists.filter(({ configuration }) => configuration === served),
    ...lists.filter(({ configuration }) => configuration !== served),
  ];
}
