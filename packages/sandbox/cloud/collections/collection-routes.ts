import type { FastifyInstance, FastifyRequest } from 'fastify';
import { itemBody } from '../items/item-body.ts';
import type { Item } from '../items/item-store.ts';
import type { Callers } from '../rest/caller.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { badBody, forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { type Caller, isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { collectionBody } from './collection-body.ts';
import { type Collection, type CollectionType, isVisible } from './collection-store.ts';

interface ListQuery {
  limit: number;
  name?: string;
  next?: string;
  prev?: string;
  query?: string;
  sort?: string;
}

interface CollectionsQuery extends ListQuery {
  creatorId?: string;
  type?: string;
  types?: string;
}

interface CollectionItemsQuery extends ListQuery {
  noActions?: boolean;
  resourceId?: string;
  resourceType?: string;
  spaceId?: string;
}

const text = { type: 'string' };
const type = { type: 'string', enum: ['private', 'public', 'publicgoverned'] };
const listQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
  name: text,
  next: text,
  prev: text,
  query: text,
  sort: { type: 'string', pattern: '^[+ -](createdAt|updatedAt|name)$' },
};
const collectionsQuery = {
  type: 'object',
  properties: { ...listQuery, creatorId: text, includeItems: text, type, types: text },
};
const itemsQuery = {
  type: 'object',
  properties: {
    ...listQuery,
    noActions: { type: 'boolean' },
    resourceId: text,
    resourceType: text,
    spaceId: text,
  },
};
const name = { type: 'string', minLength: 1, maxLength: 256 };
const description = { type: 'string', maxLength: 4096 };
const createBody = {
  type: 'object',
  required: ['name', 'type'],
  properties: { name, description, type },
};
const updateBody = { type: 'object', properties: { name, description } };
const patchBody = replacements(['/name', '/description', '/type'], text);
const addBody = { type: 'object', required: ['id'], properties: { id: text } };

interface CollectionParams {
  collectionId: string;
}
interface ItemParams extends CollectionParams {
  itemId: string;
}

