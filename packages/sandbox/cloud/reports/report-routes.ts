import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { EnginePort } from '../../engine/connection.ts';
import type { Callers } from '../rest/caller.ts';
import { QlikError } from '../rest/qlik-error.ts';
import type { Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { makeReport, REPORT_TYPES, requireBrowser } from './make-report.ts';
import { readPlan } from './report-plan.ts';
import { type Report, ReportStore } from './report-store.ts';

/** What the reports of a tenant need. */
export interface ReportServices {
  readonly callers: Callers;
  readonly engine: Pick<EnginePort, 'exportedFile' | 'keepFile'>;
  /** Whether the tenant serves the runtime, which draws images. */
  readonly hasRuntime: boolean;
}

/**
 * Adds the `reports` API (https://qlik.dev/apis/rest/reports/): workbooks by the engine's export, images and PDF by the runtime in Chromium
 * where there is one. Qlik has no call that cancels a report.
 */
export function reportRoutes(
  api: FastifyInstance,
  tenant: TenantContext,
  { callers, engine, hasRuntime }: ReportServices,
): void {
  const store = new ReportStore(tenant.now, (error) => api.log.error({ err: error }, 'a report failed'));
  api.addHook('onClose', () => store.close());

  const find = (request: FastifyRequest<{ Params: { id: string } }>): Report => {
    const { user } = callers.credentialOf(request);
    const report = store.find(request.params.id, user.id);
    if (report) return report;
    throw new QlikError(404, {
      code: 'REP-404000',
      title: 'Not found. The server can not find the requested resource.',
    });
  };
  const locationOf = (report: Report): string | undefined =>
    report.contentId && `${tenant.origin()}/api/v1/temp-contents/${report.contentId}?inline=1`;

  api.post('/reports', async (request, reply) => {
    const caller = callers.credentialOf(request);
    const plan = readPlan(request.body);
    requireApp(tenant, plan.appId, caller);
    const browser = requireBrowser(plan, hasRuntime);
    const { user } = caller;
    const id = store.add(user.id, plan, async (reportId, signal) => {
      const content = await makeReport(reportId, plan, user, { tenant, engine, browser }, signal);
      const name = `${plan.outputId.replaceAll(/[^\w.-]/g, '_')}.${plan.format}`;
      const contentId = engine.keepFile?.(
        { name, type: REPORT_TYPES[plan.format], content },
        user.id,
        plan.lifetimeMs,
      );
      if (contentId === undefined) throw new Error('The engine of this tenant keeps no files.');
      return { contentId, sizeBytes: content.byteLength };
    });
    return reply
      .code(202)
      .header('location', `${tenant.origin()}/api/v1/reports/${id}/status`)
      .send({
        message: 'Report request accepted.',
        outputsUrl: `${tenant.origin()}/api/v1/reports/${id}/outputs`,
        requestId: id,
      });
  });

  api.get<{ Params: { id: string } }>('/reports/:id/status', async (request) => {
    const report = find(request);
    const { id, outputId, status, problem } = report;
    const location = locationOf(report);
    return {
      resolutionAttempts: 1,
      status,
      statusLocation: `/reports/${id}/status`,
      ...(location !== undefined && { results: [{ outputId, location }] }),
      ...(problem && { reasons: [{ outputId, exportErrors: [problem], traceId: request.id }] }),
    };
  });

  api.get<{ Params: { id: string } }>('/reports/:id/outputs', async (request) => {
    const report = find(request);
    const { id, outputId, status, problem, sizeBytes } = report;
    const location = locationOf(report);
    return {
      data: [
        {
          outputId,
          status,
          traceId: request.id,
          ...(location !== undefined && { location }),
          ...(sizeBytes !== undefined && { sizeBytes }),
          ...(problem && { exportErrors: [problem] }),
        },
      ],
      links: {
        self: { href: `${tenant.origin()}/api/v1/reports/${id}/outputs` },
        next: { href: null },
        prev: { href: null },
      },
    };
  });
}

/** @throws {QlikError} 404 or 403 */
function requireApp({ items }: TenantContext, appId: string, caller: Caller): void {
  const item = items.findResource(appId);
  const access = item?.resourceType === 'app' ? items.accessTo(item, caller) : 'not-found';
  if (access === 'allowed') return;
  throw access === 'forbidden'
    ? new QlikError(403, {
        code: 'REP-403001',
        title: 'App forbidden, the user does not have read permission on the app.',
      })
    : new QlikError(404, {
        code: 'REP-404001',
        title: 'App not found, the app does not exist or it has been deleted.',
      });
}
