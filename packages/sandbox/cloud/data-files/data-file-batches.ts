import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { QlikError } from '../rest/qlik-error.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { changeableFile, maySeePlace, placeOfSpace, requireFreeName } from './data-file-access.ts';
import { dataFileError } from './data-file-upload.ts';

const text = { type: 'string' };
const idItems = {
  type: 'array',
  maxItems: 100,
  items: {
    type: 'object',
    required: ['id'],
    properties: { id: text, spaceId: { type: ['string', 'null'] } },
  },
};
const moveBody = { type: 'object', required: ['change-space'], properties: { 'change-space': idItems } };
const deleteBody = {
  type: 'object',
  properties: {
    delete: idItems,
    deleteAllBySpace: { ...idItems, type: ['array', 'null'] },
    deleteAllFromPersonalSpace: { type: ['boolean', 'null'] },
  },
};

interface BatchItem {
  readonly id: string;
  readonly spaceId?: string | null;
}
interface DeleteBody {
  readonly delete?: readonly BatchItem[];
  readonly deleteAllBySpace?: readonly BatchItem[] | null;
  readonly deleteAllFromPersonalSpace?: boolean | null;
}

/** Calls of the `data-files` API for many files, with an entry in the answer for each. */
export function dataFileBatchRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { dataFiles } = tenant;

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
          const place = placeOfSpace(tenant, caller, file, spaceId);
          requireFreeName(tenant, place, file.name, id);
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
        outcomeOf(id, () => dataFiles.remove(changeableFile(tenant, caller, id).id)),
      );
      return reply.code(207).send({ data });
    },
  );
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
