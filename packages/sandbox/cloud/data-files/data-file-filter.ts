import { baseName, type DataFile, folderOf } from './data-file-store.ts';
import { dataFileError } from './data-file-upload.ts';

/** What a listing may ask for. */
export interface DataFileFilter {
  readonly appId?: string;
  readonly baseNameWildcard?: string;
  readonly excludeFiles: boolean;
  readonly excludeSubFolders: boolean;
  readonly folderId?: string;
  readonly folderPath?: string;
  readonly name?: string;
  readonly notOwnerId?: string;
  readonly ownerId?: string;
}

/** @throws {QlikError} 400 for parameters that exclude each other */
export function fileFilter(query: DataFileFilter): (file: DataFile) => boolean {
  if (query.folderId !== undefined) {
    throw query.folderPath === undefined
      ? dataFileError(400, 'DF-005', 'folderId: there is no such folder.')
      : dataFileError(400, 'DF-003', 'folderId and folderPath exclude each other.');
  }
  const wildcard = query.baseNameWildcard === undefined ? undefined : patternOf(query.baseNameWildcard);
  const root = query.folderPath === undefined ? '' : `${query.folderPath}/`;
  return ({ name, ownerId, appId }) =>
    !query.excludeFiles &&
    name.startsWith(root) &&
    (!query.excludeSubFolders || (folderOf(name) ?? '') === (query.folderPath ?? '')) &&
    (query.name === undefined || name === query.name) &&
    (wildcard?.test(baseName(name)) ?? true) &&
    (query.ownerId === undefined || ownerId === query.ownerId) &&
    (query.notOwnerId === undefined || ownerId !== query.notOwnerId) &&
    (query.appId === '*' ? appId !== undefined : appId === query.appId);
}

function patternOf(wildcard: string): RegExp {
  const escaped = wildcard.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