/** The `collections` API (https://qlik.dev/apis/rest/collections/): collections of items, tags, and the favorites of each user. */
export function collectionRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { collections, items } = tenant;

  const open = (
    request: FastifyRequest<{ Params: CollectionParams }>,
  ): { readonly collection: Collection; readonly caller: Caller } => {
    const caller = callers.credentialOf(request);
    const { collectionId } = request.params;
    const collection =
      collectionId === 'favorites' ? collections.favoritesOf(caller.user) : collections.find(collectionId);
    if (collection !== undefined && isVisible(collection, caller.user)) return { collection, caller };
    throw notFound('COLLECTIONS', 'There is no such collection that you may see.');
  };
  const own = (request: FastifyRequest<{ Params: CollectionParams }>): ReturnType<typeof open> => {
    const opened = open(request);
    const { collection, caller } = opened;
    if (collection.creatorId === caller.user.id || isAdmin(caller)) return opened;
    throw forbidden('COLLECTIONS', 'Only its creator and tenant admins change a collection.');
  };
  const visibleItem = (id: string, caller: Caller): Item => {
    const item = items.find(id);
    if (item !== undefined && items.accessTo(item, caller) === 'allowed') return item;
    throw notFound('COLLECTIONS', `There is no item “${id}” that you may see.`);
  };

  api.get<{ Querystring: CollectionsQuery }>(
    '/collections',
    { schema: { querystring: collectionsQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      const types = query.types?.split(',') ?? (query.type === undefined ? undefined : [query.type]);
      const rows = collections.all.filter(
        (each) =>
          isVisible(each, caller.user) &&
          (types?.includes(each.type) ?? true) &&
          (query.creatorId === undefined || each.creatorId === query.creatorId) &&
          matches(each, query),
      );
      const page = pageOf(rows, query);
      return {
        data: page.data.map((each) => collectionBody(tenant, each, caller)),
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

  api.post<{ Body: { name: string; description?: string; type: CollectionType } }>(
    '/collections',
    { schema: { body: createBody } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const { name: wanted, description: about = '', type: kind } = request.body;
      if (kind === 'public') requireFreeTag(tenant, wanted);
      if (kind === 'publicgoverned')
        throw badBody('COLLECTIONS', '/type', 'It is private until it has items.');
      const added = collections.add({
        name: wanted,
        description: about,
        type: kind,
        creatorId: caller.user.id,
      });
      return reply.code(201).send(collectionBody(tenant, added, caller));
    },
  );

  api.get<{ Params: CollectionParams }>('/collections/:collectionId', async (request) => {
    const { collection, caller } = open(request);
    return collectionBody(tenant, collection, caller);
  });

  api.put<{ Params: CollectionParams; Body: { name?: string; description?: string } }>(
    '/collections/:collectionId',
    { schema: { body: updateBody } },
    async (request) => {
      const { collection, caller } = own(request);
      return collectionBody(tenant, change(tenant, collection, request.body), caller);
    },
  );

  api.patch<{ Params: CollectionParams; Body: readonly { readonly path: string; readonly value: string }[] }>(
    '/collections/:collectionId',
    { schema: { body: patchBody } },
    async (request) => {
      const { collection, caller } = own(request);
      const changes = Object.fromEntries(request.body.map(({ path, value }) => [path.slice(1), value]));
      return collectionBody(tenant, change(tenant, collection, changes), caller);
    },
  );

  api.delete<{ Params: CollectionParams }>('/collections/:collectionId', async (request, reply) => {
    collections.remove(own(request).collection.id);
    return reply.code(204).send();
  });

  api.get<{ Params: CollectionParams; Querystring: CollectionItemsQuery }>(
    '/collections/:collectionId/items',
    { schema: { querystring: itemsQuery } },
    async (request) => {
      const { collection, caller } = open(request);
      const { query } = request;
      const rows = items
        .visibleTo(caller)
        .filter(
          (item) =>
            collection.itemIds.includes(item.id) &&
            matches(item, query) &&
            (query.resourceType === undefined || item.resourceType === query.resourceType) &&
            (query.resourceId === undefined || item.resourceId === query.resourceId) &&
            (query.spaceId === undefined || (item.spaceId ?? 'personal') === query.spaceId),
        );
      const page = pageOf(rows, query);
      return {
        data: page.data.map((item) =>
          itemBody(tenant, item, caller, { hasActions: query.noActions !== true }),
        ),
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

  api.post<{ Params: CollectionParams; Body: { id: string } }>(
    '/collections/:collectionId/items',
    { schema: { body: addBody } },
    async (request, reply) => {
      // Tags are for all to give.
      const { collection, caller } =
        open(request).collection.type === 'public' ? open(request) : own(request);
      const item = visibleItem(request.body.id, caller);
      if (collection.itemIds.includes(item.id)) throw conflict('The collection has this item already.');
      collections.change(collection, { itemIds: [...collection.itemIds, item.id] });
      return reply.code(201).send(itemBody(tenant, item, caller));
    },
  );

  api.get<{ Params: ItemParams }>('/collections/:collectionId/items/:itemId', async (request) => {
    const { collection, caller } = open(request);
    return itemBody(tenant, visibleItem(requireItem(collection, request.params.itemId), caller), caller);
  });

  api.delete<{ Params: ItemParams }>('/collections/:collectionId/items/:itemId', async (request, reply) => {
    const { collection } = open(request).collection.type === 'public' ? open(request) : own(request);
    const removed = requireItem(collection, request.params.itemId);
    collections.change(collection, { itemIds: collection.itemIds.filter((id) => id !== removed) });
    return reply.code(204).send();
  });
}

function requireItem({ itemIds }: Collection, id: string): string {
  if (itemIds.includes(id)) return id;
  throw notFound('COLLECTIONS', 'The collection has no such item.');
}

function change(
  tenant: TenantContext,
  collection: Collection,
  changes: { readonly name?: string; readonly description?: string; readonly type?: string },
): Collection {
  const { name: wanted = collection.name, description: about = collection.description } = changes;
  if (wanted === '') throw badBody('COLLECTIONS', '/name', 'A collection has a name.');
  if (collection.type === 'public' && wanted !== collection.name) requireFreeTag(tenant, wanted);
  return tenant.collections.change(collection, {
    name: wanted,
    description: about,
    type: changes.type === undefined ? collection.type : readType(collection, changes.type),
  });
}

/** A collection is published once it has items, and can be made private again. Tags stay tags. @throws {QlikError} 400 */
function readType({ type: present, itemIds }: Collection, wanted: string): CollectionType {
  const isPublished = wanted === 'publicgoverned' && itemIds.length > 0;
  if ((present === 'private' || present === 'publicgoverned') && (isPublished || wanted === 'private'))
    return isPublished ? 'publicgoverned' : 'private';
  throw badBody('COLLECTIONS', '/type', 'Private collections with items can be published, and no others.');
}

function requireFreeTag({ collections }: TenantContext, wanted: string): void {
  const isTaken = collections.all.some(({ name: each, type: kind }) => kind === 'public' && each === wanted);
  if (isTaken) throw conflict(`There is a tag named “${wanted}” already.`);
}

function conflict(detail: string): QlikError {
  return new QlikError(409, { code: 'COLLECTIONS-409', title: 'Conflict', detail });
}

type Listed = Pick<Collection, 'id' | 'name' | 'description' | 'createdAt' | 'updatedAt'>;

function matches({ name: own, description: about }: Listed, { name: wanted, query }: ListQuery): boolean {
  const words = query?.toLowerCase();
  return (
    (wanted === undefined || own.toLowerCase().includes(wanted.toLowerCase())) &&
    (words === undefined || `${own}\n${about}`.toLowerCase().includes(words))
  );
}

function pageOf<T extends Listed>(rows: readonly T[], { limit, next, prev, sort }: ListQuery) {
  return paginate(
    'COLLECTIONS',
    rows,
    { limit, next, prev, sort: readSort(sort, '+createdAt') },
    (each, field) => (field === 'name' ? each.name : field === 'updatedAt' ? each.updatedAt : each.createdAt),
  );
}
