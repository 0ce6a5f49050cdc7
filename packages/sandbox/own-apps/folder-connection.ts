import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DataConnection } from '../apps/app-definition.ts';
import { decodeFile, wrongEncodingOf } from '../apps/file-encoding.ts';
import { isRecord } from '../json/is-record.ts';
import type { ConnectionFiles, ConnectionFolder } from './app-files.ts';

/** A link in the folder of a connection that leads out of the app. */
interface RefusedLink {
  readonly path: string;
  readonly target: string;
  readonly within: string;
}

interface Place {
  /** The path without links; undefined when nothing is there. */
  readonly real?: string;
  readonly refused?: RefusedLink;
}

/**
 * Returns the data connection of an app, over all its folders.
 * @param onWrongEncoding is told of each file that is read, and has bytes that are no letters in its encoding
 */
export function folderConnection(
  { name, folders }: ConnectionFiles,
  onWrongEncoding: (path: string, encoding: string) => void = () => undefined,
): DataConnection {
  const list = async (): Promise<readonly string[]> => {
    const found = await Promise.all(folders.map((folder) => filesIn(folder)));
    return [...new Set(found.flat())].sort();
  };
  const pathOf = async (file: string): Promise<string | undefined> => {
    const exact = await exactFile(folders, file);
    if (exact !== undefined) return exact;
    for (const folder of folders) {
      const other = await fileInOtherCase(folder, file);
      if (other !== undefined) return other;
    }
    return undefined;
  };
  return {
    id: idOf(`connection/${name}/${folders[0]?.path ?? ''}`),
    name,
    list,
    async read(file, encoding) {
      const path = await pathOf(file);
      if (path === undefined) throw new RangeError(`There is no file "${file}".`);
      const bytes = await readFile(path);
      const text = decodeFile(bytes, encoding);
      const wrong = text.includes('\ufffd') ? wrongEncodingOf(bytes, encoding) : undefined;
      if (wrong !== undefined) onWrongEncoding(path, wrong);
      return text;
    },
    async modifiedAt(file) {
      const path = await pathOf(file);
      return path === undefined ? undefined : (await stat(path)).mtime;
    },
  };
}

/** Says why a file of a connection was not found, and what to do. @param file its path in the connection */
export async function missingFile(folders: readonly ConnectionFolder[], file: string): Promise<string> {
  for (const folder of folders) {
    const refused = await refusedLink(folder, file);
    if (refused !== undefined)
      return `${refused.path} is a link to ${refused.target}, outside ${refused.within}: put a copy there in its place.`;
  }
  const places = await Promise.all(
    folders.map(async (folder) => ({
      path: folder.path,
      exists: (await placeAt(folder)).real !== undefined,
    })),
  );
  const named = (exists: boolean): readonly string[] =>
    places.filter((place) => place.exists === exists).map(({ path }) => path);
  const [present, absent] = [named(true), named(false)];
  const searched = present.length === 0 ? '' : `; looked in ${joined(present)}`;
  const others =
    absent.length === 0 ? '' : `; ${joined(absent)} ${absent.length === 1 ? 'does' : 'do'} not exist`;
  return `Put the file into ${folders[0]?.path ?? ''}${searched}${others}.`;
}

function joined(paths: readonly string[]): string {
  return paths.length < 2 ? paths.join('') : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1) ?? ''}`;
}

async function exactFile(folders: readonly ConnectionFolder[], file: string): Promise<string | undefined> {
  // A path cannot leave the folder.
  if (file.split(/[/\\]/).includes('..')) return undefined;
  for (const folder of folders) {
    const { real } = await placeAt(folder, file);
    if (real !== undefined && (await stat(real)).isFile()) return real;
  }
  return undefined;
}

/** Finds a file as Windows does, where scripts come from: names are the same in any case. */
async function fileInOtherCase(folder: ConnectionFolder, file: string): Promise<string | undefined> {
  let path = '';
  for (const part of file.split('/')) {
    const { real } = await placeAt(folder, path);
    if (real === undefined || !(await stat(real)).isDirectory()) return undefined;
    const name = (await readdir(real)).find((each) => each.toLowerCase() === part.toLowerCase());
    if (name === undefined) return undefined;
    path = join(path, name);
  }
  return exactFile([folder], path);
}

/** The first link on the way to a file that leads out. */
async function refusedLink(folder: ConnectionFolder, file: string): Promise<RefusedLink | undefined> {
  const parts = file.split('/').filter((part) => part !== '..');
  for (let count = 0; count <= parts.length; count += 1) {
    const { refused } = await placeAt(folder, parts.slice(0, count).join('/'));
    if (refused !== undefined) return refused;
  }
  return undefined;
}

async function placeAt({ path, within }: ConnectionFolder, file = ''): Promise<Place> {
  const written = join(path, file);
  const [target, root] = await Promise.all([realPath(written), realPath(within)]);
  if (target === undefined || root === undefined) return {};
  const isInside = target === root || target.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  return isInside ? { real: target } : { refused: { path: written, target, within } };
}

async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = isRecord(error) ? error['code'] : undefined;
    // Nothing is there, or the link leads to itself.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

/** Returns the paths of the files below a folder. Links to folders are followed once on a way, so that circles end. */
async function filesIn(folder: ConnectionFolder): Promise<readonly string[]> {
  const visit = async (file: string, above: readonly string[]): Promise<readonly string[]> => {
    const { real } = await placeAt(folder, file);
    if (real === undefined || above.includes(real)) return [];
    if (!(await stat(real)).isDirectory())
      return [relative(folder.path, join(folder.path, file)).split(sep).join('/')];
    const names = await readdir(real);
    return (await Promise.all(names.map((name) => visit(join(file, name), [...above, real])))).flat();
  };
  return visit('', []);
}

/** Returns an id with the form of a UUID that is the same in every run. */
export function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
