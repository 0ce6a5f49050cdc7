import type { AppSummary } from '../../apps/app-definition.ts';
import type { Item } from '../items/item-store.ts';
import { objectId } from '../users/object-id.ts';

/** Returns the item of an app in the hub's list. @param owner its space is the owner's personal one without `spaceId` */
export function appItem(
  app: AppSummary,
  owner: { readonly ownerId: string; readonly spaceId: string | undefined },
): Item {
  return {
    ...owner,
    id: objectId('item', app.id),
    name: app.name,
    description: app.description,
    resourceType: 'app',
    resourceSubType: '',
    resourceId: app.id,
    createdAt: app.createdAt,
    updatedAt: app.updatedAt,
    reloadedAt: app.lastReloadTime === '' ? undefined : app.lastReloadTime,
  };
}
