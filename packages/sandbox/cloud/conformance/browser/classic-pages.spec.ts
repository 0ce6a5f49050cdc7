import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { DEMO_APP_IDS } from '../../../apps/demo-catalog.ts';
import { qlikEmbedRuntime } from '../../../runtime/plugin.ts';
import { type CloudTenant, DEMO_WEB_INTEGRATION_ID } from '../../tenant.ts';
import { TestIdentityProvider } from '../../testing/test-identity-provider.ts';
import { startDemoTenant } from '../../testing/demo-tenant.ts';
import { tokenFor } from '../../testing/test-tenant.ts';
import { type BrowserFixtures, startBrowserFixtures } from './fixtures.ts';

const LIMIT = { timeout: 90_000 };
const FLIGHTS = DEMO_APP_IDS.flights;
const EMBED_SCRIPT = readFileSync(
  createRequire(import.meta.url).resolve('@qlik/embed-web-components'),
  'utf8',
);
const CHART = `/single/?appid=${FLIGHTS}&obj=flights-by-state`;

describe('the tenant’s own pages in frames of other sites', () => {
  let fixtures: BrowserFixtures;
  let tenant: CloudTenant;
  let provider: TestIdentityProvider;

  before(async () => {
    fixtures = await startBrowserFixtures();
    provider = await TestIdentityProvider.create();
    tenant = await startDemoTenant({
      appOrigins: [fixtures.localhost, fixtures.loopback],
      identityProviders: [provider.registration],
      runtime: qlikEmbedRuntime,
    });
  }, LIMIT);

  after(async () => {
    await fixtures.close();
    await tenant.close();
  });

  async function signedIn(origin: string): Promise<Page> {
    const page = await fixtures.open(origin);
    const jwt = await provider.sign({ sub: 'ada', name: 'Ada Lovelace' });
    await page.evaluate(
      ([host, id, token]) =>
        fetch(`${host}/login/jwt-session?qlik-web-integration-id=${id}`, {
          method: 'POST',
          credentials: 'include',
          headers: { authorization: `Bearer ${token}`, 'qlik-web-integration-id': id },
        }).then(() => undefined),
      [tenant.origin, DEMO_WEB_INTEGRATION_ID, jwt] as const,
    );
    return page;
  }

  /** Resolves when the frame has loaded, with any content. */
  async function frameOf(page: Page, address = CHART): Promise<FrameLocator> {
    await page.evaluate(
      (src) =>
        new Promise<void>((resolve) => {
          const frame = document.createElement('iframe');
          Object.assign(frame.style, { width: '640px', height: '400px' });
          frame.addEventListener('load', () => resolve());
          frame.src = src;
          document.body.append(frame);
        }),
      tenant.origin + address,
    );
    return page.frameLocator('iframe');
  }

  it(
    'show a chart with the session of their tenant and one of its themes, under a policy that blocks nothing of it',
    LIMIT,
    async () => {
      const page = await signedIn(fixtures.localhost);
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      const frame = await frameOf(page, `${CHART}&theme=sandbox-night`);
      await frame.locator('.njs-viz canvas').first().waitFor({ timeout: 30_000 });
      const title = frame.getByText('Flights by origin state');
      assert.equal(await title.evaluate((element) => getComputedStyle(element).color), 'rgb(230, 237, 243)');
      assert.deepEqual(problems, []);
      const socket = tenant.requests.since(0).find(({ kind }) => kind === 'websocket');
      assert.deepEqual([socket?.status, socket?.user, socket?.csrf], [101, 'ada', true]);
      await page.context().close();
    },
  );

  it('show a message without a session, where the browser blocks third-party cookies', LIMIT, async () => {
    const page = await signedIn(fixtures.loopback);
    const frame = await frameOf(page);
    await frame.getByText('You are not signed in').waitFor();
    await page.context().close();
  });

  for (const [ui, attributes] of [
    ['classic/app', ''],
    ['classic/chart', 'iframe="true" object-id="flights-by-state"'],
  ] as const) {
    it(
      `draw ${ui} with the access token of the page around it, where the browser blocks third-party cookies`,
      LIMIT,
      async () => {
        const page = await fixtures.open(fixtures.loopback);
        const problems: string[] = [];
        page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
        const token = await tokenFor(tenant, 'grace');
        const since = tenant.requests.since(0).length;
        await page.addScriptTag({ content: `window.getAccessToken = async () => ${JSON.stringify(token)}` });
        await page.evaluate(
          ([host, script, embed]) => {
            const element = document.createElement('script');
            const data = {
              host,
              clientId: 'sandbox-web',
              authType: 'oauth2',
              getAccessToken: 'getAccessToken',
            };
            Object.assign(element.dataset, data);
            element.textContent = script;
            document.body.append(element);
            document.body.insertAdjacentHTML('beforeend', embed);
          },
          [
            tenant.origin,
            EMBED_SCRIPT,
            `<div style="width:900px;height:600px"><qlik-embed ui="${ui}" app-id="${FLIGHTS}" ${attributes}></qlik-embed></div>`,
          ] as const,
        );
        const frame = page.frameLocator('qlik-embed iframe');
        await frame.locator('.njs-viz canvas').first().waitFor({ timeout: 30_000 });
        assert.deepEqual(problems, []);
        const received = tenant.requests.since(0).slice(since);
        const socket = received.find(({ kind }) => kind === 'websocket');
        assert.deepEqual(
          [socket?.status, socket?.user, socket?.credential?.kind, socket?.origin],
          [101, 'grace', 'websocket-token', tenant.origin],
        );
        const opened = received.find(({ path }) => /^\/(single|sense)/.test(path));
        assert.deepEqual([opened?.status, opened?.queryNames.includes('accessToken')], [200, true]);
        // The access token itself is in no address of the frame.
        const [, inner] = page.frames();
        assert.ok(inner !== undefined && !inner.url().includes(token));
        await page.context().close();
      },
    );
  }

  it('are not shown on a site that is not on the list', LIMIT, async () => {
    const listed = tenant.cspOrigins.all;
    listed.forEach(({ id }) => tenant.cspOrigins.remove(id));
    const page = await signedIn(fixtures.localhost);
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    const frame = await frameOf(page);
    assert.equal(await frame.locator('.njs-viz').count(), 0);
    assert.match(problems.join('\n'), /frame-ancestors/);
    await page.context().close();
    listed.forEach((entry) => tenant.cspOrigins.add(entry));
  });
});
