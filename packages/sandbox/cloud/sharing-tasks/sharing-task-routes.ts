import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireApp } from '../apps/app-access.ts';
import type { ReportServices } from '../reports/report-routes.ts';
import { readSort } from '../rest/paging.ts';
import { forbidden, notFound, QlikError } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { type Caller, isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { executeTask, requireTools } from './execute-task.ts';
import { executionRoutes } from './sharing-execution-routes.ts';
import { PAGE_PARAMETERS, pageOf, type PageQuery } from './sharing-pages.ts';
import { statusOf, taskBody } from './sharing-task-body.ts';
import {
  createBody,
  MOST_RECIPIENTS,
  type NewSharingTask,
  patchBody,
  readChanges,
  readNewTask,
  type SharingPatch,
} from './sharing-task-input.ts';
import type { SharingTask } from './sharing-task.ts';
import { SERVICE } from './sharing-template.ts';

const text = { type: 'string' };
const flag = { type: 'boolean' };
const listQuery = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    appid: text,
    excludeDeleting: flag,
    owner: text,
    ownername: text,
    role: text,
    sort: {
      type: 'string',
      pattern: '^[+ -]?(datecreated|name|ownername|enabled|status|type|sent|scheduled|appname|appid)$',
    },
    templateId: text,
    type: text,
  },
};
const viewQuery = { type: 'object', properties: { isViewChart: { ...flag, default: false } } };
const executeBody = { type: 'object', required: ['sharingTaskID'], properties: { sharingTaskID: text } };
const settingsBody = {
  type: 'object',
  required: ['enable-sharing'],
  properties: { 'enable-sharing': flag },
};
const settingsPatch = replacements(['/enable-sharing', '/enable-report-subscription'], flag);

interface TasksQuery extends PageQuery {
  readonly appid?: string;
  readonly owner?: string;
  readonly ownername?: string;
  readonly role?: string;
  readonly sort?: string;
  readonly templateId?: string;
  readonly type?: string;
}

/** The task of a call, and who calls. */
export interface OpenedTask {
  readonly task: SharingTask;
  readonly caller: Caller;
}
type TaskRequest = FastifyRequest<{ Params: { taskId: string } }>;

/**
 * The `sharing-tasks` API (https://qlik.dev/apis/rest/sharing-tasks/): files are made by the reports service, as the owner, when a task is
 * executed. Nothing runs by itself, and nothing is sent.
 */
