import type { TenantContext } from '../tenant-context.ts';
import type { SharingExecution, SharingTask } from './sharing-task.ts';

/** `statusCode` of a task by the code of the report that could not be made. */
const FAILURES: Readonly<Record<string, string>> = {
  'REP-400064': 'BOOKMARK_NOT_FOUND',
  'REP-403001': 'APP_FORBIDDEN',
  'REP-403027': 'CHART_TYPE_NOT_ALLOWED',
  'REP-404001': 'APP_NOT_FOUND',
  'REP-404002': 'CHART_NOT_FOUND',
  'REP-404003': 'SHEET_NOT_FOUND',
};

/** The state of a task: that of its last execution. */
export function statusOf(executions: readonly SharingExecution[]): string {
  const last = executions.at(-1);
  switch (last?.status) {
    case 'initialized':
    case 'in-progress':
      return 'IN_PROGRESS';
    case 'cancelling':
      return 'CANCELLING';
    case 'cancelled':
      return 'CANCELLED';
    case 'failed':
      return FAILURES[last.errors[0]?.code ?? ''] ?? 'FAILED';
    default:
      return 'VALID';
  }
}

/** `SharingTaskRecurringResponse` of `@qlik/api/sharing-tasks`. */
export function taskBody(tenant: TenantContext, task: SharingTask): object {
  const { id, appId, ownerId, isEnabled, recipients, details } = task;
  const executions = tenant.sharingTasks.executionsOf(id);
  const last = executions.at(-1);
  const ended = executions.filter(({ endedAt }) => endedAt !== undefined).at(-1);
  const item = tenant.items.findResource(appId);
  const owner = tenant.users.byId(ownerId);
  const self = `${tenant.origin()}/api/v1/sharing-tasks/${id}`;
  const label = last?.status === 'failed' ? last.errors[0]?.title : undefined;
  return {
    ...details,
    id,
    name: task.name,
    type: task.type,
    appId,
    ...(item && { appName: item.name, ...(item.spaceId !== undefined && { spaceId: item.spaceId }) }),
    owner: ownerId,
    ...(owner && { ownerName: owner.name }),
    createdBy: task.createdBy,
    updatedBy: task.updatedBy,
    dateCreated: task.createdAt,
    lastUpdated: task.updatedAt,
    ...(task.lastViewed !== undefined && { lastViewed: task.lastViewed }),
    enabled: isEnabled,
    enabledByUser: isEnabled,
    enabledBySystem: true,
    templates: task.templates,
    state: task.state,
    recipients: {
      emailAddresses: recipients.emailAddresses.map((value) => ({ value, enabled: true })),
      userIds: recipients.userIds.map(({ value, enabled }) => ({
        value,
        enabledByUser: enabled,
        enabledBySystem: true,
      })),
    },
    tenant: tenant.id,
    statusCode: statusOf(executions),
    ...(label !== undefined && { statusLabel: label }),
    failedExecutionsCount: executions.length - 1 - executions.findLastIndex(isNoFailure),
    ...(last?.startTime !== undefined && { lastRun: last.startTime }),
    ...(ended?.endedAt !== undefined && { lastExecutionDate: ended.endedAt }),
    ...(last && {
      latestExecutionURL: `${self}/executions/latest`,
      latestExecutionFilesURL: last.files.map(({ alias }) => fileAddress(tenant, last, alias)),
    }),
    links: { self: { href: self } },
  };
}

function isNoFailure({ status }: SharingExecution): boolean {
  return status !== 'failed';
}

/** `SharingExecutionResponse` of `@qlik/api/sharing-tasks`. */
export function executionBody(
  tenant: TenantContext,
  { appId, ownerId }: SharingTask,
  execution: SharingExecution,
): object {
  const { id, taskId, status, startTime, endedAt, totalCount, files, errors } = execution;
  const end = status === 'failed' ? 'failedTime' : status === 'cancelled' ? 'cancelledTime' : 'endTime';
  return {
    id,
    workflowID: id,
    sharingTaskID: taskId,
    appId,
    ownerId,
    tenantId: tenant.id,
    status,
    ...(startTime !== undefined && { startTime }),
    ...(endedAt !== undefined && { [end]: endedAt }),
    totalCount,
    successCount: files.length,
    failedCount: errors.length,
    cancelledCount: status === 'cancelled' ? totalCount - files.length : 0,
    errors,
    files: files.map((file) => ({
      fileAlias: file.alias,
      fileID: file.id,
      templateId: file.templateId,
      type: file.type,
      userId: ownerId,
    })),
    fileLocations: files.map(({ alias }) => fileAddress(tenant, execution, alias)),
    links: { self: { href: `${tenant.origin()}/api/v1/sharing-tasks/${taskId}/executions/${id}` } },
  };
}

function fileAddress(tenant: TenantContext, { id, taskId }: SharingExecution, alias: string): string {
  const execution = `${tenant.origin()}/api/v1/sharing-tasks/${taskId}/executions/${id}`;
  return `${execution}/files/${encodeURIComponent(alias)}`;
}
