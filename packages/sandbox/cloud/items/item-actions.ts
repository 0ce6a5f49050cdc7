import { actionsIn, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { Item } from './item-store.ts';

/** What the caller may do with the item, from the rights in its space. */
export function itemActions(tenant: TenantContext, item: Item, caller: Caller): readonly string[] {
  const space = tenant.items.spaceOf(item);
  const rights = space === undefined ? ['create', 'update', 'delete'] : actionsIn(space, caller);
  const canChange = rights.includes('create') || rights.includes('update');
  const read = ['addfavorite', 'export', 'exportdata', 'read'];
  return [...read, ...(canChange ? ['delete', 'duplicate', 'publish', 'reload', 'update'] : [])];
}
