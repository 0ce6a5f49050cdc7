import { actionsIn, canSee, isAdmin, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { DataFile, DataFilePlace } from './data-file-store.ts';

/** Whether the caller sees the files of a place: their own personal space, and spaces with any role. */
export function maySeePlace({ spaces }: TenantContext, caller: Caller, place: DataFilePlace): boolean {
  if (place.spaceId === undefined) return place.ownerId === caller.user.id;
  const space = spaces.find(place.spaceId);
  return space !== undefined && canSee(space, caller);
}

/** Whether the caller may add, change and delete files there: with the right to create or to change content of the space. */
export function mayWriteTo({ spaces }: TenantContext, caller: Caller, place: DataFilePlace): boolean {
  if (place.spaceId === undefined) return place.ownerId === caller.user.id;
  const space = spaces.find(place.spaceId);
  if (space === undefined) return false;
  const actions = actionsIn(space, caller);
  return canSee(space, caller) && (actions.includes('create') || actions.includes('update'));
}

/** Whether the caller may change and delete a file: as its owner or with rights in its space; tenant admins may for all spaces. */
export function mayChangeFile(tenant: TenantContext, caller: Caller, file: DataFile): boolean {
  return mayWriteTo(tenant, caller, file) || (file.spaceId !== undefined && isAdmin(caller));
}
