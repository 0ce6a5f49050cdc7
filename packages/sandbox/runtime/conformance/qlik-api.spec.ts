import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as esbuild from 'esbuild';
import { BAR_CHART, FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';
import { openPage } from './browser-page.ts';

/** Code after Qlik's examples, as an application bundles it. */
const APPLICATION = `
  import { createQlikApi } from '@qlik/api';
  window.readChart = async (host, appId, objectId) => {
    const { qix } = createQlikApi({ hostConfig: { host, authType: 'none' } });
    const session = qix.openAppSession({ appId });
    const doc = await session.getDoc();
    const chart = await doc.getObject(objectId);
    const layout = await chart.getLayout();
    const sheets = await doc.getSheetList();
    await session.close();
    return { rows: layout.qHyperCube.qDataPages[0].qMatrix.length, size: layout.qHyperCube.qSize, sheets: sheets.length };
  };
`;

declare global {
  interface Window {
    readChart(host: string, appId: string, objectId: string): Promise<ChartFacts>;
  }
}

interface ChartFacts {
  readonly rows: number;
  readonly size: { readonly qcx: number; readonly qcy: number };
  readonly sheets: number;
}

describe('@qlik/api in a browser, on this runtime', () => {
  let fixtures: Fixtures;
  before(async () => {
    const bundle = await esbuild.build({
      stdin: { contents: APPLICATION, resolveDir: import.meta.dirname },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'silent',
      external: ['ws'],
    });
    fixtures = await startFixtures({ 'application.js': bundle.outputFiles[0]?.text ?? '' });
  });
  after(() => fixtures.close());

  it('opens an app and reads a hypercube without fetching any chart code', async () => {
    const { page, problems, requests } = await openPage(
      fixtures.browser,
      fixtures.site.publish('<script type="module" src="/application.js"></script>'),
    );
    await page.waitForFunction(() => typeof window.readChart === 'function');
    const facts = await page.evaluate(([host, appId, objectId]) => window.readChart(host, appId, objectId), [
      fixtures.tenant.host,
      FLIGHTS,
      BAR_CHART,
    ] as const);
    assert.ok(facts.rows > 1 && facts.size.qcy >= facts.rows && facts.size.qcx === 2, JSON.stringify(facts));
    assert.ok(facts.sheets >= 1);
    assert.deepEqual(problems, []);
    const runtime = requests.filter((url) => url.startsWith(`${fixtures.tenant.host}/qlik-embed/`));
    assert.deepEqual(
      runtime.filter((url) => /sn-|stardust|embed-vanilla/.test(url)),
      [],
    );
    await page.close();
  });
});
