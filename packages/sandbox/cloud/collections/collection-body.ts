import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Collection } from './collection-store.ts';

/** `CollectionResultResponseBody` of `@qlik/api/collections`; of its items those that the caller sees count. */
export function collectionBody(tenant: TenantContext, collection: Collection, caller: Caller): object {
  const { itemIds, ...rest } = collection;
  const self = `${tenant.origin()}/api/v1/collections/${collection.id}`;
  const visible = tenant.items.visibleTo(caller).filter(({ id }) => itemIds.includes(id));
  return {
    ...rest,
    tenantId: tenant.id,
    updaterId: collection.creatorId,
    itemCount: visible.length,
    full: false,
    links: { self: { href: self }, items: { href: `${self}/items` } },
  };
}
