import { randomUUID } from 'node:crypto';
import { makeReport, REPORT_TYPES, requireBrowser, type ReportTools } from '../reports/make-report.ts';
import { ReportFailure, type ReportProblem } from '../reports/report-error.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { User } from '../users/user.ts';
import type { SharingExecution, SharingFile, SharingTask } from './sharing-task.ts';
import type { ExecutionResult } from './sharing-task-store.ts';
import { fileNameOf, planOf } from './sharing-template.ts';

/** What executions need. */
export type ExecutionTools = Pick<ReportTools, 'tenant' | 'engine'> & { readonly hasRuntime: boolean };

/** What the owner's own pages may do, as everywhere with a session. */
const SESSION_SCOPES = ['user_default', 'admin_classic'];
const TIMEOUT: ReportProblem = {
  code: 'REP-429014',
  title: 'The export could not be completed within the requested deadline.',
};

/** Checks that the files of a task can be made here. @throws {QlikError} 501, as reports answer it */
export function requireTools(task: Pick<SharingTask, 'templates' | 'state'>, hasRuntime: boolean): void {
  task.templates.forEach((template, place) =>
    requireBrowser(planOf(template, task.state, `/templates/${place}`), hasRuntime),
  );
}

/** Makes the files of a task by the reports service, as its owner, one after another. */
export async function executeTask(
  task: SharingTask,
  { id: executionId }: SharingExecution,
  { tenant, engine, hasRuntime }: ExecutionTools,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const owner = tenant.users.byId(task.ownerId);
  const refusal = refusalOf(tenant, task, owner);
  if (owner === undefined || refusal !== undefined) return { files: [], errors: refusal ? [refusal] : [] };
  const files: SharingFile[] = [];
  const errors: ReportProblem[] = [];
  for (const [place, template] of task.templates.entries()) {
    const plan = planOf(template, task.state, `/templates/${place}`);
    const tools = { tenant, engine, browser: requireBrowser(plan, hasRuntime) };
    try {
      signal.throwIfAborted();
      files.push({
        id: randomUUID(),
        alias: template.fileAlias,
        templateId: template.templateId,
        type: plan.format === 'png' ? 'image' : plan.format,
        name: fileNameOf(template, task.name, tenant.sharingTasks.time(), plan.format),
        contentType: REPORT_TYPES[plan.format],
        content: await makeReport(`${executionId}-${place}`, plan, owner, tools, signal),
      });
    } catch (error) {
      if (error instanceof ReportFailure) errors.push(error.problem);
      else if (signal.aborted) return { files, errors: [...errors, TIMEOUT] };
      else throw error;
    }
  }
  return {
    files,
    errors: errors.map(({ code, title, detail }) => ({
      code,
      title,
      ...(detail !== undefined && { detail }),
    })),
  };
}

/** Why the owner cannot have the files: rights may have changed since the task was made. */
function refusalOf(
  { items }: TenantContext,
  { appId }: SharingTask,
  owner: User | undefined,
): ReportProblem | undefined {
  if (owner?.status !== 'active')
    return { code: 'OWNER_DISABLED', title: 'The owner of the task is not an active user of the tenant.' };
  const item = items.findResource(appId);
  if (item === undefined)
    return { code: 'REP-404001', title: 'App not found, the app does not exist or it has been deleted.' };
  if (items.accessTo(item, { user: owner, scopes: SESSION_SCOPES }) === 'allowed') return undefined;
  return {
    code: 'REP-403001',
    title: 'App forbidden, the user does not have read permission on the app.',
  };
}
