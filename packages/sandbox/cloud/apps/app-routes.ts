import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppSummary } from '../../apps/app-definition.ts';
import type { Item } from '../items/item-store.ts';
import type { Callers } from '../rest/caller.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { requireApp, requireOwnApp, requireSpace } from './app-access.ts';
import { appItem } from './app-item.ts';
import { appBody } from './app-body.ts';

interface AppParams {
  appId: string;
}

interface AppAttributes {
  name?: string;
  description?: string;
  spaceId?: string;
}

const attributes = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 256 },
    description: { type: 'string', maxLength: 4096 },
    spaceId: { type: 'string' },
  },
};
const appBodySchema = { type: 'object', properties: { attributes } };
const NO_NAME = 'Untitled app';

/**
 * Adds the `apps` API (https://qlik.dev/apis/rest/apps/): reading one app; creating, copying, changing and deleting the user's own apps.
 * The demo apps cannot be changed.
 */
export function appRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { items, apps } = tenant;
  const now = (): string => new Date(tenant.now()).toISOString();

  const open = (request: FastifyRequest<{ Params: AppParams }>): { item: Item; caller: Caller } => {
    const caller = callers.credentialOf(request);
    return { item: requireApp(tenant, caller, request.params.appId), caller };
  };
  const own = (request: FastifyRequest<{ Params: AppParams }>): { item: Item; caller: Caller } => {
    const caller = callers.credentialOf(request);
    return { item: requireOwnApp(tenant, caller, request.params.appId), caller };
  };

  const list = (app: AppSummary, caller: Caller, spaceId: string | undefined): object => {
    const item = items.put(appItem(app, { ownerId: caller.user.id, spaceId }));
    return appBody(tenant, item, caller);
  };

  api.get<{ Params: AppParams }>('/apps/:appId', async (request) => {
    const { item, caller } = open(request);
    items.recordUse(item, caller.user, tenant.now());
    return appBody(tenant, item, caller);
  });

  api.post<{ Body: { attributes?: AppAttributes } }>(
    '/apps',
    { schema: { body: appBodySchema } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { name = NO_NAME, description = '', spaceId } = request.body.attributes ?? {};
      requirePlace(tenant, caller, spaceId);
      return list(apps.create({ name, description }, now()), caller, spaceId);
    },
  );

  api.post<{ Params: AppParams; Body: { attributes?: AppAttributes } }>(
    '/apps/:appId/copy',
    { schema: { body: appBodySchema } },
    async (request) => {
      const { item, caller } = open(request);
      const { name = item.name, description = item.description, spaceId } = request.body.attributes ?? {};
      requirePlace(tenant, caller, spaceId);
      const copy = apps.create({ name, description }, now(), item.resourceId);
      tenant.media.copy(item.resourceId, copy.id);
      return list(copy, caller, spaceId);
    },
  );

  api.put<{ Params: AppParams; Body: { attributes?: AppAttributes } }>(
    '/apps/:appId',
    { schema: { body: appBodySchema } },
    async (request) => {
      const { item, caller } = own(request);
      const { name = item.name, description = item.description } = request.body.attributes ?? {};
      const updatedAt = now();
      apps.change(item.resourceId, { name, description, updatedAt });
      return appBody(tenant, items.put({ ...item, name, description, updatedAt }), caller);
    },
  );

  api.delete<{ Params: AppParams }>('/apps/:appId', async (request, reply) => {
    const { item } = own(request);
    items.remove(item);
    apps.remove(item.resourceId);
    return reply.code(200).send();
  });
}

/** Apps without a space are in their owner's personal one. @throws {QlikError} 400, 403 */
function requirePlace(tenant: TenantContext, caller: Caller, id: string | undefined): void {
  if (id !== undefined)
    requireSpace(tenant, caller, { id, pointer: '/attributes/spaceId', action: 'create' });
}
