import type { FastifyInstance } from 'fastify';
import type { EnginePort } from '../../engine/connection.ts';
import type { Item } from '../items/item-store.ts';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, QlikError } from '../rest/qlik-error.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { requireApp, requireOwnApp, requireSpace } from './app-access.ts';
import { appBody } from './app-body.ts';
import { appItem } from './app-item.ts';

interface AppParams {
  appId: string;
}

interface Attributes {
  name?: string;
  description?: string;
}

/** Which data a published app has: that of the source, or its own. */
type DataChoice = 'source' | 'target';

const text = { type: 'string', minLength: 1 };
const attributes = {
  type: 'object',
  properties: { name: { ...text, maxLength: 256 }, description: { type: 'string', maxLength: 4096 } },
};
const data = { type: 'string', enum: ['source', 'target'] };
const publishBody = {
  type: 'object',
  required: ['spaceId'],
  properties: {
    spaceId: text,
    attributes,
    data,
    moveApp: { type: 'boolean' },
    originAppId: { type: 'string' },
  },
};
const republishBody = {
  type: 'object',
  required: ['targetId'],
  properties: { targetId: text, attributes, data, checkOriginAppId: { type: 'boolean' } },
};
const spaceBody = { type: 'object', required: ['spaceId'], properties: { spaceId: text } };
const ownerBody = { type: 'object', required: ['ownerId'], properties: { ownerId: text } };

/** Where apps are, of the `apps` API (https://qlik.dev/apis/rest/apps/): publishing, republishing, another space, another owner. */
export function appPlaceRoutes(
  api: FastifyInstance,
  tenant: TenantContext,
  { callers, engine }: { readonly callers: Callers; readonly engine: Pick<EnginePort, 'forgetApp'> },
): void {
  const { items, apps } = tenant;
  const now = (): string => new Date(tenant.now()).toISOString();

  api.post<{
    Params: AppParams;
    Body: { spaceId: string; attributes?: Attributes; moveApp?: boolean; originAppId?: string };
  }>('/apps/:appId/publish', { schema: { body: publishBody } }, async (request) => {
    const caller = callers.credentialOf(request);
    const { moveApp = false, originAppId, spaceId, attributes: wanted } = request.body;
    const { appId } = request.params;
    const source = moveApp ? requireOwnApp(tenant, caller, appId) : requireApp(tenant, caller, appId);
    const space = requireSpace(tenant, caller, { id: spaceId, pointer: '/spaceId', action: 'publish' });
    if (space.type !== 'managed') throw badBody('APPS', '/spaceId', 'Apps are published to managed spaces.');
    if (moveApp && originAppId === undefined)
      throw badBody('APPS', '/originAppId', 'It has to be given when the app is moved.');
    const { name = source.name, description = source.description } = wanted ?? {};
    const publishedAt = now();
    const origin = { appId: originAppId ?? source.resourceId, publishedAt };
    if (!moveApp) {
      const copy = apps.create({ name, description }, publishedAt, source.resourceId);
      tenant.media.copy(source.resourceId, copy.id);
      const published = items.put({ ...appItem(copy, { ownerId: caller.user.id, spaceId }), origin });
      return appBody(tenant, published, caller);
    }
    apps.change(appId, { name, description, updatedAt: publishedAt });
    const moved = items.put({ ...source, name, description, spaceId, updatedAt: publishedAt, origin });
    return appBody(tenant, moved, caller);
  });

  api.put<{
    Params: AppParams;
    Body: { targetId: string; attributes?: Attributes; data?: DataChoice; checkOriginAppId?: boolean };
  }>('/apps/:appId/publish', { schema: { body: republishBody } }, async (request) => {
    const caller = callers.credentialOf(request);
    const { targetId, attributes: wanted, data: from = 'source', checkOriginAppId = true } = request.body;
    const source = requireApp(tenant, caller, request.params.appId);
    const target = requireApp(tenant, caller, targetId);
    if (target.origin === undefined || target.spaceId === undefined)
      throw badBody('APPS', '/targetId', 'That app was not published.');
    requireSpace(tenant, caller, { id: target.spaceId, pointer: '/targetId', action: 'publish' });
    if (checkOriginAppId && target.origin.appId !== source.resourceId)
      throw badBody('APPS', '/targetId', 'That app was published from another one.');
    const { name = target.name, description = target.description } = wanted ?? {};
    const publishedAt = now();
    apps.replaceContent(targetId, source.resourceId, from === 'source' ? 'all' : 'objects');
    apps.change(targetId, { name, description, updatedAt: publishedAt });
    engine.forgetApp?.(targetId);
    const reloadedAt = from === 'source' ? source.reloadedAt : target.reloadedAt;
    const origin = { ...target.origin, publishedAt };
    return appBody(
      tenant,
      items.put({ ...target, name, description, updatedAt: publishedAt, reloadedAt, origin }),
      caller,
    );
  });

  api.put<{ Params: AppParams; Body: { spaceId: string } }>(
    '/apps/:appId/space',
    { schema: { body: spaceBody } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { spaceId } = request.body;
      const item = requireOwnApp(tenant, caller, request.params.appId);
      requireUnpublished(item);
      const space = requireSpace(tenant, caller, { id: spaceId, pointer: '/spaceId', action: 'create' });
      if (space.type !== 'shared')
        throw badBody('APPS', '/spaceId', 'Apps are moved to shared spaces, and published to managed ones.');
      return appBody(tenant, items.put({ ...item, spaceId, updatedAt: now() }), caller);
    },
  );

  api.delete<{ Params: AppParams }>('/apps/:appId/space', async (request) => {
    const caller = callers.credentialOf(request);
    const item = requireOwnApp(tenant, caller, request.params.appId);
    requireUnpublished(item);
    // Into the personal space of its owner.
    const moved = items.put({ ...item, spaceId: undefined, updatedAt: now() });
    return appBody(tenant, moved, caller);
  });

  api.put<{ Params: AppParams; Body: { ownerId: string } }>(
    '/apps/:appId/owner',
    { schema: { body: ownerBody } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { ownerId } = request.body;
      const item = requireOwnApp(tenant, caller, request.params.appId);
      if (item.ownerId !== caller.user.id && !isAdmin(caller))
        throw forbidden('APPS', 'Only its owner and tenant admins give an app to another user.');
      if (tenant.users.byId(ownerId) === undefined)
        throw badBody('APPS', '/ownerId', 'There is no such user.');
      return appBody(tenant, items.put({ ...item, ownerId, updatedAt: now() }), caller);
    },
  );
}

/** @throws {QlikError} 409 */
function requireUnpublished({ origin }: Item): void {
  if (origin === undefined) return;
  throw new QlikError(409, {
    code: 'APPS-409',
    title: 'Conflict',
    detail: 'A published app stays in its managed space.',
  });
}
