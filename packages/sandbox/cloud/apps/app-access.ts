import { itemActions } from '../items/item-actions.ts';
import type { Item } from '../items/item-store.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { actionsIn, type Caller } from '../spaces/space-access.ts';
import type { Space } from '../spaces/space.ts';
import type { TenantContext } from '../tenant-context.ts';

/** Returns the item of an app that the caller may open. @throws {QlikError} 404 or 403 */
export function requireApp({ items }: TenantContext, caller: Caller, appId: string, service = 'APPS'): Item {
  const item = items.findResource(appId);
  const access = item?.resourceType === 'app' ? items.accessTo(item, caller) : 'not-found';
  if (item === undefined || access === 'not-found')
    throw notFound(service, `There is no app “${appId}” that you may see.`);
  if (access === 'forbidden')
    throw forbidden(service, 'Your roles in the space do not let you open its apps.');
  return item;
}

/** Returns the item of an app that the caller may reload. @throws {QlikError} 404 or 403 */
export function requireReloadableApp(tenant: TenantContext, caller: Caller, appId: string): Item {
  const item = requireApp(tenant, caller, appId, 'RELOADS');
  if (itemActions(tenant, item, caller).includes('reload')) return item;
  throw forbidden('RELOADS', 'Your roles in the space do not let you reload its apps.');
}

/** Returns the item of an app that the caller may change: none of the demo apps. @throws {QlikError} 404 or 403 */
export function requireOwnApp(tenant: TenantContext, caller: Caller, appId: string): Item {
  const item = requireApp(tenant, caller, appId);
  if (!itemActions(tenant, item, caller).includes('update'))
    throw forbidden('APPS', 'Your roles in the space do not let you change its apps.');
  if (!tenant.apps.isOwn(item.resourceId))
    throw forbidden('APPS', 'The demo apps of the sandbox cannot be changed; make a copy.');
  return item;
}

/**
 * Returns a space in which the caller may do that with apps.
 * @param pointer of the space's id in the body
 * @throws {QlikError} 400, 403
 */
export function requireSpace(
  tenant: TenantContext,
  caller: Caller,
  {
    id,
    pointer,
    action,
  }: { readonly id: string; readonly pointer: string; readonly action: 'create' | 'publish' },
): Space {
  const space = tenant.spaces.find(id);
  if (space === undefined) throw badBody('APPS', pointer, 'There is no such space.');
  if (!actionsIn(space, caller).includes(action))
    throw forbidden('APPS', `Your roles in the space do not let you ${action} apps in it.`);
  return space;
}
