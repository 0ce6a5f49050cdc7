import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
// Imports Qlik's declaration of the global.
import type {} from '@qlik/api/auth';
import { qlikEmbedRuntime } from '../plugin.ts';
import { startHostSite, type HostSite } from './host-site.ts';
import { launchBrowser, openPage } from './browser-page.ts';

/** `QlikMain` in a page. */
interface PageQlikMain {
  bootstrap(): Promise<unknown>;
  import(name: string): Promise<Record<string, unknown>>;
  getRootUrl(): string;
  resourceNeedsCredentials(url: string): boolean;
  loadFonts(): Promise<unknown>;
}

declare global {
  interface Window {
    firstQlikMain?: unknown;
  }
}

describe('main.js in a browser, from another origin', () => {
  let tenant: FastifyInstance;
  let host: string;
  let site: HostSite;
  let browser: Browser;

  before(async () => {
    tenant = Fastify();
    await tenant.register(qlikEmbedRuntime);
    host = await tenant.listen({ host: 'localhost', port: 0 });
    site = await startHostSite();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await site.close();
    await tenant.close();
  });

  const script = (): string => `<script src="${host}/qlik-embed/main.js"></script>`;

  it('is found at /main.js too, where clients before version 1.0 look for it', async () => {
    const { page, problems } = await openPage(
      browser,
      site.publish(`<script src="${host}/main.js"></script>`),
    );
    const facts = await page.evaluate(async () => {
      const main = window.QlikMain as unknown as PageQlikMain;
      return { root: main.getRootUrl(), modules: Object.keys(await main.import('auth@v1')).length };
    });
    assert.equal(facts.root, `${host}/qlik-embed/`);
    assert.ok(facts.modules > 0);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('puts QlikMain on the page once, however often it is loaded', async () => {
    const { page, problems } = await openPage(
      browser,
      site.publish(`${script()}<script>window.firstQlikMain = window.QlikMain</script>${script()}`),
    );
    assert.equal(
      await page.evaluate(() => window.QlikMain === window.firstQlikMain && !!window.QlikMain),
      true,
    );
    const facts = await page.evaluate(async () => {
      const main = window.QlikMain as unknown as PageQlikMain;
      await main.bootstrap();
      await main.loadFonts();
      return { root: main.getRootUrl(), credentials: main.resourceNeedsCredentials(`${main.getRootUrl()}x`) };
    });
    assert.deepEqual(facts, { root: `${host}/qlik-embed/`, credentials: false });
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('gives each module the members that clients read', async () => {
    const { page, problems } = await openPage(browser, site.publish(script()));
    const kinds = await page.evaluate(async () => {
      const main = window.QlikMain as unknown as PageQlikMain;
      const wanted: Record<string, string[]> = {
        'auth@v1': [
          'setDefaultHostConfig',
          'registerHostConfig',
          'registerAuthModule',
          'logout',
          'getAccessToken',
        ],
        'invoke-fetch@v1': ['invokeFetch', 'clearApiCache', 'parseFetchResponse'],
        'qix@v1': ['openAppSession'],
        'initial-app-state@v1': ['setInitialAppState', 'addOnAppOpenCallback'],
        'embed-vanilla@v1': ['mountVanillaEmbedComponent'],
        'oauth-callback@v1': [],
      };
      const found: string[] = [];
      for (const [name, members] of Object.entries(wanted)) {
        const module = await main.import(name);
        for (const member of members) found.push(`${name} ${member} ${typeof module[member]}`);
      }
      return found;
    });
    assert.equal(kinds.length, 12);
    assert.deepEqual(
      kinds.filter((line) => !line.endsWith(' function')),
      [],
    );
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('refuses a module it does not have and says which it has', async () => {
    const { page } = await openPage(browser, site.publish(script()));
    for (const name of ['no-such-module@v1', 'constructor', '__proto__']) {
      const message = await page.evaluate(
        (wanted) =>
          (window.QlikMain as unknown as PageQlikMain).import(wanted).then(
            () => 'resolved',
            (error: unknown) => String(error),
          ),
        name,
      );
      assert.match(message, new RegExp(`has no module "${name}".*auth@v1`));
    }
    await page.close();
  });

  it('fetches no chart code for auth, REST and QIX', async () => {
    const { page, requests } = await openPage(browser, site.publish(script()));
    await page.evaluate(async () => {
      const main = window.QlikMain as unknown as PageQlikMain;
      for (const name of ['auth@v1', 'invoke-fetch@v1', 'qix@v1']) await main.import(name);
    });
    const files = requests.filter((url) => url.startsWith(host)).map((url) => new URL(url).pathname);
    assert.ok(files.length <= 7, `${files.length} requests: ${files.join(' ')}`);
    const { manifest } = await import('../build.ts').then(({ buildRuntime }) => buildRuntime());
    const bytes = files.reduce(
      (sum, file) => sum + (manifest.files[file.replace('/qlik-embed/', '')] ?? 0),
      0,
    );
    assert.ok(bytes < 400_000, `${bytes} bytes`);
    await page.close();
  });
});
