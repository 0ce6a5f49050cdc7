import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppSummary } from '../../apps/app-definition.ts';
import { itemActions } from '../items/item-actions.ts';
import type { Item } from '../items/item-store.ts';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { actionsIn, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
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

  /** @throws {QlikError} 404 or 403 */
  const open = (request: FastifyRequest<{ Params: AppParams }>): { item: Item; caller: Caller } => {
    const caller = callers.credentialOf(request);
    const item = items.findResource(request.params.appId);
    const access = item?.resourceType === 'app' ? items.accessTo(item, caller) : 'not-found';
    if (item === undefined || access === 'not-found') {
      throw notFound('APPS', `There is no app “${request.params.appId}” that you may see.`);
    }
    if (access === 'forbidden') {
      throw forbidden('APPS', 'Your roles in the space do not let you open its apps.');
    }
    return { item, caller };
  };

  /** @throws {QlikError} also 403, for an app that is not to be changed */
  const own = (request: FastifyRequest<{ Params: AppParams }>): { item: Item; caller: Caller } => {
    const found = open(request);
    if (!itemActions(tenant, found.item, found.caller).includes('update')) {
      throw forbidden('APPS', 'Your roles in the space do not let you change its apps.');
    }
    if (!apps.isOwn(found.item.resourceId)) {
      throw forbidden('APPS', 'The demo apps of the sandbox cannot be changed; make a copy.');
    }
    return found;
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
      requireSpace(tenant, caller, spaceId);
      return list(apps.create({ name, description }, now()), caller, spaceId);
    },
  );

  api.post<{ Params: AppParams; Body: { attributes?: AppAttributes } }>(
    '/apps/:appId/copy',
    { schema: { body: appBodySchema } },
    async (request) => {
      const { item, caller } = open(request);
      const { name = item.name, description = item.description, spaceId } = request.body.attributes ?? {};
      requireSpace(tenant, caller, spaceId);
      return list(apps.create({ name, description }, now(), item.resourceId), caller, spaceId);
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
function requireSpace(tenant: TenantContext, caller: Caller, spaceId: string | undefined): void {
  if (spaceId === undefined) {
    return;
  }
  const space = tenant.spaces.find(spaceId);
  if (space === undefined) {
    throw badBody('APPS', '/attributes/spaceId', 'There is no such space.');
  }
  if (!actionsIn(space, caller).includes('create')) {
    throw forbidden('APPS', 'Your roles in the space do not let you create apps in it.');
  }
}
