import type { FastifyInstance } from 'fastify';
import { collectionBody } from '../collections/collection-body.ts';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { notFound } from '../rest/qlik-error.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { compileItemFilter, type ItemsQuery } from './item-filter.ts';
import { itemBody } from './item-body.ts';
import type { Item } from './item-store.ts';

const text = { type: 'string' };
const itemsQuery = {
  type: 'object',
  properties: {
    collectionId: text,
    createdByUserId: text,
    id: text,
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    name: text,
    next: text,
    noActions: { type: 'boolean' },
    notCreatedByUserId: text,
    notOwnerId: text,
    ownerId: text,
    prev: text,
    query: text,
    resourceId: text,
    resourceIds: text,
    resourceLink: text,
    resourceSubType: text,
    resourceType: text,
    shared: { type: 'boolean' },
    // Qlik asks for the sign; a plus that was not encoded arrives as a space.
    sort: { type: 'string', pattern: '^[+ -](createdAt|updatedAt|recentlyUsed|name)$' },
    spaceId: text,
    spaceType: text,
  },
};

interface ItemParams {
  itemId: string;
}

/** The `items` API (https://qlik.dev/apis/rest/items/). */
export function itemRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { items } = tenant;

  api.get<{ Querystring: ItemsQuery }>('/items', { schema: { querystring: itemsQuery } }, async (request) => {
    const caller = callers.credentialOf(request);
    const { query } = request;
    const matches = compileItemFilter(query, {
      spaceTypeOf: (item) => items.spaceOf(item)?.type ?? 'personal',
      isIn: (item, collectionId) =>
        tenant.collections.with(item.id, caller.user).some(({ id }) => id === collectionId),
    });
    const rows = items.visibleTo(caller).filter(matches);
    const sort = readSort(query.sort, '+createdAt');
    const { limit, next, prev } = query;
    const page = paginate('ITEMS', rows, { limit, next, prev, sort }, (item, field) => {
      if (field === 'recentlyUsed') {
        return items.lastUsed(item, caller.user);
      }
      return field === 'name' ? item.name : field === 'updatedAt' ? item.updatedAt : item.createdAt;
    });
    return {
      data: page.data.map((item) => itemBody(tenant, item, caller, { hasActions: query.noActions !== true })),
      links: pageLinks(tenant.origin(), request.url, page),
    };
  });

  const visible = (itemId: string, caller: Caller): Item => {
    const item = items.find(itemId);
    if (item === undefined || items.accessTo(item, caller) !== 'allowed') {
      throw notFound('ITEMS', `There is no item “${itemId}” that you may see.`);
    }
    return item;
  };

  api.get<{ Params: ItemParams }>('/items/:itemId', async (request) => {
    const caller = callers.credentialOf(request);
    return itemBody(tenant, visible(request.params.itemId, caller), caller);
  });

  api.get<{ Params: ItemParams }>('/items/:itemId/collections', async (request) => {
    const caller = callers.credentialOf(request);
    const { id } = visible(request.params.itemId, caller);
    const found = tenant.collections.with(id, caller.user);
    return {
      data: found.map((each) => collectionBody(tenant, each, caller)),
      links: { self: { href: new URL(request.url, tenant.origin()).href } },
    };
  });
}
