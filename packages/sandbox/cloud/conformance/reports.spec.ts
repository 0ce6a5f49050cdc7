import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { createQlikApi, type QlikAPI } from '@qlik/api';
import type { OutputListItem, ReportRequest } from '@qlik/api/reports';
import { workbookCells } from '../../../../tests/support/workbook.ts';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

const APP = DEMO_APP_IDS.flights;

describe("reports, with @qlik/api's own client", { timeout: 120_000 }, () => {
  let tenant: CloudTenant;
  let api: { ada: QlikAPI; grace: QlikAPI };
  let chartId = '';
  before(async () => {
    tenant = await startDemoTenant({ rateLimits: { reports: 20 } });
    const client = async (subject: string): Promise<QlikAPI> =>
      createQlikApi({
        hostConfig: {
          host: tenant.origin,
          authType: 'apikey',
          apiKey: await apiKeyOf(tenant, subject),
        },
      });
    api = { ada: await client('ada'), grace: await client('grace') };
    chartId = await withDoc(async (doc) => {
      const objects = await doc.getObjects({
        qOptions: { qTypes: ['barchart'], qIncludeSessionObjects: false },
      } as never);
      return (objects as readonly { qInfo: { qId: string } }[])[0]?.qInfo.qId ?? '';
    });
    assert.notEqual(chartId, '');
  });
  after(() => tenant.close());

  async function withDoc<T>(
    work: (doc: Awaited<ReturnType<ReturnType<QlikAPI['qix']['openAppSession']>['getDoc']>>) => Promise<T>,
    keep?: { close?: () => Promise<void> },
  ): Promise<T> {
    const appSession = api.ada.qix.openAppSession({ appId: APP });
    const result = await work(await appSession.getDoc());
    if (keep) keep.close = () => appSession.close({ websocketCloseDelay: 0 });
    else await appSession.close({ websocketCloseDelay: 0 });
    return result;
  }

  const request = (template: object = {}, more: object = {}): ReportRequest =>
    ({
      type: 'sense-data-1.0',
      senseDataTemplate: { appId: APP, id: chartId, ...template },
      output: { outputId: 'my-data', type: 'xlsx', xlsxOutput: {} },
      ...more,
    }) as unknown as ReportRequest;

  /** The only output of a report, once it is finished. */
  async function finished(body: ReportRequest, user: keyof typeof api = 'ada'): Promise<OutputListItem> {
    const { reports } = api[user];
    const { data, headers, status } = await reports.createReport(body);
    assert.equal(status, 202);
    const id = data.requestId ?? '';
    assert.equal(headers.get('location'), `${tenant.origin}/api/v1/reports/${id}/status`);
    for (let question = 0; question < 200; question += 1) {
      reports.clearCache();
      const answer = await reports.getReportStatus(id);
      if (['queued', 'processing'].includes(answer.data.status)) {
        await delay(100);
        continue;
      }
      const [output] = (await reports.getReportOutputs(id, {})).data.data;
      assert.equal(output?.status, answer.data.status);
      assert.ok(output);
      return output;
    }
    throw new Error('The report is not finished.');
  }

  const contentId = ({ location }: OutputListItem): string =>
    /temp-contents\/([\w-]+)/.exec(location ?? '')?.[1] ?? '';

  async function cellsOf(output: OutputListItem): Promise<ReturnType<typeof workbookCells>> {
    assert.equal(output.status, 'done', JSON.stringify(output));
    const { data } = await api.ada.tempContents.downloadTempFile(contentId(output), {});
    const blob = data as Blob;
    return workbookCells(new Uint8Array(await blob.arrayBuffer()));
  }

  it('makes a workbook of the data of a chart, under the selections of a request', async () => {
    const all = await cellsOf(await finished(request()));
    const status = await finished(
      request({
        selectionsByState: {
          $: [{ fieldName: 'Origin State', defaultIsNumeric: false, values: [{ text: 'AK' }] }],
        },
      }),
    );
    const some = await cellsOf(status);
    assert.deepEqual(some[0], all[0]);
    assert.ok(some.length > 1 && all.length > 1);
    assert.notDeepEqual(some, all);
    assert.equal(status.outputId, 'my-data');
    assert.ok((status.sizeBytes ?? 0) > 1_000);
  });

  it('applies a temporary bookmark of another session of the same user', async () => {
    const kept: { close?: () => Promise<void> } = {};
    const bookmark = await withDoc(async (doc) => {
      await (
        await doc.getField('Origin State')
      ).selectValues([{ qText: 'AK', qIsNumeric: false, qNumber: 0 }]);
      return doc.createTemporaryBookmark({ qIncludeVariables: true, qIncludeAllPatches: true }, []);
    }, kept);
    const id = typeof bookmark === 'string' ? bookmark : (bookmark as { qId: string }).qId;
    const template = { selectionType: 'temporaryBookmarkV2', temporaryBookmarkV2: { id } };
    const bySelection = await finished(
      request({
        selectionsByState: {
          $: [{ fieldName: 'Origin State', defaultIsNumeric: false, values: [{ text: 'AK' }] }],
        },
      }),
    );
    assert.deepEqual(await cellsOf(await finished(request(template))), await cellsOf(bySelection));
    const other = await finished(request(template), 'grace');
    assert.equal(other.status, 'failed');
    assert.equal(other.exportErrors?.[0]?.code, 'REP-400064');
    await kept.close?.();
  });

  it('says why a report could not be made', async () => {
    const codeOf = async (template: object): Promise<string | undefined> =>
      (await finished(request(template))).exportErrors?.[0]?.code;
    assert.equal(await codeOf({ id: 'no-such-chart' }), 'REP-404002');
    const selection = { fieldName: 'No field', defaultIsNumeric: false, values: [{ text: 'x' }] };
    assert.equal(await codeOf({ selectionsByState: { $: [selection] } }), 'REP-400008');
  });

  it('gives a report and its file to its user only', async () => {
    const { data } = await api.ada.reports.createReport(request());
    await assert.rejects(api.grace.reports.getReportStatus(data.requestId ?? ''), { status: 404 });
  });

  it('keeps a file for the time that the request asks for', async () => {
    const status = await finished(request({}, { meta: { outputTtl: 'PT2S' } }), 'grace');
    const id = contentId(status);
    assert.equal((await api.grace.tempContents.downloadTempFile(id, {})).status, 200);
    await assert.rejects(api.ada.tempContents.downloadTempFile(id, {}), { status: 404 });
    await delay(2_100);
    api.grace.tempContents.clearCache();
    await assert.rejects(api.grace.tempContents.downloadTempFile(id, {}), { status: 410 });
  });

  for (const [what, body, status, code] of [
    ['an unknown app', () => request({ appId: 'none' }), 404, 'REP-404001'],
    ['a body without a type', () => ({ output: {} }), 400, 'REP-400000'],
    ['a body without its template', () => request({}, { senseDataTemplate: undefined }), 400, 'REP-400000'],
    [
      'an output that the type does not support',
      () => request({}, { output: { outputId: 'a', type: 'pdf', pdfOutput: {} } }),
      400,
      'REP-400000',
    ],
    [
      'an output id with a space',
      () => request({}, { output: { outputId: 'a b', type: 'xlsx', xlsxOutput: {} } }),
      400,
      'REP-400000',
    ],
    [
      'a deadline that is no duration',
      () => request({}, { meta: { exportDeadline: '10' } }),
      400,
      'REP-400000',
    ],
    [
      'PowerPoint, which the sandbox cannot make',
      () => ({
        type: 'sense-image-1.0',
        senseImageTemplate: { appId: APP, visualization: { id: chartId, widthPx: 10, heightPx: 10 } },
        output: { outputId: 'a', type: 'pptx', pptxOutput: {} },
      }),
      501,
      'REP-501000',
    ],
    [
      'an image of a tenant without a runtime',
      () => ({
        type: 'sense-image-1.0',
        senseImageTemplate: { appId: APP, visualization: { id: chartId, widthPx: 10, heightPx: 10 } },
        output: { outputId: 'a', type: 'image', imageOutput: {} },
      }),
      501,
      'REP-501000',
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const key = await apiKeyOf(tenant, 'grace');
      const answer = await fetch(`${tenant.origin}/api/v1/reports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body()),
      });
      const { errors } = (await answer.json()) as { errors: readonly { code: string; title: string }[] };
      assert.deepEqual([answer.status, errors[0]?.code], [status, code], JSON.stringify(errors));
    });

  it('allows so many requests in a minute', async () => {
    const key = await apiKeyOf(tenant, 'dora');
    const statuses: number[] = [];
    let retryAfter: string | null = null;
    for (let call = 0; call < 21; call += 1) {
      const answer = await fetch(`${tenant.origin}/api/v1/reports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{}',
      });
      statuses.push(answer.status);
      retryAfter = answer.headers.get('retry-after');
    }
    assert.deepEqual(new Set(statuses.slice(0, 20)), new Set([400]));
    assert.equal(statuses[20], 429);
    assert.ok(Number(retryAfter) > 0);
  });
});
