import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as esbuild from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../../../../../tools/environment/launch-options.ts';
import { blockThirdPartyCookies } from '../../../../../tools/environment/third-party-cookies.ts';

/** Code after Qlik's examples, as an application bundles it. */
const APPLICATION = `
  import { createQlikApi } from '@qlik/api';
  window.probe = { createQlikApi };
`;

/** Sites on other origins than the tenant, all with the same page, which has only Qlik's client. */
export interface BrowserFixtures {
  readonly browser: Browser;
  /** Same site as a tenant on `localhost`. */
  readonly localhost: string;
  /** Another site than a tenant on `localhost`. */
  readonly loopback: string;
  open(address: string): Promise<Page>;
  close(): Promise<void>;
}

export async function startBrowserFixtures(): Promise<BrowserFixtures> {
  const bundle = await esbuild.build({
    stdin: { contents: APPLICATION, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
    external: ['ws'],
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  const servers = [await serve('localhost', script), await serve('127.0.0.1', script)] as const;
  const browser = await chromium.launch(launchOptions());
  return {
    browser,
    localhost: `http://localhost:${portOf(servers[0])}`,
    loopback: `http://127.0.0.1:${portOf(servers[1])}`,
    async open(address) {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await blockThirdPartyCookies(page);
      await page.goto(address);
      return page;
    },
    async close() {
      await browser.close();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function serve(host: string, script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/application.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(
      isScript
        ? script
        : '<!doctype html><title>Test</title><script type="module" src="/application.js"></script>',
    );
  });
  return new Promise((resolve) => server.listen(0, host, () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
