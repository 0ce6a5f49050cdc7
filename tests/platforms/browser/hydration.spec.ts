import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ApplicationRef } from '@angular/core';
import type { Page, WebSocket } from '@playwright/test';
import { build } from 'esbuild';
import { launchChromium } from '../../support/chromium.ts';
import { startStack } from '../../support/stack/start-stack.ts';
import { makeConsumer, runIn } from '../consumer.ts';

/** What the page of `browser.mjs` has. */
interface ConsumerPage {
  readonly application: Promise<ApplicationRef>;
  readonly checks: number;
}

/** How long an idle page is watched. */
const IDLE_MS = 2_000;

describe('an application with zone.js that a server rendered, with a chart of a tenant', () => {
  const opened: (() => unknown)[] = [];
  const sockets: WebSocket[] = [];
  const messages: string[] = [];
  let page: Page;

  before(async () => {
    const folder = makeConsumer('browser', 'tests/platforms/application');
    await bundle(folder);
    let html = '';
    const server = await serve(folder, () => html);
    opened.push(() => new Promise((resolve) => server.close(resolve)));
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const stack = await startStack({
      firstPort: 27_000,
      sandbox: { hasSecondTenant: false, hasClientManaged: false, appOrigins: [origin] },
      sites: [],
    });
    opened.push(() => stack.stop());
    html = await render(folder, stack.sandbox.cloud);
    const browser = await launchChromium();
    opened.push(() => browser.close());
    page = await browser.newPage();
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(`error ${error.message}`));
    page.on('websocket', (socket) => sockets.push(socket));
    await page.goto(origin);
  });

  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  it('has the chart, and an output of the embed sets a plain field', async () => {
    const isShown = () => document.querySelector('#shown')?.textContent !== 'waiting';
    await page
      .waitForFunction(isShown, undefined, { timeout: 40_000 })
      .catch((error: unknown) => assert.fail([String(error), ...messages].join('\n')));
    assert.equal(await page.textContent('#shown'), 'shown');
    assert.equal(await page.textContent('#state'), 'ready');
    await page.waitForFunction(() => document.querySelector('#session')?.textContent === 'open');
    assert.ok(sockets.some((socket) => !socket.isClosed()));
  });

  it('hydrates what the server has rendered', () => {
    assert.deepEqual(
      messages.filter((text) => /NG0?5\d\d|error/i.test(text)),
      [],
    );
    assert.ok(
      messages.some((text) => /Angular hydrated [1-9]\d* component/.test(text)),
      messages.join('\n'),
    );
  });

  it('is stable within a second, while a renewal waits and sockets are open', async () => {
    const outcome = await page.evaluate(async () => {
      const application = await (globalThis as unknown as ConsumerPage).application;
      const late = new Promise((resolve) => setTimeout(() => resolve('unstable'), 1000));
      return Promise.race([application.whenStable().then(() => 'stable'), late]);
    });
    assert.equal(outcome, 'stable');
  });

  it('runs no change detection while nothing changes, also while the pointer moves over the chart', async () => {
    const box = await page.locator('qlik-chart').boundingBox();
    assert.ok(box, 'The chart is not there.');
    // Until the chart has drawn its last frame.
    await page.waitForTimeout(1000);
    const first = await page.evaluate(() => (globalThis as unknown as ConsumerPage).checks);
    const end = Date.now() + IDLE_MS;
    for (let step = 0; Date.now() < end; step++) {
      await page.mouse.move(
        box.x + 20 + ((step * 13) % (box.width - 40)),
        box.y + 20 + ((step * 7) % (box.height - 40)),
      );
    }
    assert.equal(await page.evaluate(() => (globalThis as unknown as ConsumerPage).checks), first);
    await page.click('button');
    assert.equal(await page.textContent('button'), 'Pressed 1 times');
    assert.ok((await page.evaluate(() => (globalThis as unknown as ConsumerPage).checks)) > first);
  });

  it('closes its sockets when it is destroyed', async () => {
    assert.ok(
      sockets.some((socket) => !socket.isClosed()),
      'No socket was open.',
    );
    await page.evaluate(async () => (await (globalThis as unknown as ConsumerPage).application).destroy());
    // Qlik's code closes an element's socket after five seconds.
    const end = Date.now() + 10_000;
    while (Date.now() < end && sockets.some((socket) => !socket.isClosed())) await page.waitForTimeout(100);
    assert.deepEqual(
      sockets.filter((socket) => !socket.isClosed()).map((socket) => socket.url().replace(/\?.*/, '')),
      [],
    );
  });
});

/** As Angular's own build for applications with zone.js: `async` functions are turned into what zone.js can follow. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: { polyfills: join(folder, 'polyfills.mjs'), main: join(folder, 'browser.mjs') },
    outdir: join(folder, 'public'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
    // Not the workspace's, whose paths lead to the library's sources.
    tsconfigRaw: '{}',
    logLevel: 'silent',
  });
}

async function render(folder: string, tenant: string): Promise<string> {
  const { code, output } = await runIn(folder, ['render.mjs', 'zone', 'list', tenant], { limitSeconds: 60 });
  assert.equal(code, 0, output);
  const { html } = JSON.parse(output.split('\n').at(-1) ?? '') as { html: string };
  const modules = ['polyfills', 'main'].map((name) => `<script type="module" src="/${name}.js"></script>`);
  const scripts = `<script>tenant = ${JSON.stringify(tenant)}</script>${modules.join('')}`;
  return html.replace('</body>', `${scripts}</body>`);
}

/** Serves the page and the files of the bundle. */
function serve(folder: string, page: () => string): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page());
      return;
    }
    try {
      const file = readFileSync(join(folder, 'public', url.replace(/[^\w.-]/g, '')));
      response.setHeader('content-type', 'text/javascript; charset=utf-8').end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}
