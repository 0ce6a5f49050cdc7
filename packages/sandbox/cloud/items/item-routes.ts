import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { notFound } from '../rest/qlik-error.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { compileItemFilter, type ItemsQuery } from './item-filter.ts';
import { itemActions } from './item-actions.ts';
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
    const matches = compileItemFilter(query, (item) => items.spaceOf(item)?.type ?? 'personal');
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
      data: page.data.map((item) => itemBody(tenant, item, query.noActions === true ? undefined : caller)),
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

  // The sandbox has no collections: each item is in none.
  api.get<{ Params: ItemParams }>('/items/:itemId/collections', async (request) => {
    visible(request.params.itemId, callers.credentialOf(request));
    return { data: [], links: { self: { href: new URL(request.url, tenant.origin()).href } } };
  });
}

function itemBody(tenant: TenantContext, item: Item, caller: Caller | undefined): object {
  const actions = caller === undefined ? [] : itemActions(tenant, item, caller);
  const self = `${tenant.origin()}/api/v1/items/${item.id}`;
  return {
    id: item.id,
    tenantId: tenant.id,
    name: item.name,
    description: item.description,
    resourceType: item.resourceType,
    resourceSubType: item.resourceSubType,
    resourceId: item.resourceId,
    resourceCreatedAt: item.createdAt,
    resourceUpdatedAt: item.updatedAt,
    resourceAttributes: {
      id: item.resourceId,
      name: item.name,
      description: item.description,
      ownerId: item.ownerId,
    },
    resourceCustomAttributes: null,
    ...(item.reloadedAt === undefined
      ? {}
      : { resourceReloadEndTime: item.reloadedAt, resourceReloadStatus: 'ok' }),
    ...(item.spaceId === undefined ? {} : { spaceId: item.spaceId }),
    ownerId: item.ownerId,
    creatorId: item.ownerId,
    updaterId: item.ownerId,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    actions,
    collectionIds: [],
    isFavorited: false,
    meta: { actions, collections: [], tags: [], isFavorited: false },
    links: {
      self: { href: self },
      collections: { href: `${self}/collections` },
      ...(item.resourceType === 'app'
        ? { open: { href: `${tenant.origin()}/sense/app/${item.resourceId}` } }
        : {}),
    },
  };
}
