import type { Tree } from '@angular-devkit/schematics';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import picomatch from 'picomatch';
import { posix } from 'node:path';
import { isBelow, join } from './project.ts';

/** A rule of `assets` in angular.json. */
export interface AssetRule {
  readonly glob: string;
  readonly input: string;
  readonly ignore?: readonly string[];
  readonly output?: string;
}

/** What Angular's builders never serve. */
const ALWAYS_IGNORED = ['.gitkeep', '**/.DS_Store', '**/Thumbs.db'];

/** Whether an entry of `assets` is a rule, and not the path of a file or folder. */
export function isAssetRule(value: unknown): value is AssetRule {
  return isRecord(value) && typeof value['glob'] === 'string' && typeof value['input'] === 'string';
}

/** What is read of a workspace. */
interface Sources {
  readonly tree: Tree;
  /** As {@link join} writes it. */
  readonly sourceRoot: string;
}

/**
 * The file that an entry of `assets` serves at an address, or would serve if the file was there.
 * @param address below the root of the site, as {@link join} writes it
 */
export function fileOfAsset(entry: unknown, address: string, sources: Sources): string | undefined {
  const rule = isAssetRule(entry) ? entry : ruleOfPath(entry, address, sources);
  if (!rule) return undefined;
  const output = join(rule.output ?? '');
  if (!isBelow(output, address)) return undefined;
  const file = join(address.slice(output.length));
  return file !== '' && isMatch(rule, file) ? join(rule.input, file) : undefined;
}

/** The rule that a path stands for: the file or folder is served at its place below the sources. */
function ruleOfPath(entry: unknown, address: string, { tree, sourceRoot }: Sources): AssetRule | undefined {
  if (typeof entry !== 'string') return undefined;
  const path = join(entry);
  if (path !== sourceRoot && !isBelow(sourceRoot, path)) return undefined;
  const output = posix.relative(sourceRoot, path);
  // What is not there is a folder for the builders, until it is made as a file.
  const isFile = tree.exists(path) || (output === address && !isFolder(tree, path));
  return isFile
    ? { glob: posix.basename(path), input: posix.dirname(path), output: posix.dirname(output) }
    : { glob: '**/*', input: path, output };
}

/** Whether there are files in a folder, or below it. */
export function isFolder(tree: Tree, path: string): boolean {
  const { subfiles, subdirs } = tree.getDir(path);
  return subfiles.length > 0 || subdirs.length > 0;
}

/** Whether a rule is for a file of its folder, as `fast-glob` finds files, which the builders use. */
function isMatch({ glob, ignore = [] }: AssetRule, file: string): boolean {
  const ignored = [...ALWAYS_IGNORED, ...ignore.map((each) => (isNegated(each) ? each.slice(1) : each))];
  const isIn = (path: string, globs: readonly string[]) => globs.some((each) => regExpOf(each).test(path));
  if (isNegated(glob) || !regExpOf(glob).test(file) || isIn(file, ignored)) return false;
  // Below the folder from which a search starts, no folder is searched that is ignored by its name.
  const base = join(picomatch.scan(glob).base);
  const folders = /[*?[(]/.test(glob) ? foldersOf(file).filter((folder) => isBelow(base, folder)) : [];
  const names = ignored.filter((each) => !picomatch.scan(posix.basename(each)).isGlob);
  return !folders.some((folder) => isIn(folder, names));
}

const isNegated = (glob: string): boolean => glob.startsWith('!') && glob[1] !== '(';

const regExpOf = (glob: string): RegExp =>
  picomatch.makeRe(glob.replace(/(?!^)\/{2,}/g, '/'), { dot: true, posix: true });

/** The folders that a file is in: `a` and `a/b` for `a/b/c`. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
