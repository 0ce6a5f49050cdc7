import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { itemActions } from './item-actions.ts';
import type { Item } from './item-store.ts';

/** `ItemResultResponseBody` of `@qlik/api/items`. @param options.hasActions false leaves out what the caller may do */
export function itemBody(
  tenant: TenantContext,
  item: Item,
  caller: Caller,
  { hasActions = true }: { readonly hasActions?: boolean } = {},
): object {
  const actions = hasActions ? itemActions(tenant, item, caller) : [];
  const collections = tenant.collections.with(item.id, caller.user);
  const isFavorited = tenant.collections.favoritesOf(caller.user).itemIds.includes(item.id);
  const named = (isTag: boolean): object[] =>
    collections.filter(({ type }) => (type === 'public') === isTag).map(({ id, name }) => ({ id, name }));
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
    collectionIds: collections.map(({ id }) => id),
    isFavorited,
    meta: { actions, collections: named(false), tags: named(true), isFavorited },
    links: {
      self: { href: self },
      collections: { href: `${self}/collections` },
      ...(item.resourceType === 'app'
        ? { open: { href: `${tenant.origin()}/sense/app/${item.resourceId}` } }
        : {}),
      ...(tenant.apps.thumbnailOf(item.resourceId) === undefined
        ? {}
        : { thumbnail: { href: `${tenant.origin()}/api/v1/apps/${item.resourceId}/media/thumbnail` } }),
    },
  };
}
