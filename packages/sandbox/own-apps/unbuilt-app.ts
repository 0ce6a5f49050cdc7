import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { parse } from 'yaml';
import type { ObjectProperties } from '../apps/app-definition.ts';
import { isRecord } from '../json/is-record.ts';
import { AppFileError } from './app-file-error.ts';
import {
  type AppFiles,
  bookmarkOf,
  type AppNote,
  type ConnectionFiles,
  type ConnectionFolder,
  elementsOf,
  entryOf,
  IS_FOLDER,
  propertiesOf,
  readJson,
  readText,
} from './app-files.ts';
import { unknownKeys } from './unknown-keys.ts';

/** Names of the file that lists the others. Source: Qlik's corectl, `internal/unbuilder.go`, and qlik-cli, `app unbuild`. */
const CONFIG_FILES = ['config.yml', 'config.yaml', 'corectl.yml', 'corectl.yaml'] as const;

/** What an unbuilt app has where no file lists it. */
const USUAL_FILES = {
  script: 'script.qvs',
  'app-properties': 'app-properties.json',
  connections: 'connections.yml',
  objects: 'objects/*.json',
  dimensions: 'dimensions.json',
  measures: 'measures.json',
  variables: 'variables.json',
  bookmarks: 'bookmarks.json',
} as const;

type Part = keyof typeof USUAL_FILES;

/** What Qlik's tools know besides: how they reach an engine. Nothing of it is needed here. */
const TOOL_KEYS = [
  ...['engine', 'app', 'headers', 'certificates', 'insecure', 'context', 'ttl', 'traffic', 'verbose'],
  ...['no-data', 'no-save', 'silent', 'limit', 'suppress', 'json', 'bash'],
];
const CONFIG_KEYS = [...Object.keys(USUAL_FILES), ...TOOL_KEYS];
const CONNECTION_KEYS = ['type', 'connectionstring', 'username', 'password', 'settings'];

