import { itemActions } from '../items/item-actions.ts';
import type { Item } from '../items/item-store.ts';
import { mediaAddress } from '../media/media-address.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';

/** `NxApp` of `@qlik/api/apps`. The thumbnail is the address that the engine gives it too (assumed: Qlik's types say "App thumbnail" only). */
export function appBody(tenant: TenantContext, item: Item, caller: Caller): object {
  const actions = itemActions(tenant, item, caller);
  const canChange = actions.includes('update');
  const thumbnail = tenant.apps.thumbnailOf(item.resourceId);
  const isPublished = tenant.items.spaceOf(item)?.type === 'managed';
  return {
    attributes: {
      id: item.resourceId,
      name: item.name,
      description: item.description,
      thumbnail: thumbnail === undefined ? '' : mediaAddress(item.resourceId, thumbnail),
      lastReloadTime: item.reloadedAt ?? '',
      createdDate: item.createdAt,
      modifiedDate: item.updatedAt,
      owner: '',
      ownerId: item.ownerId,
      dynamicColor: '',
      published: isPublished,
      publishTime: isPublished ? (item.origin?.publishedAt ?? item.createdAt) : '',
      custom: {},
      hasSectionAccess: false,
      encrypted: false,
      originAppId: item.origin?.appId ?? '',
      isDirectQueryMode: false,
      usage: 'ANALYTICS',
      ...(item.spaceId === undefined ? {} : { spaceId: item.spaceId }),
    },
    privileges: [
      'read',
      'export',
      'exportdata',
      ...(canChange ? ['update', 'delete', 'reload', 'duplicate', 'publish'] : []),
    ],
    create: [
      'sheet',
      'bookmark',
      'snapshot',
      'story',
      'dimension',
      'measure',
      'masterobject',
      'variable',
    ].map((resource) => ({
      resource,
      canCreate:
        canChange || ['bookmark', 'snapshot'].includes(resource) || (!isPublished && resource === 'sheet'),
    })),
  };
}
