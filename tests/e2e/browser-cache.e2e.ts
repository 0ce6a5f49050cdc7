import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { launchChromium } from '../support/chromium.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import { USERS, type UserName } from './fixtures/sign-in.ts';

/** What the backend answers about the user who asks: relayed to Qlik, and its own. */
const RELAYED = '/qlik/server-header/qps/user';
const PERSONAL = [RELAYED, '/app/session', '/api/qlik/server-header/session', '/api/qlik/cloud-m2m/session'];
/** Chromium clears its cache before the page gets the answer. */
const SIGN_OUT_LIMIT_MS = 5_000;

test.describe('the cache of a browser that two users share', () => {
  test('has nothing of the first one after the sign-out', async ({ page, stack }) => {
    await signInToApplication(page, stack, 'ada');
    const script = await builtScript(page);
    for (const path of PERSONAL) {
      for (const mode of ['default', 'force-cache'] as const) {
        expect(await fetched(page, path, mode), path).toMatch(/"ada"|Ada Lovelace|\bada\b/i);
      }
      expect(await fetched(page, path, 'only-if-cached'), `${path}, while signed in`).toBeUndefined();
    }
    await page.goto(stack.origin + RELAYED);
    await expect(page.locator('body')).toContainText('ada');
    await page.goto(stack.origin);
    // What the browser may cache is there until the sign-out clears it.
    expect(await fetched(page, script, 'force-cache')).toBeDefined();
    expect(await fetched(page, script, 'only-if-cached')).toBeDefined();

    const signOut = await page.evaluate(async () => {
      const begun = performance.now();
      const { status } = await fetch('/app/sign-out', { method: 'POST' });
      return { status, ms: Math.round(performance.now() - begun) };
    });
    test.info().annotations.push({ type: 'sign-out with Clear-Site-Data', description: `${signOut.ms} ms` });
    expect(signOut.status).toBe(204);
    expect(signOut.ms).toBeLessThan(SIGN_OUT_LIMIT_MS);
    expect(await fetched(page, script, 'only-if-cached'), 'Clear-Site-Data is heeded').toBeUndefined();
    for (const path of PERSONAL) {
      expect(await fetched(page, path, 'only-if-cached'), `${path}, after the sign-out`).toBeUndefined();
      expect(await fetched(page, path, 'force-cache'), path).not.toMatch(/\bada\b/i);
    }

    await signInToApplication(page, stack, 'grace');
    for (const path of PERSONAL) {
      expect(await fetched(page, path, 'only-if-cached'), `${path}, for the next user`).toBeUndefined();
      for (const mode of ['force-cache', 'default'] as const) {
        const answer = await fetched(page, path, mode);
        expect(answer, path).toMatch(/\bgrace\b/i);
        expect(answer, path).not.toMatch(/\bada\b/i);
      }
    }
  });

  test('shows the next user nothing of the first one by the back button', async ({ page, stack }) => {
    await signInToApplication(page, stack, 'ada');
    await page.goto(stack.origin + RELAYED);
    await expect(page.locator('body')).toContainText('ada');
    await page.goto(stack.origin);
    await page.evaluate(() => fetch('/app/sign-out', { method: 'POST' }));
    await signInToApplication(page, stack, 'grace');
    for (const place of [
      `${stack.origin}/app/sign-in?returnTo=/`,
      `${stack.origin}/`,
      stack.origin + RELAYED,
    ]) {
      await page.goBack();
      await page.waitForURL(place);
      await expect(page.locator('body')).not.toContainText(/\bada\b/);
    }
    await expect(page.locator('body')).toContainText('grace');
  });

  test('shows the next user nothing of the first one out of the back/forward cache', async ({ stack }) => {
    await withBackForwardCache(async (page) => {
      await signInToApplication(page, stack, 'ada');
      await page.goto(stack.origin + RELAYED);
      await expect(page.locator('body')).toContainText('ada');
      await page.goto(stack.origin);
      await page.evaluate(() => fetch('/app/sign-out', { method: 'POST' }));
      await signInToApplication(page, stack, 'grace');
      await page.evaluate(() => history.go(-3));
      await page.waitForURL(stack.origin + RELAYED, { waitUntil: 'commit' });
      await expect(page.locator('body')).toContainText('grace');
      await expect(page.locator('body')).not.toContainText(/\bada\b/);
    });
  });

  for (const clears of [false, true]) {
    const title = clears
      ? 'takes pages out of the back/forward cache by Clear-Site-Data'
      : 'would show a page from there';
    test(title, async () => {
      let user = 'ada';
      const server = createServer((request, response) => {
        if (request.url === '/sign-out') {
          user = 'grace';
          response.writeHead(204, clears ? { 'clear-site-data': '"cache"' } : {}).end();
        } else {
          const headers = { 'content-type': 'text/html', 'cache-control': 'no-cache' };
          response.writeHead(200, headers).end(`<!doctype html><body>${user}`);
        }
      }).listen(0, 'localhost');
      await once(server, 'listening');
      const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
      try {
        await withBackForwardCache(async (page) => {
          await page.goto(`${origin}/personal`);
          await page.goto(`${origin}/other`);
          await page.evaluate(() => fetch('/sign-out', { method: 'POST' }));
          // Later, since a navigation may end the evaluation before its answer.
          await page.evaluate(() => setTimeout(() => history.back()));
          // A page out of this cache does not load.
          await page.waitForURL(`${origin}/personal`, { waitUntil: 'commit' });
          await expect(page.locator('body')).toHaveText(clears ? 'grace' : 'ada');
        });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }

  // Proves that the tests above can fail: a response that may be cached is found.
  for (const { title, headers, clears, isFound } of [
    {
      title: 'with a life',
      headers: { 'cache-control': 'private, max-age=600' },
      clears: false,
      isFound: true,
    },
    {
      title: 'without a word on caching',
      headers: { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' },
      clears: false,
      isFound: true,
    },
    {
      title: 'with a life, after Clear-Site-Data',
      headers: { 'cache-control': 'private, max-age=600' },
      clears: true,
      isFound: false,
    },
    {
      title: 'with no-store',
      headers: { 'cache-control': 'private, no-store' },
      clears: false,
      isFound: false,
    },
  ]) {
    test(`${isFound ? 'gives' : 'does not give'} the next user a plain answer ${title}`, async ({ page }) => {
      const server = createServer((request, response) => {
        if (request.url === '/sign-out') {
          response.writeHead(204, clears ? { 'clear-site-data': '"cache"' } : {}).end();
        } else if (request.url === '/personal') {
          response.writeHead(200, { 'content-type': 'application/json', ...headers }).end('{"user":"ada"}');
        } else {
          response
            .writeHead(200, { 'content-type': 'text/html' })
            .end('<!doctype html><title>A page</title>');
        }
      }).listen(0, 'localhost');
      await once(server, 'listening');
      try {
        await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
        expect(await fetched(page, '/personal', 'default')).toContain('ada');
        await page.evaluate(() => fetch('/sign-out', { method: 'POST' }));
        const kept = await fetched(page, '/personal', 'only-if-cached');
        if (isFound) expect(kept).toContain('ada');
        else expect(kept).toBeUndefined();
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});

/** Runs in a separate browser: Playwright switches this cache off. */
async function withBackForwardCache(work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await launchChromium({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    await work(await browser.newPage());
  } finally {
    await browser.close();
  }
}

async function signInToApplication(page: Page, stack: TestStack, user: UserName): Promise<void> {
  await page.goto(`${stack.origin}/app/sign-in?returnTo=/`);
  await page.getByRole('button', { name: USERS[user] }).click();
  await page.waitForURL(`${stack.origin}/`);
}

/** Returns the address of a file that browsers cache without a time limit. */
async function builtScript(page: Page): Promise<string> {
  const path = await page.locator('script[src^="main-"]').first().getAttribute('src');
  if (path === null) throw new Error('The page has no script with a hash in its name.');
  return `/${path}`;
}

/** The body of an answer in this cache mode; `undefined` when only the cache was asked and had none. */
function fetched(page: Page, path: string, cache: RequestCache): Promise<string | undefined> {
  return page.evaluate(
    async ([address, mode]) => {
      try {
        const answer = await fetch(address, { cache: mode, mode: 'same-origin' });
        return mode === 'only-if-cached' && answer.status === 504 ? undefined : await answer.text();
      } catch (error) {
        if (mode === 'only-if-cached') return undefined;
        throw error;
      }
    },
    [path, cache] as const,
  );
}
