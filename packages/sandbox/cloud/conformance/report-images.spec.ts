import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { createQlikApi, type QlikAPI } from '@qlik/api';
import type { OutputListItem, ReportRequest } from '@qlik/api/reports';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { qlikEmbedRuntime } from '../../runtime/plugin.ts';
import { findBrowser } from '../reports/chromium.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

const skip = findBrowser() === undefined && 'no Chromium is installed; CHROME_BIN names one';

describe('images and documents of reports', { timeout: 180_000, skip }, () => {
  let tenant: CloudTenant;
  let api: QlikAPI;
  before(async () => {
    tenant = await startDemoTenant({ runtime: qlikEmbedRuntime });
    const apiKey = await apiKeyOf(tenant, 'ada');
    api = createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey } });
  });
  after(() => tenant.close());

  /** The only output of a report, once it is finished. */
  async function finished(body: object): Promise<OutputListItem> {
    const { data } = await api.reports.createReport(body as ReportRequest);
    for (let question = 0; question < 400; question += 1) {
      api.reports.clearCache();
      const { data: outputs } = await api.reports.getReportOutputs(data.requestId ?? '', {});
      const [output] = outputs.data;
      if (output?.status === 'done' || output?.status === 'failed') return output;
      await delay(200);
    }
    throw new Error('The report is not finished.');
  }

  async function fileOf(body: object): Promise<Buffer> {
    const output = await finished(body);
    assert.equal(output.status, 'done', JSON.stringify(output));
    const id = /temp-contents\/([\w-]+)/.exec(output.location ?? '')?.[1] ?? '';
    const file = (await api.tempContents.downloadTempFile(id, { inline: '1' })).data as Blob;
    return Buffer.from(await file.arrayBuffer());
  }

  /** For a look at the files: `REPORT_FILES` names a folder. */
  async function keep(name: string, content: Buffer): Promise<void> {
    const folder = process.env['REPORT_FILES'];
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/${name}`, content);
  }

  const image = (selections: object, zoom: number): object => ({
    type: 'sense-image-1.0',
    senseImageTemplate: {
      appId: DEMO_APP_IDS.flights,
      visualization: { id: 'flights-by-state', type: 'visualization', widthPx: 400, heightPx: 300 },
      ...selections,
    },
    output: {
      outputId: 'chart',
      type: 'image',
      imageOutput: { outZoom: zoom, outDpi: 96, outFormat: 'png' },
    },
  });

  it('draw a chart in the size that is asked for, with the selections', async () => {
    const all = await fileOf(image({}, 2));
    await keep('all.png', all);
    assert.deepEqual(pngSize(all), [800, 600]);
    const values = [{ text: 'AK' }, { text: 'TX' }];
    const some = await fileOf(
      image(
        { selectionsByState: { $: [{ fieldName: 'Origin State', defaultIsNumeric: false, values }] } },
        1,
      ),
    );
    await keep('some.png', some);
    assert.deepEqual(pngSize(some), [400, 300]);
    // A chart of two bars compresses to less than one of fifty.
    assert.ok(some.length > 2_000 && all.length > some.length, `${all.length}, ${some.length} bytes`);
  });

  it('draw a sheet as a document of one page', async () => {
    const file = await fileOf({
      type: 'sense-sheet-1.0',
      senseSheetTemplate: { appId: DEMO_APP_IDS.flights, sheet: { id: 'flights-overview' } },
      output: {
        outputId: 'sheet',
        type: 'pdf',
        pdfOutput: { size: 'A4', orientation: 'A', resizeType: 'autofit' },
      },
    });
    await keep('sheet.pdf', file);
    const text = file.toString('latin1');
    assert.match(text, /^%PDF-/);
    assert.equal(text.match(/\/Type\s*\/Page\b/g)?.length, 1);
    const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(text) ?? [];
    assert.ok(Number(width) > Number(height), `${width} × ${height}`);
    assert.ok(file.length > 20_000, `${file.length} bytes`);
  });

  it('are made by an execution of a sharing task', async () => {
    const size = { widthPx: 400, heightPx: 300 };
    const sheet = { appId: DEMO_APP_IDS.flights, sheetId: 'flights-overview' };
    const { data: task } = await api.sharingTasks.createSharingTask({
      name: 'Weekly',
      type: 'sheet-sharing',
      state: {},
      templates: [
        {
          type: 'chart',
          subType: 'image',
          fileAlias: 'chart',
          chartData: { ...sheet, objectId: 'flights-by-state', ...size },
        },
        { type: 'multi-sheet', subType: 'pdf', fileAlias: 'sheet', multiSheetData: [sheet] },
      ],
    });
    const id = task.id ?? '';
    await api.sharingTasks.executeSharingTasks({ sharingTaskID: id });
    for (let question = 0; question < 400; question += 1) {
      const { data } = await api.sharingTasks.getSharingTask(id, {}, { noCache: true });
      if (data.statusCode !== 'IN_PROGRESS') break;
      await delay(200);
    }
    const { data: execution } = await api.sharingTasks.getSharingTaskExecution(id, 'latest', {});
    assert.equal(execution.status, 'successful', JSON.stringify(execution.errors));
    const [chart, document] = await Promise.all(
      ['chart', 'sheet'].map(async (alias) => {
        const { data } = await api.sharingTasks.getSharingTaskExecutionFile(id, 'latest', alias, {});
        return Buffer.from(await data.arrayBuffer());
      }),
    );
    assert.ok(chart && document);
    assert.deepEqual(pngSize(chart), [400, 300]);
    assert.match(document.toString('latin1'), /^%PDF-/);
    assert.ok(document.length > 20_000, `${document.length} bytes`);
  });

  it('say that there is no such sheet', async () => {
    const output = await finished({
      type: 'sense-sheet-1.0',
      senseSheetTemplate: { appId: DEMO_APP_IDS.flights, sheet: { id: 'none' } },
      output: { outputId: 'sheet', type: 'pdf', pdfOutput: {} },
    });
    assert.deepEqual([output.status, output.exportErrors?.[0]?.code], ['failed', 'REP-404003']);
  });
});

/** Width and height in the first chunk of a PNG. */
function pngSize(file: Buffer): readonly [number, number] {
  assert.equal(file.subarray(1, 4).toString('latin1'), 'PNG');
  return [file.readUInt32BE(16), file.readUInt32BE(20)];
}
