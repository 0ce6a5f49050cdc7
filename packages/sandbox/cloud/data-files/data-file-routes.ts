import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { formOf, readForms } from '../rest/form-body.ts';
import { paginate, readSort, type Page } from '../rest/paging.ts';
import { QlikError } from '../rest/qlik-error.ts';
import { canSee, isAdmin, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { mayChangeFile, maySeePlace, mayWriteTo } from './data-file-access.ts';
import { baseName, connectionBody, dataFileBody, folderOf } from './data-file-body.ts';
import { connectionOfSpace, personalConnection, type DataFileConnection } from './data-file-connection.ts';
import type { DataFile, DataFilePlace } from './data-file-store.ts';
import { dataFileError, EXTENSIONS, MAX_FILE_BYTES, uploadDetails } from './data-file-upload.ts';

const SERVICE = 'DATA-FILES';
/** What Qlik allows for all files of a user together: 30 GB. */
const MAX_TOTAL_BYTES = 30 * 1024 ** 3;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const pageParameters = { limit: { type: 'integer', minimum: 1, maximum: 1000, default: 20 }, page: text };
const filesQuery = {
  type: 'object',
  properties: {
    ...pageParameters,
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
const connectionsQuery = {
  type: 'object',
  properties: {
    ...pageParameters,
    appId: text,
    includeSpaceStats: flag,
    name: text,
    personal: flag,
    sort: { type: 'string', pattern: '^[+ -]?spaceId$' },
    spaceId: text,
  },
};
const idItems = {
  type: 'array',
  maxItems: 100,
  items: {
    type: 'object',
    required: ['id'],
    properties: { id: text, spaceId: { type: ['string', 'null'] } },
  },
};
const changeSpaceBody = { type: 'object', properties: { spaceId: { type: ['string', 'null'] } } };
const moveBody = { type: 'object', required: ['change-space'], properties: { 'change-space': idItems } };
const deleteBody = {
  type: 'object',
  properties: {
    delete: idItems,
    deleteAllBySpace: { ...idItems, type: ['array', 'null'] },
    deleteAllFromPersonalSpace: { type: ['boolean', 'null'] },
  },
};
const ownerBody = { type: 'object', required: ['ownerId'], properties: { ownerId: text } };

interface PageQuery {
  limit: number;
  page?: string;
  sort?: string;
}
interface FilesQuery extends PageQuery {
  appId?: string;
  baseNameWildcard?: string;
  connectionId?: string;
  excludeFiles: boolean;
  excludeSubFolders: boolean;
  folderId?: string;
  folderPath?: string;
  includeAllSpaces: boolean;
  name?: string;
  notOwnerId?: string;
  ownerId?: string;
}
interface ConnectionsQuery extends PageQuery {
  includeSpaceStats: boolean;
  name?: string;
  personal: boolean;
  spaceId?: string;
}
interface BatchItem {
  readonly id: string;
  readonly spaceId?: string | null;
}
interface DeleteBody {
  readonly delete?: readonly BatchItem[];
  readonly deleteAllBySpace?: readonly BatchItem[] | null;
  readonly deleteAllFromPersonalSpace?: boolean | null;
}
interface FileParams {
  id: string;
}

/** The `data-files` API (https://qlik.dev/apis/rest/data-files/), without folders that have no files. */
export function dataFileRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { dataFiles, spaces, users } = tenant;
  readForms(api, MAX_FILE_BYTES);

  const connectionsOf = (caller: Caller): readonly DataFileConnection[] => [
    personalConnection(caller.user),
    ...spaces.all.filter((space) => canSee(space, caller)).map(connectionOfSpace),
  ];
  const placeOf = (caller: Caller, connectionId: string | null | undefined): DataFilePlace => {
    const ownerId = caller.user.id;
    if (connectionId === null || connectionId === undefined) return { spaceId: undefined, ownerId };
    const found = connectionsOf(caller).find(({ id }) => id === connectionId);
    if (found === undefined) throw dataFileError(400, 'DF-014', 'connectionId: there is no such connection.');
    return { spaceId: found.spaceId, ownerId };
  };
  const spaceOf = (caller: Caller, file: DataFile, spaceId: string | null | undefined): DataFilePlace => {
    if (spaceId === null || spaceId === undefined) return { spaceId: undefined, ownerId: file.ownerId };
    const space = spaces.find(spaceId);
    if (space === undefined || !canSee(space, caller))
      throw dataFileError(400, 'DF-009', '/spaceId: there is no such space.');
    return { spaceId, ownerId: file.ownerId };
  };
  const requireWritable = (caller: Caller, place: DataFilePlace): void => {
    if (!mayWriteTo(tenant, caller, place))
      throw dataFileError(403, 'DF-013', 'Your roles in the space do not let you change its data files.');
  };
  const visible = (id: string, caller: Caller): DataFile => {
    const file = dataFiles.find(id);
    if (file !== undefined && maySeePlace(tenant, caller, file)) return file;
    throw dataFileError(404, 'HTTP-404', `There is no data file “${id}” that you may see.`);
  };
  const changeable = (id: string, caller: Caller): DataFile => {
    const file = visible(id, caller);
    if (mayChangeFile(tenant, caller, file)) return file;
    throw dataFileError(403, 'HTTP-403', 'Your roles in the space do not let you change its data files.');
  };
  const requireFree = (place: DataFilePlace, name: string, except?: string): void => {
    const present = dataFiles.findNamed(place, name);
    if (present !== undefined && present.id !== except)
      throw dataFileError(409, 'HTTP-409', `/name: there is a data file “${name}” already.`);
  };

  api.get<{ Querystring: FilesQuery }>(
    '/data-files',
    { schema: { querystring: filesQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const isWanted = filter(query);
      // Of an owner, all files are listed; of others, those of one space.
      const isEverywhere =
        query.connectionId === undefined && (query.includeAllSpaces || query.ownerId !== undefined);
      const place = placeOf(caller, query.connectionId);
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
        links: linksOf(tenant, request, page),
      };
    },
  );

  api.post('/data-files', async (request, reply) => {
    const caller = callers.credentialOf(request);
    const form = formOf(request);
    const { name, connectionId, appId, sourceId } = uploadDetails(form);
    if (name === undefined) throw dataFileError(400, 'HTTP-400', '/name is missing.');
    const place = placeOf(caller, connectionId);
    requireWritable(caller, place);
    requireFree(place, name);
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
    const file = changeable(request.params.id, caller);
    const form = formOf(request);
    const { name = file.name, connectionId, appId, sourceId } = uploadDetails(form);
    const place =
      connectionId === undefined ? file : { ...placeOf(caller, connectionId), ownerId: file.ownerId };
    requireWritable(caller, place);
    requireFree(place, name, file.id);
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
    return dataFileBody(tenant, visible(request.params.id, caller), caller);
  });

  api.delete<{ Params: FileParams }>('/data-files/:id', async (request, reply) => {
    dataFiles.remove(changeable(request.params.id, callers.credentialOf(request)).id);
    return reply.code(204).send();
  });

  api.post<{ Params: FileParams; Body: { spaceId?: string | null } }>(
    '/data-files/:id/actions/change-space',
    { schema: { body: changeSpaceBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const file = changeable(request.params.id, caller);
      const place = spaceOf(caller, file, request.body.spaceId);
      requireWritable(caller, place);
      requireFree(place, file.name, file.id);
      dataFiles.change(file, { spaceId: place.spaceId });
      return reply.code(204).send();
    },
  );

  api.post<{ Params: FileParams; Body: { ownerId: string } }>(
    '/data-files/:id/actions/change-owner',
    { schema: { body: ownerBody } },
    async (request, reply) => {
      const file = changeable(request.params.id, callers.credentialOf(request));
      const { ownerId } = request.body;
      if (users.byId(ownerId) === undefined)
        throw dataFileError(400, 'DF-006', '/ownerId: there is no such user.');
      requireFree({ ...file, ownerId }, file.name, file.id);
      dataFiles.change(file, { ownerId });
      return reply.code(204).send();
    },
  );

  /** For tenant admins: without roles in the spaces. */
  api.post<{ Body: { 'change-space': readonly BatchItem[] } }>(
    '/data-files/actions/change-space',
    { schema: { body: moveBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const data = request.body['change-space'].map(({ id, spaceId }) =>
        outcomeOf(id, () => {
          const file = dataFiles.find(id);
          if (!isAdmin(caller))
            throw dataFileError(403, 'HTTP-403', 'Only tenant admins move files of all spaces.');
          if (file === undefined) throw dataFileError(404, 'HTTP-404', 'There is no such data file.');
          const place = spaceOf(caller, file, spaceId);
          requireFree(place, file.name, id);
          dataFiles.change(file, { spaceId: place.spaceId });
        }),
      );
      return reply.code(207).send({ data });
    },
  );

  api.post<{ Body: DeleteBody }>(
    '/data-files/actions/delete',
    { schema: { body: deleteBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const { body } = request;
      const inSpaces = (body.deleteAllBySpace ?? []).map(({ id }) => id);
      const ids = [
        ...(body.delete ?? []).map(({ id }) => id),
        ...dataFiles.all
          .filter(
            (file) =>
              maySeePlace(tenant, caller, file) &&
              (file.spaceId === undefined
                ? body.deleteAllFromPersonalSpace === true
                : inSpaces.includes(file.spaceId)),
          )
          .map(({ id }) => id),
      ];
      const data = [...new Set(ids)].map((id) =>
        outcomeOf(id, () => dataFiles.remove(changeable(id, caller).id)),
      );
      return reply.code(207).send({ data });
    },
  );

  api.get<{ Querystring: ConnectionsQuery }>(
    '/data-files/connections',
    { schema: { querystring: connectionsQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const rows = connectionsOf(caller).filter(
        (each) =>
          (!query.personal || each.spaceId === undefined) &&
          (query.spaceId === undefined || each.spaceId === query.spaceId) &&
          (query.name === undefined || each.name === query.name),
      );
      const page = pageOf(rows, query, readSort(query.sort, '+spaceId'), ({ spaceId }) => spaceId ?? '');
      return {
        data: page.data.map((each) =>
          connectionBody(tenant, each, caller.user.id, { hasStatistics: query.includeSpaceStats }),
        ),
        links: linksOf(tenant, request, page),
      };
    },
  );

  api.get<{ Params: FileParams }>('/data-files/connections/:id', async (request) => {
    const caller = callers.credentialOf(request);
    const found = connectionsOf(caller).find(({ id }) => id === request.params.id);
    if (found === undefined)
      throw dataFileError(404, 'DF-014', 'There is no such connection that you may see.');
    return connectionBody(tenant, found, caller.user.id, { hasStatistics: false });
  });

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

/** @throws {QlikError} 400 for parameters that exclude each other */
function filter(query: FilesQuery): (file: DataFile) => boolean {
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

/** One parameter has the cursor of either direction. */
function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  { limit, page }: PageQuery,
  sort: string,
  keyOf: (row: T, field: string) => string | number,
): Page<T> {
  const [, direction, cursor] = /^(next|prev)\.(.+)$/.exec(page ?? '') ?? [];
  if (page !== undefined && cursor === undefined)
    throw dataFileError(400, 'DF-001', 'page: it is no cursor.');
  return paginate(
    SERVICE,
    rows,
    {
      limit,
      sort,
      next: direction === 'next' ? cursor : undefined,
      prev: direction === 'prev' ? cursor : undefined,
    },
    keyOf,
  );
}

function linksOf(tenant: TenantContext, request: FastifyRequest, { next, prev }: Page<unknown>): object {
  const link = (cursor: string | undefined): { href?: string } => {
    if (cursor === undefined) return {};
    const url = new URL(request.url, tenant.origin());
    url.searchParams.set('page', cursor);
    return { href: url.href };
  };
  return {
    self: { href: new URL(request.url, tenant.origin()).href },
    next: link(next === undefined ? undefined : `next.${next}`),
    prev: link(prev === undefined ? undefined : `prev.${prev}`),
  };
}

/** Does one part of a batch. @returns its entry in the answer */
function outcomeOf(id: string, work: () => void): object {
  try {
    work();
    return { id, status: 204, code: 'HTTP-204' };
  } catch (error) {
    if (!(error instanceof QlikError)) throw error;
    const { code, title, detail } = error.entry;
    return { id, status: error.statusCode, code, title, detail };
  }
}
