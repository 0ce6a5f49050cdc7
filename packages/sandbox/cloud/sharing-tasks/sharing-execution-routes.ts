import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requireApp } from '../apps/app-access.ts';
import { readSort } from '../rest/paging.ts';
import { notFound } from '../rest/qlik-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import { PAGE_PARAMETERS, pageOf, type PageQuery } from './sharing-pages.ts';
import { executionBody } from './sharing-task-body.ts';
import type { OpenedTask } from './sharing-task-routes.ts';
import type { SharingExecution, SharingTask } from './sharing-task.ts';
import { SERVICE } from './sharing-template.ts';

const listQuery = {
  type: 'object',
  properties: {
    ...PAGE_PARAMETERS,
    sort: { type: 'string', pattern: '^[+ -]?starttime$' },
    status: { type: 'string', enum: ['successful', 'failed'] },
  },
};
const statusQuery = {
  type: 'object',
  properties: { status: { type: 'string', enum: ['successful', 'failed', 'cancelled'] } },
};

interface ExecutionsQuery extends PageQuery {
  readonly sort?: string;
  readonly status?: string;
}
interface StatusQuery {
  readonly status?: string;
}
interface ExecutionParams {
  taskId: string;
  executionId: string;
}
interface FileParams extends ExecutionParams {
  fileAlias: string;
}

/** Executions of a sharing task, for all who see the task, and their files, for those of them who may open the app. */
export function executionRoutes(
  api: FastifyInstance,
  tenant: TenantContext,
  open: (request: FastifyRequest<{ Params: { taskId: string } }>) => OpenedTask,
): void {
  const { sharingTasks: store } = tenant;
  /** @throws {QlikError} 404 */
  const find = (task: SharingTask, id: string, status: string | undefined): SharingExecution => {
    const executions = store.executionsOf(task.id);
    const found =
      id === 'latest'
        ? executions.findLast((each) => status === undefined || each.status === status)
        : executions.find((each) => each.id === id);
    if (found !== undefined) return found;
    throw notFound(SERVICE, 'The sharing task has no such execution.');
  };

  api.get<{ Params: { taskId: string }; Querystring: ExecutionsQuery }>(
    '/sharing-tasks/:taskId/executions',
    { schema: { querystring: listQuery } },
    async (request) => {
      const { task } = open(request);
      const { query } = request;
      const rows = store
        .executionsOf(task.id)
        .filter(({ status }) => query.status === undefined || status === query.status);
      const { data, counts, links } = pageOf(rows, query, {
        sort: readSort(query.sort, '-starttime'),
        keyOf: ({ startTime, requestedAt }) => startTime ?? requestedAt,
        url: new URL(request.url, tenant.origin()),
      });
      return { ...counts, executions: data.map((each) => executionBody(tenant, task, each)), links };
    },
  );

  api.get<{ Params: ExecutionParams; Querystring: StatusQuery }>(
    '/sharing-tasks/:taskId/executions/:executionId',
    { schema: { querystring: statusQuery } },
    async (request) => {
      const { task } = open(request);
      return executionBody(tenant, task, find(task, request.params.executionId, request.query.status));
    },
  );

  api.get<{ Params: FileParams; Querystring: StatusQuery }>(
    '/sharing-tasks/:taskId/executions/:executionId/files/:fileAlias',
    { schema: { querystring: statusQuery } },
    async (request, reply) => {
      const { task, caller } = open(request);
      const { executionId, fileAlias } = request.params;
      requireApp(tenant, caller, task.appId, SERVICE);
      const { files } = find(task, executionId, request.query.status);
      const file = files.find(({ alias }) => alias === fileAlias);
      if (file === undefined) throw notFound(SERVICE, 'The execution has no such file.');
      return reply
        .type(file.contentType)
        .headers({
          'content-disposition': `attachment; filename="${file.name}"`,
          'cache-control': 'no-store',
        })
        .send(Buffer.from(file.content));
    },
  );
}
