import type { DataConnection } from '../../apps/app-definition.ts';
import { decodeFile } from '../../apps/file-encoding.ts';
import type { Space } from '../spaces/space.ts';
import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';
import type { DataFilePlace, DataFileStore } from './data-file-store.ts';

/** The name of the connection that every space has. */
const NAME = 'DataFiles';

/** A connection to the data files of a space, in the API. */
export interface DataFileConnection {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly connectStatement: string;
  readonly spaceId: string | undefined;
}

export function connectionOfSpace({ id }: Pick<Space, 'id'>): DataFileConnection {
  return connection(objectId('data-files', id), id, id);
}

export function personalConnection({ id }: Pick<User, 'id'>): DataFileConnection {
  return connection(objectId('data-files', id), undefined, '');
}

function connection(id: string, spaceId: string | undefined, path: string): DataFileConnection {
  const type = 'qix-datafiles.exe';
  return {
    id,
    name: NAME,
    type,
    connectStatement: `CUSTOM CONNECT TO "provider=${type};path=${path};"`,
    spaceId,
  };
}

/** `lib://DataFiles/…` of the scripts of an app: the data files of its space. */
export function scriptConnection(files: DataFileStore, { spaceId, ownerId }: DataFilePlace): DataConnection {
  const place = { spaceId, ownerId };
  return {
    id: objectId('data-files', spaceId ?? ownerId),
    name: NAME,
    list: () => Promise.resolve(files.filesIn(place).map(({ name }) => name)),
    read: (name, encoding) =>
      new Promise((resolve) => {
        const file = files.findNamed(place, name);
        if (file === undefined) throw new RangeError(`There is no data file "${name}".`);
        resolve(decodeFile(file.content, encoding));
      }),
    modifiedAt: (name) => {
      const file = files.findNamed(place, name);
      return Promise.resolve(file && new Date(file.modifiedDate));
    },
    write: (name, text) => {
      const content = Buffer.from(text);
      const present = files.findNamed(place, name);
      if (present === undefined) files.add({ ...place, name, content, appId: undefined });
      else files.change(present, { content });
      return Promise.resolve();
    },
  };
}
