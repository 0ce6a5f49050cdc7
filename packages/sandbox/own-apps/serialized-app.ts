import { basename, dirname } from 'node:path';
import type { ObjectProperties } from '../apps/app-definition.ts';
import { isRecord } from '../json/is-record.ts';
import { AppFileError } from './app-file-error.ts';
import { type AppFiles, bookmarkOf, entryOf, propertiesOf, readJson } from './app-files.ts';
import { connectionFolders, dataConnections } from './unbuilt-app.ts';
import { unknownKeys } from './unknown-keys.ts';

/** What serializeapp writes. */
const MEMBERS = [
  ...['properties', 'loadScript', 'loadscript', 'sheets', 'stories', 'masterobjects', 'appprops'],
  ...['dataconnections', 'dimensions', 'measures', 'bookmarks', 'variables', 'fields'],
  ...['embeddedmedia', 'snapshots'],
];

/**
 * Reads an app from a JSON file as `serializeapp` writes it: `properties`, `loadScript`, `sheets`, `stories`, `masterobjects`,
 * `dataconnections`, `dimensions`, `measures`, `bookmarks`, `variables`. What else is in it is not needed.
 * @throws {AppFileError} naming the member that is wrong
 */
export function readSerializedApp(file: string): AppFiles {
  const content = readJson(file);
  if (!isRecord(content)) throw new AppFileError(file, 'must be an object, as serializeapp writes it.');
  const members = content;
  const { properties, loadScript, loadscript } = members;
  const script = loadScript ?? loadscript;
  if (typeof script !== 'string')
    throw new AppFileError(
      file,
      'loadScript must be the text of the script. Is this a file of serializeapp?',
    );
  const title = isRecord(properties) ? (properties['qTitle'] ?? properties['title']) : undefined;
  const listed = list('dataconnections', (value, place) => {
    const { qName, qType, qConnectionString } = isRecord(value) ? value : {};
    if (typeof qName !== 'string') throw new AppFileError(file, `${place}.qName must be a text.`);
    const path = typeof qConnectionString === 'string' ? qConnectionString : '';
    return {
      name: qName,
      type: typeof qType === 'string' ? qType : 'folder',
      folders: connectionFolders(dirname(file), qName, path),
    };
  });
  return {
    source: file,
    title: typeof title === 'string' && title !== '' ? title : basename(file, '.json'),
    description: '',
    script: { file: `${file} (loadScript)`, text: script },
    connections: [...listed, ...dataConnections(dirname(file), listed)],
    objects: [
      ...['sheets', 'stories', 'masterobjects'].flatMap((name) =>
        list(name, (value, place) => entryOf(value, file, place)),
      ),
      ...list('bookmarks', (value, place) => bookmarkOf(value, file, place)),
    ],
    dimensions: list('dimensions', typed('dimension')),
    measures: list('measures', typed('measure')),
    variables: list('variables', typed('variable')),
    notes: unknownKeys(file, members, MEMBERS),
  };

  function list<T>(name: string, read: (value: unknown, place: string) => T): readonly T[] {
    const values = members[name] ?? [];
    if (!Array.isArray(values)) throw new AppFileError(file, `${name} must be a list.`);
    return values.map((value: unknown, index) => read(value, `${name}[${index}]`));
  }

  function typed(type: string) {
    return (value: unknown, place: string): ObjectProperties => propertiesOf(value, file, place, type);
  }
}