function connectionKeys(file: string | undefined, connections: Readonly<Record<string, unknown>>) {
  return Object.entries(connections).flatMap(([name, settings]) =>
    isRecord(settings) ? unknownKeys(file, settings, CONNECTION_KEYS, `connections.${name}.`) : [],
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Reads an app from a folder as Qlik's command-line tool unbuilds it.
 * @throws {AppFileError} naming the file and the member or line that is wrong
 */
export function readUnbuiltApp(folder: string): AppFiles {
  const config = readConfig(folder);
  const scriptFile = filesOf('script')[0];
  const [propertiesFile] = filesOf('app-properties');
  if (scriptFile === undefined && propertiesFile === undefined)
    throw new AppFileError(
      folder,
      'has neither script.qvs nor app-properties.json. It must be a folder that "qlik app unbuild" wrote.',
    );
  const properties = propertiesFile === undefined ? {} : readJson(propertiesFile);
  if (!isRecord(properties)) throw new AppFileError(String(propertiesFile), 'must be an object.');
  const listed = connectionsOf();
  const { qTitle, description } = properties;
  return {
    source: folder,
    title: typeof qTitle === 'string' && qTitle !== '' ? qTitle : basename(resolve(folder)),
    description: typeof description === 'string' ? description : '',
    script: { file: scriptFile ?? '', text: scriptFile === undefined ? '' : readText(scriptFile) },
    connections: [...listed, ...dataConnections(folder, listed)],
    objects: [...entries('objects', entryOf), ...entries('bookmarks', bookmarkOf)],
    dimensions: entries('dimensions', typed('dimension')),
    measures: entries('measures', typed('measure')),
    variables: entries('variables', typed('variable')),
    notes: [...unknownKeys(config.file, config.values, CONFIG_KEYS), ...connectionNotes()],
  };

  function filesOf(part: Part): readonly string[] {
    const listed = config.values[part];
    const patterns = elementsOf(listed ?? USUAL_FILES[part]);
    return patterns.flatMap((pattern) => {
      if (typeof pattern !== 'string')
        throw new AppFileError(
          config.file ?? folder,
          `${part} must be the name of a file, or a list of names.`,
        );
      const found = globSync(pattern.replace(/^\.\//, ''), { cwd: folder, absolute: true }).sort();
      if (found.length === 0 && listed !== undefined && !/[*?[{]/.test(pattern))
        throw new AppFileError(
          join(folder, pattern),
          isFolder(join(folder, pattern))
            ? IS_FOLDER
            : `the file does not exist; ${String(config.file)} lists it as ${part}.`,
        );
      if (found.length === 0 && isFolder(join(folder, pattern)))
        throw new AppFileError(join(folder, pattern), IS_FOLDER);
      return found;
    });
  }

  function entries<T>(part: Part, read: (value: unknown, file: string, place: string) => T): readonly T[] {
    return filesOf(part).flatMap((file) => {
      const content = readJson(file);
      return elementsOf(content).map((value, index) =>
        read(value, file, Array.isArray(content) ? `[${index}]` : 'the file'),
      );
    });
  }

  function connectionNotes(): readonly AppNote[] {
    const listed = config.values['connections'];
    if (isRecord(listed)) return connectionKeys(config.file, listed);
    return filesOf('connections').flatMap((file) => {
      const content = readYaml(file);
      if (!isRecord(content)) return [];
      const { connections } = content;
      const inside = isRecord(connections) ? connectionKeys(file, connections) : [];
      return [...unknownKeys(file, content, ['connections']), ...inside];
    });
  }

  function connectionsOf(): readonly ConnectionFiles[] {
    const listed = config.values['connections'];
    if (isRecord(listed)) return readConnections(listed, config.file ?? folder, folder);
    return filesOf('connections').flatMap((file) => {
      const content = readYaml(file);
      return readConnections(isRecord(content) ? (content['connections'] ?? {}) : {}, file, folder);
    });
  }
}

function typed(type: string) {
  return (value: unknown, file: string, place: string): ObjectProperties =>
    propertiesOf(value, file, place, type);
}

function readConfig(folder: string): {
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
} {
  const file = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return { file, values: {} };
  const content = readYaml(file) ?? {};
  if (!isRecord(content)) throw new AppFileError(file, 'must be a list of names with values.');
  return { file, values: content };
}

function readYaml(file: string): unknown {
  try {
    return parse(readText(file)) as unknown;
  } catch (error) {
    if (error instanceof AppFileError) throw error;
    throw new AppFileError(file, `is not YAML: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** A path of another machine is no use here: the app's own folder `data` stands for it. */
function readConnections(value: unknown, file: string, folder: string): readonly ConnectionFiles[] {
  if (value === null) return [];
  if (!isRecord(value)) throw new AppFileError(file, 'connections must be a list of names with settings.');
  return Object.entries(value).map(([name, settings]) => {
    if (!isRecord(settings)) throw new AppFileError(file, `connections.${name} must have a type.`);
    const { type, connectionstring } = settings;
    if (typeof type !== 'string') throw new AppFileError(file, `connections.${name}.type must be a text.`);
    const path = typeof connectionstring === 'string' ? connectionstring : '';
    return { name, type, folders: connectionFolders(folder, name, path) };
  });
}

/** A folder in `data` is a connection of its name, also where none is listed. */
export function dataConnections(
  folder: string,
  listed: readonly ConnectionFiles[],
): readonly ConnectionFiles[] {
  const data = join(folder, 'data');
  const names = isFolder(data) ? readdirSync(data).filter((name) => isFolder(join(data, name))) : [];
  const known = new Set(listed.map(({ name }) => name.toLowerCase()));
  return names
    .filter((name) => !known.has(name.toLowerCase()))
    .sort()
    .map((name) => ({ name, type: 'folder', folders: connectionFolders(folder, name, '') }));
}

/** The folders where the files of a connection may be, the most specific first. */
export function connectionFolders(folder: string, name: string, path: string): readonly ConnectionFolder[] {
  const named = path === '' || /=|^[A-Za-z]:\\/.test(path) ? undefined : resolve(folder, path);
  return [
    { path: join(folder, 'data', name), within: folder },
    { path: join(folder, 'data'), within: folder },
    // The app names that folder itself, so that it may be anywhere.
    ...(named === undefined ? [] : [{ path: named, within: named }]),
  ];
}
