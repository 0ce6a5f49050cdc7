import type { EnginePort } from '../../engine/connection.ts';
import { isRecord } from '../../json/is-record.ts';
import { DOCUMENT, withAppClient } from '../engine-client/app-client.ts';
import { QixCallError, type QixClient } from '../engine-client/qix-client.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { User } from '../users/user.ts';
import { findBrowser } from './chromium.ts';
import { renderPage } from './render-page.ts';
import { notPossible, ReportFailure } from './report-error.ts';
import type { ReportPlan, ReportSelections } from './report-plan.ts';

/** What the maker of reports needs. */
export interface ReportTools {
  readonly tenant: TenantContext;
  readonly engine: Pick<EnginePort, 'exportedFile'>;
  /** The browser that draws images; undefined where there is none. */
  readonly browser: string | undefined;
}

/** The MIME types of the formats. */
export const REPORT_TYPES: Readonly<Record<ReportPlan['format'], string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  png: 'image/png',
  pdf: 'application/pdf',
};

/** Returns the browser that draws the report; undefined for a workbook, which needs none. @throws {QlikError} 501 */
export function requireBrowser({ format }: ReportPlan, hasRuntime: boolean): string | undefined {
  if (format === 'xlsx') return undefined;
  if (!hasRuntime) throw notPossible('This tenant serves no runtime, which draws images and documents.');
  const browser = findBrowser();
  if (browser !== undefined) return browser;
  throw notPossible(
    'Images and documents are drawn by Chromium, which is not installed here. Install it, or name a program with CHROME_BIN; workbooks need none.',
  );
}

/**
 * Makes a report as Qlik's service does: in an app session of its own, as the user, with the selections of the request.
 * @throws {ReportFailure}
 */
export async function makeReport(
  reportId: string,
  plan: ReportPlan,
  user: User,
  tools: ReportTools,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { tenant } = tools;
  const identity = `report-${reportId}`;
  return withAppClient(tenant, user, { appId: plan.appId, identity }, async ({ client, cookies }) => {
    await select(client, plan.selections);
    const object = await client.open(DOCUMENT, 'GetObject', [plan.objectId]);
    if (object === undefined) throw new ReportFailure(noSuch(plan.kind));
    if (plan.format === 'xlsx') return dataOf(client, object, user, tools);
    const target = `${plan.kind === 'sheet' ? 'sheet' : 'obj'}=${encodeURIComponent(plan.objectId)}`;
    const url = `${tenant.origin()}/single/?appid=${encodeURIComponent(plan.appId)}&${target}&identity=${identity}&opt=nointeraction`;
    // The page attaches to this session, which has the selections.
    return renderPage(tools.browser ?? '', plan, { url, cookies }, signal);
  });
}

async function dataOf(
  client: QixClient,
  object: number,
  user: User,
  { engine }: ReportTools,
): Promise<Uint8Array> {
  const { qLayout } = await client.call(object, 'GetLayout');
  if (!isRecord(qLayout) || !('qHyperCube' in qLayout))
    throw new ReportFailure({
      code: 'REP-403027',
      title: 'Object without Hypercube or unsupported object type.',
    });
  const { qUrl } = await client.call(object, 'ExportData', ['OOXML', '/qHyperCubeDef', '', 'P']);
  const file = engine.exportedFile?.(String(qUrl).split('/').pop() ?? '', user.id);
  if (typeof file !== 'object' || typeof file.content === 'string')
    throw new ReportFailure({ code: 'REP-500200', title: 'Report Generator error.' });
  return file.content;
}

async function select(client: QixClient, selections: ReportSelections): Promise<void> {
  switch (selections.kind) {
    case 'none':
      return;
    case 'temporary-bookmark':
    case 'bookmark': {
      const method = selections.kind === 'bookmark' ? 'ApplyBookmark' : 'ApplyTemporaryBookmark';
      const { qReturn, qSuccess } = await client.call(DOCUMENT, method, [selections.id]);
      if (qReturn === true || qSuccess === true) return;
      throw new ReportFailure({ code: 'REP-400064', title: 'Missing Bookmark' });
    }
    case 'states':
      for (const [state, fields] of Object.entries(selections.states))
        for (const { field, values } of fields) await selectValues(client, { state, field, values });
  }
}

type StateSelections = Extract<ReportSelections, { kind: 'states' }>['states'][string][number];

async function selectValues(
  client: QixClient,
  { state, field, values }: StateSelections & { readonly state: string },
): Promise<void> {
  const handle = await client.open(DOCUMENT, 'GetField', [field, state]).catch((error: unknown) => {
    if (error instanceof QixCallError) return undefined;
    throw error;
  });
  const items = values.map(({ text, number }) =>
    number === undefined
      ? { qText: text, qIsNumeric: false, qNumber: 0 }
      : { qIsNumeric: true, qNumber: number },
  );
  const isSelected =
    handle !== undefined &&
    (await client.call(handle, 'SelectValues', [items, false, false]))['qReturn'] === true;
  if (isSelected) return;
  throw new ReportFailure({
    code: 'REP-400008',
    title: 'Selections error.',
    meta: {
      selectionErrors: [
        {
          errorType: handle === undefined ? 'fieldMissing' : 'fieldValuesMissing',
          fieldName: field,
          stateName: state,
        },
      ],
    },
  });
}

function noSuch(kind: ReportPlan['kind']): ReportFailure['problem'] {
  return kind === 'sheet'
    ? {
        code: 'REP-404003',
        title: 'Sheet not found, the sheet does not exist or it has been deleted or it is unavailable.',
      }
    : { code: 'REP-404002', title: 'Chart not found, the chart does not exist or it has been deleted.' };
}