export function sharingTaskRoutes(
  api: FastifyInstance,
  tenant: TenantContext,
  services: ReportServices,
): void {
  const { sharingTasks: store } = tenant;
  const { callers, hasRuntime } = services;
  store.onFault = (error) => api.log.error({ err: error }, 'a sharing task failed');

  const callerOf = (request: FastifyRequest): Caller => {
    if (store.settings.isSharingOn) return callers.credentialOf(request);
    throw forbidden(SERVICE, 'Sharing is switched off in this tenant.');
  };
  const visible = (id: string, caller: Caller): SharingTask => {
    const task = store.find(id);
    if (task !== undefined && isVisible(task, caller)) return task;
    throw notFound(SERVICE, 'There is no such sharing task that you may see.');
  };
  const open = (request: TaskRequest): OpenedTask => {
    const caller = callerOf(request);
    return { task: visible(request.params.taskId, caller), caller };
  };
  const requireOwn = (opened: OpenedTask): OpenedTask => {
    const { task, caller } = opened;
    if (task.ownerId === caller.user.id || isAdmin(caller)) return opened;
    throw forbidden(SERVICE, 'Only its owner and tenant admins change and execute a sharing task.');
  };
  const execute = (task: SharingTask): void =>
    void store.execute(task, (execution, signal) =>
      executeTask(task, execution, { tenant, engine: services.engine, hasRuntime }, signal),
    );

  api.get<{ Querystring: TasksQuery }>(
    '/sharing-tasks',
    { schema: { querystring: listQuery } },
    async (request) => {
      const caller = callerOf(request);
      const { query } = request;
      const page = pageOf(store.all.filter(matching(tenant, query, caller)), query, {
        sort: readSort(query.sort, '-datecreated'),
        keyOf: (task, field) => sortKey(tenant, task, field),
        url: new URL(request.url, tenant.origin()),
      });
      const { data, counts, links } = page;
      return { ...counts, sharingTasks: data.map((task) => taskBody(tenant, task)), links };
    },
  );

  api.post<{ Body: NewSharingTask }>(
    '/sharing-tasks',
    { schema: { body: createBody } },
    async (request, reply) => {
      const caller = callerOf(request);
      const isSubscription = request.body.type !== 'chart-monitoring';
      if (isSubscription && !store.settings.areSubscriptionsOn)
        throw forbidden(SERVICE, 'Subscriptions to reports are switched off in this tenant.');
      const content = readNewTask(tenant, request.body);
      requireApp(tenant, caller, content.appId, SERVICE);
      const isExecuted = request.body.executeOnCreation === true;
      if (isExecuted) requireTools(content, hasRuntime);
      const { id } = caller.user;
      const task = store.add({ ...content, ownerId: id, createdBy: id, updatedBy: id });
      if (isExecuted) execute(task);
      return reply.code(201).send(taskBody(tenant, task));
    },
  );

  api.post<{ Body: { sharingTaskID: string } }>(
    '/sharing-tasks/actions/execute',
    { schema: { body: executeBody } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { task } = requireOwn({ task: visible(request.body.sharingTaskID, caller), caller });
      if (!task.isEnabled) throw conflict('The task is disabled.');
      if (store.isRunning(task.id)) throw conflict('The task is being executed already.');
      requireTools(task, hasRuntime);
      execute(task);
      return reply.code(204).send();
    },
  );

  api.get('/sharing-tasks/settings', async (request) => {
    callers.credentialOf(request);
    const { isSharingOn, areSubscriptionsOn, changedAt } = store.settings;
    return {
      tenantId: tenant.id,
      'enable-sharing': isSharingOn,
      'enable-report-subscription': areSubscriptionsOn,
      maxRecipients: MOST_RECIPIENTS,
      maxSubscriptionRecipients: MOST_RECIPIENTS,
      'reporting-service-license-status': 'enabled',
      reportSubscriptionStatus: 'none',
      reportSubscriptionStatusChangeTime: changedAt,
    };
  });

  const admin = (request: FastifyRequest): void => {
    if (!isAdmin(callers.credentialOf(request)))
      throw forbidden(SERVICE, 'Only tenant admins change the settings of sharing.');
  };

  api.put<{ Body: { 'enable-sharing': boolean } }>(
    '/sharing-tasks/settings',
    { schema: { body: settingsBody } },
    async (request, reply) => {
      admin(request);
      store.configure({ isSharingOn: request.body['enable-sharing'] });
      return reply.code(204).send();
    },
  );

  api.patch<{ Body: readonly { readonly path: string; readonly value: boolean }[] }>(
    '/sharing-tasks/settings',
    { schema: { body: settingsPatch } },
    async (request, reply) => {
      admin(request);
      for (const { path, value } of request.body)
        store.configure(path === '/enable-sharing' ? { isSharingOn: value } : { areSubscriptionsOn: value });
      return reply.code(204).send();
    },
  );

  api.get<{ Params: { taskId: string }; Querystring: { isViewChart: boolean } }>(
    '/sharing-tasks/:taskId',
    { schema: { querystring: viewQuery } },
    async (request) => {
      const { task } = open(request);
      const isViewed = request.query.isViewChart;
      return taskBody(tenant, isViewed ? store.change(task, { lastViewed: store.time() }) : task);
    },
  );

  api.patch<{ Params: { taskId: string }; Body: SharingPatch }>(
    '/sharing-tasks/:taskId',
    { schema: { body: patchBody } },
    async (request, reply) => {
      const { task, caller } = requireOwn(open(request));
      const changed = readChanges(tenant, task, request.body);
      store.change(changed, { updatedAt: store.time(), updatedBy: caller.user.id });
      return reply.code(204).send();
    },
  );

  api.delete<{ Params: { taskId: string } }>('/sharing-tasks/:taskId', async (request, reply) => {
    store.remove(requireOwn(open(request)).task);
    return reply.code(204).send();
  });

  api.post<{ Params: { taskId: string } }>(
    '/sharing-tasks/:taskId/actions/cancel',
    async (request, reply) => {
      if (store.cancel(requireOwn(open(request)).task.id)) return reply.code(204).send();
      throw conflict('The task is not being executed.');
    },
  );

  executionRoutes(api, tenant, open);
}

function conflict(detail: string): QlikError {
  return new QlikError(409, { code: `${SERVICE}-409`, title: 'Conflict', detail });
}

function isRecipient({ recipients }: SharingTask, { user }: Caller): boolean {
  return recipients.userIds.some(({ value, enabled }) => enabled && value === user.id);
}

/** Its owner, its recipients and tenant admins see a task. */
function isVisible(task: SharingTask, caller: Caller): boolean {
  return task.ownerId === caller.user.id || isRecipient(task, caller) || isAdmin(caller);
}

function matching(
  { users }: TenantContext,
  query: TasksQuery,
  caller: Caller,
): (task: SharingTask) => boolean {
  const roles = query.role?.split(',');
  const [types, templateIds] = [query.type?.split(','), query.templateId?.split(',')];
  return (task) =>
    isVisible(task, caller) &&
    (query.appid === undefined || task.appId === query.appid) &&
    (query.owner === undefined || task.ownerId === query.owner) &&
    (query.ownername === undefined || users.byId(task.ownerId)?.name === query.ownername) &&
    (types === undefined || types.includes(task.type)) &&
    (templateIds === undefined || task.templates.some((each) => templateIds.includes(each.templateId))) &&
    (roles === undefined ||
      (roles.includes('owner') && task.ownerId === caller.user.id) ||
      (roles.includes('recipient') && isRecipient(task, caller)));
}

function sortKey(tenant: TenantContext, task: SharingTask, field: string): string {
  const executions = tenant.sharingTasks.executionsOf(task.id);
  const keys: Readonly<Record<string, string | null | undefined>> = {
    datecreated: task.createdAt,
    name: task.name,
    ownername: tenant.users.byId(task.ownerId)?.name,
    enabled: String(task.isEnabled),
    status: statusOf(executions),
    type: task.type,
    sent: executions.at(-1)?.startTime,
    scheduled: task.details.scheduleOptions?.startDateTime,
    appname: tenant.items.findResource(task.appId)?.name,
    appid: task.appId,
  };
  return keys[field] ?? '';
}
