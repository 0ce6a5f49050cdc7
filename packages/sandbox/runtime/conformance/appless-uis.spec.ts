import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { BAR_CHART, FLIGHTS, startFixtures, type Fixtures } from './fixtures.ts';
import { coloredShare, waitUntil, saveScreenshot, visit } from './browser-page.ts';

describe('UIs of <qlik-embed>, unmodified, that open no app', () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures();
  });
  after(() => fixtures.close());

  for (const ui of ['ai/assistant', 'ai/agentic-assistant'])
    it(`${ui} takes a question and says that its answer is scripted`, async () => {
      const { page, problems, requests } = await visit(
        fixtures.browser,
        fixtures.embedPage(
          `<div class="box"><qlik-embed ui="${ui}" assistant-id="helper" appearance="qlik-dark"></qlik-embed></div>`,
        ),
      );
      await page.getByText('This is the sandbox').waitFor();
      await page.getByRole('textbox', { name: 'Your question' }).fill('Which carrier is late?');
      await page.keyboard.press('Enter');
      const log = page.getByRole('log');
      await log.getByText(/Scripted answer of the sandbox.*Which carrier is late\?.*“helper”/).waitFor();
      await page.getByRole('button', { name: 'Ask' }).click();
      assert.equal(await log.locator('p').count(), 2, 'nothing was asked the second time');
      await saveScreenshot(page, 'assistant');
      await page.evaluate(() => document.querySelector('qlik-embed')?.setAttribute('language', 'de'));
      await page.getByText('Das ist die Sandbox').waitFor();
      assert.ok(!requests.some((address) => address.startsWith('ws:')));
      assert.deepEqual(problems, []);
    });

  it('analytics/snapshot draws a chart from its data alone', async () => {
    const size = { w: 640, h: 360 };
    const snapshotData = {
      object: { size },
      content: { size, chartData: { scrollOffset: { start: 0, end: 10 }, legendScrollOffset: 0 } },
    };
    const data = { ...(await layoutOf(BAR_CHART)), snapshotData };
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(`<div class="box"></div><script type="module">
        const embed = document.createElement('qlik-embed');
        embed.setAttribute('ui', 'analytics/snapshot');
        embed.setAttribute('data___json', ${JSON.stringify(JSON.stringify(data)).replaceAll('<', '\\u003c')});
        document.querySelector('.box').append(embed);
      </script>`),
    );
    await page.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.box')),
      (share) => share > 0.05,
      'the chart',
    );
    await saveScreenshot(page, 'snapshot');
    assert.equal(await page.locator('[data-qlik-embed-error]').count(), 0);
    assert.deepEqual(problems, []);
    await page.evaluate(() => document.querySelector('qlik-embed')?.remove());
    await waitUntil(
      () => page.locator('.njs-viz').count(),
      (count) => count === 0,
      'the removal',
    );
  });

  /** Returns the layout with the data that the chart fetches. */
  async function layoutOf(objectId: string): Promise<object> {
    const api = createQlikApi({ hostConfig: { host: fixtures.tenant.host, authType: 'none' } });
    const appSession = api.qix.openAppSession({ appId: FLIGHTS });
    try {
      const object = await (await appSession.getDoc()).getObject(objectId);
      const layout = (await object.getLayout()) as unknown as { readonly qHyperCube: object };
      const area = { qLeft: 0, qTop: 0, qWidth: 4, qHeight: 100 };
      const qDataPages = await object.getHyperCubeData('/qHyperCubeDef', [area]);
      return { ...layout, qHyperCube: { ...layout.qHyperCube, qDataPages } };
    } finally {
      await appSession.close({ websocketCloseDelay: 0 });
    }
  }
});
