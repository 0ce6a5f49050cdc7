import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { formOf, readForms } from '../rest/form-body.ts';
import { readSort } from '../rest/paging.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import {
  changeableFile,
  maySeePlace,
  placeOfConnection,
  placeOfSpace,
  requireFreeName,
  requireWritable,
  visibleFile,
} from './data-file-access.ts';
import { dataFileBatchRoutes } from './data-file-batches.ts';
import { dataFileBody } from './data-file-body.ts';
import { dataFileConnectionRoutes } from './data-file-connection-routes.ts';
import { type DataFileFilter, fileFilter } from './data-file-filter.ts';
import { PAGE_PARAMETERS, pageLinksOf, pageOf, type PageQuery } from './data-file-pages.ts';
import { baseName } from './data-file-store.ts';
import { dataFileError, EXTENSIONS, MAX_FILE_BYTES, uploadDetails } from './data-file-upload.ts';

/** What Qlik allows for all files of a user together: 30 GB. */
const MAX_TOTAL_BYTES = 30 * 1024 ** 3;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const filesQuery = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    allowInternalFiles: flag,
    appId: text,
    baseNameWildcard: text,
    connectionId: text,
    excludeFiles: flag,
    excludeSubFolders: flag,
    folderId: text,
    folderPath: text,
    includeAllSpaces: flag,
    includeFolderStats: flag,
    includeFolders: flag,
    name: text,
    notOwnerId: text,
    ownerId: text,
    sort: { type: 'string', pattern: '^[+ -]?(name|size|modifiedDate|folder|baseName)$' },
  },
};
const changeSpaceBody = { type: 'object', properties: { spaceId: { type: ['string', 'null'] } } };
const ownerBody = { type: 'object', required: ['ownerId'], properties: { ownerId: text } };

interface FilesQuery extends PageQuery, DataFileFilter {
  readonly connectionId?: string;
  readonly includeAllSpaces: boolean;
}
interface FileParams {
  id: string;
}

/** The `data-files` API (https://qlik.dev/apis/rest/data-files/), without folders that have no files. */
export function dataFileRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { dataFiles, users } = tenant;
  readForms(api, MAX_FILE_BYTES);
  dataFileBatchRoutes(api, tenant, callers);
  dataFileConnectionRoutes(api, tenant, callers);

  api.get<{ Querystring: FilesQuery }>(
    '/data-files',
    { schema: { querystring: filesQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const isWanted = fileFilter(query);
      // Of an owner, all files are listed; of others, those of one space.
      const isEverywhere =
        query.connectionId === undefined && (query.includeAllSpaces || query.ownerId !== undefined);
      const place = placeOfConnection(tenant, caller, query.connectionId);
      const rows = (isEverywhere ? dataFiles.all : dataFiles.filesIn(place)).filter(
        (file) => maySeePlace(tenant, caller, file) && isWanted(file),
      );
      const page = pageOf(rows, query, readSort(query.sort, '+name'), (file, field) => {
        if (field === 'size') return file.content.byteLength;
        if (field === 'modifiedDate') return file.modifiedDate;
        return field === 'baseName' ? baseName(file.name) : file.name;
      });
      return {
        data: page.data.map((file) => dataFileBody(tenant, file, caller)),
        links: pageLinksOf(tenant, request.url, page),
      };
    },
  );

  api.post('/data-files', async (request, reply) => {
    const caller = callers.credentialOf(request);
    const form = formOf(request);
    const { name, connectionId, appId, sourceId } = uploadDetails(form);
    if (name === undefined) throw dataFileError(400, 'HTTP-400', '/name is missing.');
    const place = placeOfConnection(tenant, caller, connectionId);
    requireWritable(tenant, caller, place);
    requireFreeName(tenant, place, name);
    const content = form.files.get('File')?.content ?? contentOf(sourceId, caller);
    if (content === undefined) throw dataFileError(400, 'HTTP-400', 'File is missing.');
    const file = dataFiles.add({ ...place, name, content, appId: appId ?? undefined });
    return reply.code(201).send(dataFileBody(tenant, file, caller));
  });

  const contentOf = (sourceId: string | undefined, caller: Caller): Uint8Array | undefined => {
    if (sourceId === undefined) return undefined;
    const source = dataFiles.find(sourceId);
    if (source !== undefined && maySeePlace(tenant, caller, source)) return source.content;
    throw dataFileError(400, 'DF-017', '/sourceId: there is no such data file.');
  };

  api.put<{ Params: FileParams }>('/data-files/:id', async (request, reply) => {
    const caller = callers.credentialOf(request);
    const file = changeableFile(tenant, caller, request.params.id);
    const form = formOf(request);
    const { name = file.name, connectionId, appId, sourceId } = uploadDetails(form);
    const place =
      connectionId === undefined
        ? file
        : { ...placeOfConnection(tenant, caller, connectionId), ownerId: file.ownerId };
    requireWritable(tenant, caller, place);
    requireFreeName(tenant, place, name, file.id);
    const content = form.files.get('File')?.content ?? contentOf(sourceId, caller) ?? file.content;
    const changed = dataFiles.change(file, {
      name,
      content,
      spaceId: place.spaceId,
      // The owner is who last uploaded the content.
      ownerId: content === file.content ? file.ownerId : caller.user.id,
      ...(appId === undefined ? {} : { appId: appId ?? undefined }),
    });
    return reply.code(201).send(dataFileBody(tenant, changed, caller));
  });

  api.get<{ Params: FileParams }>('/data-files/:id', async (request) => {
    const caller = callers.credentialOf(request);
    return dataFileBody(tenant, visibleFile(tenant, caller, request.params.id), caller);
  });

  api.delete<{ Params: FileParams }>('/data-files/:id', async (request, reply) => {
    dataFiles.remove(changeableFile(tenant, callers.credentialOf(request), request.params.id).id);
    return reply.code(204).send();
  });

  api.post<{ Params: FileParams; Body: { spaceId?: string | null } }>(
    '/data-files/:id/actions/change-space',
    { schema: { body: changeSpaceBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const file = changeableFile(tenant, caller, request.params.id);
      const place = placeOfSpace(tenant, caller, file, request.body.spaceId);
      requireWritable(tenant, caller, place);
      requireFreeName(tenant, place, file.name, file.id);
      dataFiles.change(file, { spaceId: place.spaceId });
      return reply.code(204).send();
    },
  );

  api.post<{ Params: FileParams; Body: { ownerId: string } }>(
    '/data-files/:id/actions/change-owner',
    { schema: { body: ownerBody } },
    async (request, reply) => {
      const file = changeableFile(tenant, callers.credentialOf(request), request.params.id);
      const { ownerId } = request.body;
      if (users.byId(ownerId) === undefined)
        throw dataFileError(400, 'DF-006', '/ownerId: there is no such user.');
      requireFreeName(tenant, { ...file, ownerId }, file.name, file.id);
      dataFiles.change(file, { ownerId });
      return reply.code(204).send();
    },
  );

  api.get('/data-files/quotas', async (request) => {
    const { user } = callers.credentialOf(request);
    const own = dataFiles.all.filter(({ ownerId }) => ownerId === user.id);
    return {
      allowedExtensions: EXTENSIONS,
      allowedInternalExtensions: [],
      maxFileSize: MAX_FILE_BYTES,
      maxLargeFileSize: MAX_FILE_BYTES,
      maxSize: MAX_TOTAL_BYTES,
      size: own.reduce((sum, { content }) => sum + content.byteLength, 0),
    };
  });
}
