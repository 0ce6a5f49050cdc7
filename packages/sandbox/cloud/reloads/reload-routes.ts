import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireApp, requireReloadableApp } from '../apps/app-access.ts';
import type { Callers } from '../rest/caller.ts';
import { compileFilter, type FilterFields } from '../rest/filter.ts';
import { pageLinks, paginate, readSort } from '../rest/paging.ts';
import { badParameter, notFound, QlikError } from '../rest/qlik-error.ts';
import { type Caller, isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { ReloadRecord } from './reload-store.ts';
import { runScript } from './run-script.ts';

interface ReloadsQuery {
  appId?: string;
  filter?: string;
  limit: number;
  log?: boolean;
  next?: string;
  partial?: boolean;
  prev?: string;
  sort?: string;
}

const text = { type: 'string' };
const reloadsQuery = {
  type: 'object',
  properties: {
    appId: text,
    filter: { ...text, maxLength: 2000 },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    log: { type: 'boolean' },
    next: text,
    partial: { type: 'boolean' },
    prev: text,
    sort: { type: 'string', pattern: '^[+ -]?(creationTime|status|startTime|endTime)$' },
  },
};
const reloadBodySchema = {
  type: 'object',
  required: ['appId'],
  properties: {
    appId: { ...text, minLength: 1 },
    partial: { type: 'boolean' },
    weight: { type: 'integer', minimum: 1, maximum: 10 },
    variables: { type: 'object', maxProperties: 20, additionalProperties: { ...text, maxLength: 256 } },
    resourceId: text,
    resourceType: { type: 'string', enum: ['api', 'reload-tasks', 'tasks', 'automate'] },
  },
};

const FIELDS: FilterFields<ReloadRecord> = {
  service: 'RELOADS',
  fields: {
    status: ({ status }) => [status],
    partial: ({ partial }) => [String(partial)],
    type: () => ['external'],
  },
  contains: new Set(),
};

interface ReloadParams {
  reloadId: string;
}

/** The `reloads` API (https://qlik.dev/apis/rest/reloads/): the engine runs the script, as the user. Logs of an app's last reloads. */
export function reloadRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { items, reloads: store } = tenant;
  store.onFault = (error) => api.log.error({ err: error }, 'a reload failed');
  const isVisible = ({ appId }: ReloadRecord, caller: Caller): boolean => {
    const item = items.findResource(appId);
    return item !== undefined && items.accessTo(item, caller) === 'allowed';
  };
  const visible = (request: FastifyRequest<{ Params: ReloadParams }>): ReloadRecord => {
    const reload = store.find(request.params.reloadId);
    if (reload !== undefined && isVisible(reload, callers.credentialOf(request))) return reload;
    throw notFound('RELOADS', 'There is no such reload that you may see.');
  };

  api.post<{ Body: { appId: string; partial?: boolean; weight?: number } }>(
    '/reloads',
    { schema: { body: reloadBodySchema } },
    async (request, reply) => {
      const caller = callers.credentialOf(request);
      const { appId, partial = false, weight = 1 } = request.body;
      requireReloadableApp(tenant, caller, appId);
      const { user } = caller;
      const reload = store.add({ appId, userId: user.id, partial, weight }, async (started, signal) => {
        const result = await runScript(tenant, user, started, signal);
        const item = items.findResource(appId);
        const reloadedAt = new Date(tenant.now()).toISOString();
        if (result.isSuccess && !signal.aborted && item !== undefined) items.put({ ...item, reloadedAt });
        return result;
      });
      return reply.code(201).send(reloadBody(tenant, reload));
    },
  );

  api.get<{ Querystring: ReloadsQuery }>(
    '/reloads',
    { schema: { querystring: reloadsQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { query } = request;
      if (query.appId === undefined && !isAdmin(caller))
        throw badParameter('RELOADS', 'appId', 'It has to be given, but for tenant admins.');
      if (query.appId !== undefined) requireApp(tenant, caller, query.appId, 'RELOADS');
      const matches = compileFilter(query.filter, FIELDS);
      const rows = store.all.filter(
        (each) =>
          (query.appId === undefined || each.appId === query.appId) &&
          (query.partial === undefined || each.partial === query.partial) &&
          isVisible(each, caller) &&
          matches(each),
      );
      const { limit, next, prev } = query;
      const sort = readSort(query.sort, '-creationTime');
      const page = paginate('RELOADS', rows, { limit, next, prev, sort }, (each, field) =>
        field === 'status'
          ? each.status
          : field === 'startTime'
            ? (each.startTime ?? '')
            : field === 'endTime'
              ? (each.endTime ?? '')
              : each.creationTime,
      );
      return {
        data: page.data.map(({ log, ...each }) =>
          reloadBody(tenant, query.log === true && log !== undefined ? { ...each, log } : each),
        ),
        links: pageLinks(tenant.origin(), request.url, page),
      };
    },
  );

  api.get<{ Params: ReloadParams }>('/reloads/:reloadId', async (request) =>
    reloadBody(tenant, visible(request)),
  );

  api.post<{ Params: ReloadParams }>('/reloads/:reloadId/actions/cancel', async (request, reply) => {
    const reload = visible(request);
    requireReloadableApp(tenant, callers.credentialOf(request), reload.appId);
    if (store.cancel(reload.id)) return reply.code(202).send({ status: 'CANCELING' });
    throw new QlikError(409, {
      code: 'RELOADS-409',
      title: 'Conflict',
      detail: `The reload has ended: ${reload.status}.`,
    });
  });

  api.get<{ Params: { appId: string } }>('/apps/:appId/reloads/logs', async (request) => {
    const { appId } = request.params;
    requireApp(tenant, callers.credentialOf(request), appId);
    return {
      data: endedOf(appId).map(({ id, status, startTime = '', endTime = '' }) => ({
        reloadId: id,
        success: status === 'SUCCEEDED',
        endTime,
        duration: Date.parse(endTime) - Date.parse(startTime),
        links: { log: `${tenant.origin()}/api/v1/apps/${appId}/reloads/logs/${id}` },
      })),
    };
  });

  api.get<{ Params: { appId: string; reloadId: string } }>(
    '/apps/:appId/reloads/logs/:reloadId',
    async (request, reply) => {
      const { appId, reloadId } = request.params;
      requireApp(tenant, callers.credentialOf(request), appId);
      const log = endedOf(appId).find(({ id }) => id === reloadId)?.log;
      if (log === undefined) throw notFound('APPS', 'There is no log of that reload.');
      return reply.type('text/plain; charset=utf-8').send(log);
    },
  );

  /** The last ten of an app that have a log, newest first. */
  const endedOf = (appId: string): readonly ReloadRecord[] =>
    store.all
      .filter((each) => each.appId === appId && each.endTime !== undefined && each.log !== undefined)
      .slice(-10)
      .reverse();
}

/** `Reload` of `@qlik/api/reloads`. */
function reloadBody(tenant: TenantContext, reload: ReloadRecord): object {
  return {
    ...reload,
    tenantId: tenant.id,
    type: 'external',
    ...(reload.status === 'SUCCEEDED' ? { engineTime: reload.endTime } : {}),
    links: { self: { href: `${tenant.origin()}/api/v1/reloads/${reload.id}` } },
  };
}
