import { readFileSync } from 'node:fs';
import type { ObjectEntry, ObjectProperties } from '../apps/app-definition.ts';
import { isRecord } from '../json/is-record.ts';
import { AppFileError } from './app-file-error.ts';

/** An app as its files define it, before its script runs. */
export interface AppFiles {
  /** The folder, or the file. */
  readonly source: string;
  readonly title: string;
  readonly description: string;
  readonly script: { readonly file: string; readonly text: string };
  /** The folders of the data connections, by name. */
  readonly connections: readonly ConnectionFiles[];
  readonly objects: readonly ObjectEntry[];
  readonly dimensions: readonly ObjectProperties[];
  readonly measures: readonly ObjectProperties[];
  readonly variables: readonly ObjectProperties[];
  /** What the files contain that is not used. */
  readonly notes: readonly AppNote[];
}

/** Something in a file of an app that is not used, or not read as it is meant. */
export interface AppNote {
  /** The name of the file. */
  readonly file: string;
  readonly message: string;
}

/** A data connection of an app, and where its files may be on this machine. */
export interface ConnectionFiles {
  readonly name: string;
  /** `folder`, or the type of a connection that the sandbox does not have, such as a database. */
  readonly type: string;
  /** The folders where its files may be; of two files with one name, that of the first folder is read. */
  readonly folders: readonly ConnectionFolder[];
}

/** A folder with files of a data connection. */
export interface ConnectionFolder {
  readonly path: string;
  /** Links are followed to places in this folder, and to no others. */
  readonly within: string;
}

/** What is wrong with a folder in the place of a file. */
export const IS_FOLDER = 'is a folder; it must be a file.';

/** Reads a text file. @throws {AppFileError} when it cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = isRecord(error) ? error['code'] : undefined;
    const problems: Readonly<Record<string, string>> = {
      ENOENT: 'the file does not exist.',
      EISDIR: IS_FOLDER,
    };
    throw new AppFileError(file, problems[String(code)] ?? `cannot be read (${String(code)}).`, {
      cause: error,
    });
  }
}

/** Reads a JSON file. @throws {AppFileError} when it is not JSON, with the place */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new AppFileError(file, `is not JSON: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}

/**
 * Returns the properties of a generic object.
 * @param type the type where the file does not say it
 * @throws {AppFileError} naming the member that is missing
 */
export function propertiesOf(value: unknown, file: string, place: string, type?: string): ObjectProperties {
  if (!isRecord(value)) throw new AppFileError(file, `${place} must be an object.`);
  const info = value['qInfo'];
  if (!isRecord(info) || typeof info['qId'] !== 'string' || info['qId'] === '')
    throw new AppFileError(file, `${place}.qInfo.qId must be the id of the object.`);
  const qType = typeof info['qType'] === 'string' && info['qType'] !== '' ? info['qType'] : type;
  if (qType === undefined)
    throw new AppFileError(file, `${place}.qInfo.qType must be the type of the object.`);
  return { ...value, qInfo: { qId: info['qId'], qType } };
}

/** Returns an object with its children: its properties, or the tree of `GetFullPropertyTree`. @throws {AppFileError} */
export function entryOf(value: unknown, file: string, place: string): ObjectEntry {
  if (!isRecord(value) || value['qProperty'] === undefined)
    return { properties: propertiesOf(value, file, place) };
  const children = value['qChildren'] ?? [];
  if (!Array.isArray(children)) throw new AppFileError(file, `${place}.qChildren must be a list.`);
  return {
    properties: propertiesOf(value['qProperty'], file, `${place}.qProperty`),
    children: children.map((child, index) => entryOf(child, file, `${place}.qChildren[${index}]`)),
  };
}

/** Returns the elements of a list, or the only one where the value is no list. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * Returns a bookmark with its selections by value, as the engine keeps them: from the state data of a bookmark's layout.
 * @throws {AppFileError}
 */
export function bookmarkOf(value: unknown, file: string, place: string): ObjectEntry {
  const { qBookmark: own, ...properties } = propertiesOf(value, file, place, 'bookmark');
  // `serializeapp` keeps it among the data.
  const qBookmark = own ?? (isRecord(properties['qData']) ? properties['qData']['qBookMark'] : undefined);
  const states = isRecord(qBookmark) && Array.isArray(qBookmark['qStateData']) ? qBookmark['qStateData'] : [];
  const selections = Object.fromEntries(
    states
      .filter(isRecord)
      .map((state) => [
        typeof state['qStateName'] === 'string' ? state['qStateName'] : '$',
        (Array.isArray(state['qFieldItems']) ? state['qFieldItems'] : []).filter(isRecord).map(selectionOf),
      ]),
  );
  return {
    properties: { ...(qBookmark === undefined ? {} : { selections }), ...properties },
  };
}

function selectionOf(item: Record<string, unknown>): object {
  const definition = isRecord(item['qDef']) ? item['qDef'] : {};
  const values = Array.isArray(item['qValues']) ? item['qValues'] : [];
  return {
    field: definition['qName'],
    isLocked: item['qLocked'] === true,
    values: values.map((value: unknown) => {
      if (!isRecord(value)) return value;
      return typeof value['qNumber'] === 'number' ? value['qNumber'] : value['qText'];
    }),
  };
}
