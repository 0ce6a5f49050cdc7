import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { readSort } from '../rest/paging.ts';
import type { TenantContext } from '../tenant-context.ts';
import { connectionsOf } from './data-file-access.ts';
import { connectionBody } from './data-file-body.ts';
import { PAGE_PARAMETERS, pageLinksOf, pageOf, type PageQuery } from './data-file-pages.ts';
import { dataFileError } from './data-file-upload.ts';

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const connectionsQuery = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    appId: text,
    includeSpaceStats: flag,
    name: text,
    personal: flag,
    sort: { type: 'string', pattern: '^[+ -]?spaceId$' },
    spaceId: text,
  },
};

interface ConnectionsQuery extends PageQuery {
  includeSpaceStats: boolean;
  name?: string;
  personal: boolean;
  spaceId?: string;
}

/** The connections of the `data-files` API: one for each space, and that of the personal one. */
export function dataFileConnectionRoutes(
  api: FastifyInstance,
  tenant: TenantContext,
  callers: Callers,
): void {
  api.get<{ Querystring: ConnectionsQuery }>(
    '/data-files/connections',
    { schema: { querystring: connectionsQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const rows = connectionsOf(tenant, caller).filter(
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
        links: pageLinksOf(tenant, request.url, page),
      };
    },
  );

  api.get<{ Params: { id: string } }>('/data-files/connections/:id', async (request) => {
    const caller = callers.credentialOf(request);
    const found = connectionsOf(tenant, caller).find(({ id }) => id === request.params.id);
    if (found === undefined)
      throw dataFileError(404, 'DF-014', 'There is no such connection that you may see.');
    return connectionBody(tenant, found, caller.user.id, { hasStatistics: false });
  });
}
