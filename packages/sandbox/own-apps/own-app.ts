import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { AppContent, AppSummary, DataConnection, ObjectProperties } from '../apps/app-definition.ts';
import { loadData, LoadFailure } from '../engine/load-data.ts';
import { AppFileError } from './app-file-error.ts';
import type { AppFiles, AppNote } from './app-files.ts';
import { folderConnection, idOf, missingFile } from './folder-connection.ts';
import { readSerializedApp } from './serialized-app.ts';
import { readUnbuiltApp } from './unbuilt-app.ts';

/** An app of the user's own, with its data. */
export interface OwnApp {
  /** The folder or file that it was read from. */
  readonly source: string;
  readonly summary: AppSummary;
  readonly content: AppContent;
  readonly connections: readonly DataConnection[];
  /** What its files contain that is not used, or not read as it is meant. */
  readonly notes: readonly AppNote[];
}

/**
 * Reads an app from a folder (as Qlik's command-line tool unbuilds it) or a `.json` file (as `serializeapp` writes it), and runs its script.
 * @throws {AppFileError} naming the file, and the member or line that is wrong
 */
export async function readOwnApp(path: string): Promise<OwnApp> {
  const source = resolve(path);
  const files = filesOf(source);
  const wrongEncodings = new Map<string, string>();
  const connections = files.connections.map((each) =>
    folderConnection(each, (file, encoding) => wrongEncodings.set(file, encoding)),
  );
  const loaded = await load(files, connections);
  const time = changedAt(source).toISOString();
  return {
    source,
    connections,
    notes: [...files.notes, ...[...wrongEncodings].map(encodingNote)],
    summary: {
      id: idOf(`app/${source}`),
      name: files.title,
      description: files.description,
      createdAt: time,
      updatedAt: time,
      lastReloadTime: new Date().toISOString(),
    },
    content: {
      tables: loaded.tables,
      lineage: loaded.lineage,
      objects: files.objects,
      dimensions: files.dimensions,
      measures: files.measures,
      variables: withScriptVariables(files.variables, loaded.variables),
      script: files.script.text,
      hasRunnableScript: true,
    },
  };
}

const encodingNote = ([file, encoding]: readonly [string, string]): AppNote => ({
  file: basename(file),
  message: `Some of its letters are not in ${encoding}, and are read as “\ufffd”. Save it as UTF-8, or write its encoding in the format of its LOAD, such as “ansi” for Windows in Western Europe, or “codepage is 1252”.`,
});

function filesOf(source: string): AppFiles {
  const facts = statSync(source, { throwIfNoEntry: false });
  if (facts === undefined) throw new AppFileError(source, 'does not exist.');
  if (facts.isDirectory()) return readUnbuiltApp(source);
  if (source.endsWith('.json')) return readSerializedApp(source);
  throw new AppFileError(
    source,
    'must be a folder, as "qlik app unbuild" writes it, or a .json file, as serializeapp writes it. A .qvf file cannot be read here.',
  );
}

async function load(files: AppFiles, connections: readonly DataConnection[]) {
  const { script, variables } = files;
  try {
    return await loadData(script.text, {
      connections,
      variables: variables.map(({ qName, qDefinition }): [string, string] => [
        typeof qName === 'string' ? qName : '',
        typeof qDefinition === 'string' ? qDefinition : '',
      ]),
    });
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    const place = error.line > 0 ? `, line ${error.line}` : '';
    throw new AppFileError(`${script.file}${place}`, `${error.message}${await remedy(error, files)}`, {
      cause: error,
    });
  }
}

/** Where the files of a connection are looked for, when one of them is missing, or the connection is. */
async function remedy({ message }: LoadFailure, { connections, source }: AppFiles): Promise<string> {
  const unknown = /there is no connection '([^']+)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const folder = source.endsWith('.json') ? dirname(source) : source;
    const names = connections.map(({ name }) => name).join(', ');
    const others = names === '' ? '' : ` There is: ${names}.`;
    return `. Put its files into ${join(folder, 'data', unknown)}, or list it among the connections of the app.${others}`;
  }
  const [, name, file = ''] = /lib:\/\/([^/']+)\/?([^']*)/i.exec(message) ?? [];
  const connection = connections.find((each) => each.name.toLowerCase() === name?.toLowerCase());
  return connection === undefined ? '' : `. ${await missingFile(connection.folders, file)}`;
}

/** The variables that the script sets win, as after a reload. */
function withScriptVariables(
  variables: readonly ObjectProperties[],
  values: ReadonlyMap<string, string>,
): readonly ObjectProperties[] {
  const known = variables.map((variable) => {
    const value = values.get(String(variable['qName']));
    return value === undefined ? variable : { ...variable, qDefinition: value };
  });
  const names = new Set(known.map(({ qName }) => qName));
  const created = [...values].filter(([name]) => !names.has(name));
  return [
    ...known,
    ...created.map(([qName, qDefinition]) => ({
      qInfo: { qId: idOf(`variable/${qName}`), qType: 'variable' },
      ...{ qName, qDefinition, qComment: '', qIsScriptCreated: true },
    })),
  ];
}

/** The time of the last change of any file of an app. */
function changedAt(source: string): Date {
  const facts = statSync(source);
  if (!facts.isDirectory()) return facts.mtime;
  const times = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(resolve(entry.parentPath, entry.name)).mtimeMs);
  return new Date(Math.max(facts.mtimeMs, ...times));
}
