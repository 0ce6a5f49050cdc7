import { actionsIn, canSee, isAdmin, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { connectionOfSpace, personalConnection, type DataFileConnection } from './data-file-connection.ts';
import type { DataFile, DataFilePlace } from './data-file-store.ts';
import { dataFileError } from './data-file-upload.ts';

/** Whether the caller sees the files of a place: their own personal space, and spaces with any role. */
export function maySeePlace({ spaces }: TenantContext, caller: Caller, place: DataFilePlace): boolean {
  if (place.spaceId === undefined) return place.ownerId === caller.user.id;
  const space = spaces.find(place.spaceId);
  return space !== undefined && canSee(space, caller);
}

/** Whether the caller may add, change and delete files there: with the right to create or to change content of the space. */
function mayWriteTo({ spaces }: TenantContext, caller: Caller, place: DataFilePlace): boolean {
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

/** The connections that the caller sees: that of the personal space, and one for each space. */
export function connectionsOf({ spaces }: TenantContext, caller: Caller): readonly DataFileConnection[] {
  const visible = spaces.all.filter((space) => canSee(space, caller));
  return [personalConnection(caller.user), ...visible.map(connectionOfSpace)];
}

/** The place of a connection, without one the caller's personal space. @throws {QlikError} 400 */
export function placeOfConnection(
  tenant: TenantContext,
  caller: Caller,
  connectionId: string | null | undefined,
): DataFilePlace {
  const ownerId = caller.user.id;
  if (connectionId === null || connectionId === undefined) return { spaceId: undefined, ownerId };
  const found = connectionsOf(tenant, caller).find(({ id }) => id === connectionId);
  if (found === undefined) throw dataFileError(400, 'DF-014', 'connectionId: there is no such connection.');
  return { spaceId: found.spaceId, ownerId };
}

/** Where a file is moved: a space, or the personal one of its owner. @throws {QlikError} 400 */
export function placeOfSpace(
  { spaces }: TenantContext,
  caller: Caller,
  { ownerId }: DataFile,
  spaceId: string | null | undefined,
): DataFilePlace {
  if (spaceId === null || spaceId === undefined) return { spaceId: undefined, ownerId };
  const space = spaces.find(spaceId);
  if (space !== undefined && canSee(space, caller)) return { spaceId, ownerId };
  throw dataFileError(400, 'DF-009', '/spaceId: there is no such space.');
}

/** @throws {QlikError} 404 */
export function visibleFile(tenant: TenantContext, caller: Caller, id: string): DataFile {
  const file = tenant.dataFiles.find(id);
  if (file !== undefined && maySeePlace(tenant, caller, file)) return file;
  throw dataFileError(404, 'HTTP-404', `There is no data file “${id}” that you may see.`);
}

/** @throws {QlikError} 404 or 403 */
export function changeableFile(tenant: TenantContext, caller: Caller, id: string): DataFile {
  const file = visibleFile(tenant, caller, id);
  if (mayChangeFile(tenant, caller, file)) return file;
  throw dataFileError(403, 'HTTP-403', 'Your roles in the space do not let you change its data files.');
}

/** @throws {QlikError} 403 */
export function requireWritable(tenant: TenantContext, caller: Caller, place: DataFilePlace): void {
  if (!mayWriteTo(tenant, caller, place))
    throw dataFileError(403, 'DF-013', 'Your roles in the space do not let you change its data files.');
}

/** @param except the id of the file that has the name @throws {QlikError} 409 */
export function requireFreeName(
  { dataFiles }: TenantContext,
  place: DataFilePlace,
  name: string,
  except?: string,
): void {
  const present = dataFiles.findNamed(place, name);
  if (present !== undefined && present.id !== except)
    throw dataFileError(409, 'HTTP-409', `/name: there is a data file “${name}” already.`);
}
