import { objectId } from '../users/object-id.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Caller } from '../spaces/space-access.ts';
import { mayChangeFile } from './data-file-access.ts';
import type { DataFileConnection } from './data-file-connection.ts';
import { baseName, type DataFile, folderOf } from './data-file-store.ts';

/** `FolderStatsResponse` and `SpaceStatsResponse` of files that are in no folder. */
function statistics(files: readonly DataFile[]): object {
  return {
    aggregateAppScopedFileSize: 0,
    aggregateFileSize: files.reduce((sum, { content }) => sum + content.byteLength, 0),
    aggregateInternalFileSize: 0,
    directAppScopedFileCount: 0,
    directFileCount: files.length,
    directFolderCount: 0,
    directInternalFileCount: 0,
    totalAppScopedFileCount: 0,
    totalFileCount: files.length,
    totalFolderCount: 0,
    totalInternalFileCount: 0,
  };
}

/** `DataFileUploadResponse` of `@qlik/api/data-files`. */
export function dataFileBody(tenant: TenantContext, file: DataFile, caller: Caller): object {
  const { content, spaceId, appId, name, ...rest } = file;
  const folderPath = folderOf(name);
  return {
    ...rest,
    name,
    baseName: baseName(name),
    size: content.byteLength,
    spaceId: spaceId ?? null,
    appId: appId ?? null,
    folder: false,
    folderId:
      folderPath === null ? null : objectId('data-folder', `${spaceId ?? file.ownerId}/${folderPath}`),
    folderPath,
    folderStats: statistics([]),
    qri: `qdf:qix-datafiles:${tenant.id}:${spaceId === undefined ? `personal@${file.ownerId}` : `sid@${spaceId}`}:${name}`,
    actions: [
      'read',
      'list',
      ...(mayChangeFile(tenant, caller, file) ? ['update', 'delete', 'change_owner', 'change_space'] : []),
    ],
  };
}

/** `ConnectionsResponse` of `@qlik/api/data-files`. */
export function connectionBody(
  tenant: TenantContext,
  { spaceId, ...rest }: DataFileConnection,
  ownerId: string,
  { hasStatistics }: { readonly hasStatistics: boolean },
): object {
  const files = tenant.dataFiles.filesIn({ spaceId, ownerId });
  return { ...rest, spaceId: spaceId ?? null, ...(hasStatistics ? { spaceStats: statistics(files) } : {}) };
}
