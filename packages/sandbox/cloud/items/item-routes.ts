import type { FastifyInstance } from 'fastify';
import { collectionBody } from '../collections/collection-body.ts';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { isAdmin, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { compileItemFilter, type ItemsQuery } from './item-filter.ts';
import { itemActions } from './item-actions.ts';
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

const publishedItemsQuery = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    next: text,
    prev: text,
    resourceType: text,
    sort: { type: 'string', pattern: '^[+ -](createdAt|updatedAt|name)$' },
  },
};

const settingsPatch = replacements(['/usageMetricsEnabled'], { type: 'boolean' });
const updateBody = {
  type: 'object',
  required: ['resourceType'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 512 },
    description: { type: 'string', maxLength: 4096 },
    resourceId: text,
    resourceType: text,
    resourceSubType: text,
    spaceId: text,
  },
};

interface UpdateBody {
  readonly name?: string;
  readonly description?: string;
  readonly resourceId?: string;
  readonly resourceType: string;
}

interface PublishedItemsQuery {
  readonly limit: number;
  readonly next?: string;
  readonly prev?: string;
  readonly resourceType?: string;
  readonly sort?: string;
}

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

  const changeable = (itemId: string, caller: Caller): Item => {
    const item = visible(itemId, caller);
    if (itemActions(tenant, item, caller).includes('update')) return item;
    throw forbidden('ITEMS', 'Your roles in the space do not let you change its items.');
  };

  const settings = { usageMetricsEnabled: true };
  api.get('/items/settings', async () => settings);
  api.patch<{ Body: readonly { readonly value: boolean }[] }>(
    '/items/settings',
    { schema: { body: settingsPatch } },
    async (request) => {
      if (!isAdmin(callers.credentialOf(request)))
        throw forbidden('ITEMS', 'Only tenant admins change these settings.');
      for (const { value } of request.body) settings.usageMetricsEnabled = value;
      return settings;
    },
  );

  api.put<{ Params: ItemParams; Body: UpdateBody }>(
    '/items/:itemId',
    { schema: { body: updateBody } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const item = changeable(request.params.itemId, caller);
      const { name = item.name, description = item.description, resourceId, resourceType } = request.body;
      if (resourceType !== item.resourceType)
        throw badBody('ITEMS', '/resourceType', `It is of the type “${item.resourceType}”.`);
      if (resourceId !== undefined && resourceId !== item.resourceId)
        throw badBody('ITEMS', '/resourceId', 'An item stays that of its resource.');
      const updatedAt = new Date(tenant.now()).toISOString();
      return itemBody(tenant, items.put({ ...item, name, description, updatedAt }), caller);
    },
  );

  api.delete<{ Params: ItemParams }>('/items/:itemId', async (request, reply) => {
    const item = changeable(request.params.itemId, callers.credentialOf(request));
    items.hide(item);
    tenant.collections.removeItem(item.id);
    return reply.code(204).send();
  });

  api.get<{ Params: ItemParams }>('/items/:itemId', async (request) => {
    const caller = callers.credentialOf(request);
    return itemBody(tenant, visible(request.params.itemId, caller), caller);
  });

  api.get<{ Params: ItemParams; Querystring: PublishedItemsQuery }>(
    '/items/:itemId/publisheditems',
    { schema: { querystring: publishedItemsQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const source = visible(request.params.itemId, caller);
      const { limit, next, prev, resourceType, sort: wanted } = request.query;
      const rows = items
        .visibleTo(caller)
        .filter(
          ({ origin, resourceType: type }) =>
            origin?.appId === source.resourceId && (resourceType === undefined || type === resourceType),
        );
      const sort = readSort(wanted, '+createdAt');
      const page = paginate('ITEMS', rows, { limit, next, prev, sort }, (item, field) =>
        field === 'name' ? item.name : field === 'updatedAt' ? item.updatedAt : item.createdAt,
      );
      return {
        data: page.data.map((item) => itemBody(tenant, item, caller)),
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

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
