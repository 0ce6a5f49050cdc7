import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { selectedIn } from './selections-of.ts';
import { BAR_CHART, FLIGHTS, startFixtures, SHEETS, type Fixtures } from './fixtures.ts';
import { coloredShare, waitUntil, saveScreenshot, visit } from './browser-page.ts';

describe('the classic UIs of <qlik-embed>, unmodified, on this runtime', () => {
  let fixtures: Fixtures;
  before(async () => {
    fixtures = await startFixtures();
  });
  after(() => fixtures.close());

  const framed = (attributes: string, size = 'width:1100px;height:760px'): string =>
    `<div class="sheet" style="position:relative;${size}"><qlik-embed ${attributes}></qlik-embed></div>`;
  const srcOf = async (page: Page): Promise<string> =>
    (await page.locator('qlik-embed iframe').getAttribute('src')) ?? '';

  it('classic/app shows the app in the tenant’s own page, and another of its sheets', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(framed(`ui="classic/app" app-id="${FLIGHTS}" theme="card" language="de-DE"`)),
    );
    const frame = page.frameLocator('qlik-embed iframe');
    await frame.locator('.njs-viz').first().waitFor();
    assert.equal(await srcOf(page), `${fixtures.tenant.host}/sense/app/${FLIGHTS}/theme/card/language/de-DE`);
    assert.equal(await frame.locator('html').getAttribute('lang'), 'de-DE');
    const tabs = frame.getByRole('navigation').getByRole('button');
    assert.ok((await tabs.count()) >= SHEETS.length);
    assert.equal(await tabs.first().getAttribute('aria-pressed'), 'true');
    await waitUntil(
      () => coloredShare(page.locator('.sheet')),
      (share) => share > 0.02,
      'the first sheet',
    );
    await saveScreenshot(page, 'classic-app');
    await tabs.nth(1).click();
    await frame.locator('nav button[aria-pressed="true"]').nth(0).waitFor();
    assert.equal(await tabs.nth(1).getAttribute('aria-pressed'), 'true');
    await frame.locator('.njs-viz').first().waitFor();
    assert.deepEqual(problems, []);
  });

  it('classic/app starts with the given sheet and selections', async () => {
    const { page } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        framed(
          `ui="classic/app" app-id="${FLIGHTS}" identity="classic" sheet-id="${SHEETS[1]}" clear-selections="true"
            select:json="[{field:'Origin State',values:['TX','CA']}]"`,
        ),
      ),
    );
    const frame = page.frameLocator('qlik-embed iframe');
    await frame.locator('header').getByText('Origin State').first().waitFor();
    const selected = await waitUntil(
      () => selectedIn(fixtures.tenant.host, FLIGHTS, 'classic'),
      (found) => found.length > 0,
      'the selection in the engine',
    );
    assert.deepEqual(selected, [['Origin State', 2]]);
  });

  it('classic/chart shows one object, and another when the attribute changes', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(
        framed(
          `ui="classic/chart" app-id="${FLIGHTS}" object-id="${BAR_CHART}" iframe="true"
            context:json="{theme:'dark',interactions:{select:false}}"`,
          'width:640px;height:400px',
        ),
      ),
    );
    const frame = page.frameLocator('qlik-embed iframe');
    await frame.locator('.njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.sheet')),
      (share) => share > 0.05,
      'the chart',
    );
    const src = new URL(await srcOf(page));
    assert.equal(src.pathname, '/single/');
    assert.deepEqual(Object.fromEntries(src.searchParams), {
      appid: FLIGHTS,
      obj: BAR_CHART,
      opt: 'noselections',
      theme: 'dark',
    });
    const background = await frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    assert.equal(background, 'rgb(38, 38, 38)', 'the page of a dark theme');
    await saveScreenshot(page, 'classic-chart');
    await page.evaluate(() => document.querySelector('qlik-embed')?.setAttribute('object-id', 'no-such'));
    await frame.locator('[data-qlik-embed-error="object-not-found"]').waitFor();
    assert.equal(await page.locator('qlik-embed iframe').count(), 1);
    await page.evaluate(() => document.querySelector('qlik-embed')?.remove());
    await waitUntil(
      () => Promise.resolve(page.frames().length),
      (count) => count === 1,
      'the end of the frame',
    );
    assert.deepEqual(
      problems.filter((text) => !text.includes('no-such')),
      [],
    );
  });

  it('classic/chart draws in the page without an iframe, and reports it', async () => {
    const { page, problems } = await visit(
      fixtures.browser,
      fixtures.embedPage(`<div class="sheet" style="width:640px;height:400px"></div><script type="module">
        const embed = document.createElement('qlik-embed');
        for (const [name, value] of Object.entries(${JSON.stringify({
          ui: 'classic/chart',
          'app-id': FLIGHTS,
          'object-id': BAR_CHART,
        })})) embed.setAttribute(name, value);
        const value = () => (document.title = 'drawn');
        const { attributes } = embed;
        Object.defineProperty(embed, 'attributes', { get: () => [...attributes, { name: 'on-rendered', value }] });
        document.querySelector('.sheet').append(embed);
      </script>`),
    );
    await page.locator('qlik-embed .njs-viz canvas').first().waitFor();
    await waitUntil(
      () => coloredShare(page.locator('.sheet')),
      (share) => share > 0.05,
      'the chart',
    );
    await waitUntil(
      () => page.title(),
      (title) => title === 'drawn',
      'the report of the drawing',
    );
    assert.equal(await page.locator('iframe').count(), 0);
    assert.deepEqual(problems, []);
  });

  // The content security policy of the page forbids functions that are made from texts unless it allows them.
  it('draws the charts that make functions from texts', async () => {
    const { page, problems } = await visit(fixtures.browser, 'about:blank');
    for (const id of ['waterfallchart', 'distributionplot', 'histogram', 'boxplot']) {
      await page.goto(`${fixtures.tenant.host}/single/?appid=${FLIGHTS}&obj=all-${id}`);
      await page.locator('.njs-viz canvas, .njs-viz svg, [data-qlik-embed-error]').first().waitFor();
      assert.deepEqual(problems, [], id);
      await waitUntil(
        () => coloredShare(page.locator('main')),
        // A box plot is thin boxes and dots on white; what is not drawn has none.
        (share) => share > 0.003,
        id,
      );
      await saveScreenshot(page, `classic-${id}`);
    }
  });

  it('shows an error when the address of a page has no app id', async () => {
    const { page } = await visit(fixtures.browser, `${fixtures.tenant.host}/single/?appid=${FLIGHTS}`);
    await page.locator('[data-qlik-embed-error="missing-parameter"]').waitFor();
  });
});
