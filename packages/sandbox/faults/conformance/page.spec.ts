import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../../../../tools/environment/launch-options.ts';
import { createAdminApi } from '../../admin/admin-api.ts';
import { APP_ORIGIN, callApi, startTestTenant, tokenFor } from '../../cloud/testing/test-tenant.ts';

const { tenant } = await startTestTenant({ after: (close) => after(close) });
const admin = await createAdminApi({
  port: 0,
  tenants: [tenant],
  clouds: [tenant],
  appOrigins: [APP_ORIGIN],
});
after(() => admin.close());
const browser: Browser = await chromium.launch(launchOptions());
after(() => browser.close());

/** Opens the page. @returns also its script errors and policy violations. */
async function open(width: number): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 740 } });
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
  await page.goto(`http://localhost:${admin.port}/`);
  await page.getByText('The sandbox answers.').waitFor();
  return { page, problems };
}

test('a user sets up a fault by keyboard, sees how often it applied and removes it', async () => {
  const { page, problems } = await open(1280);
  const preset = page.getByRole('button', { name: /^Unavailable Every REST call/ });
  await preset.focus();
  await page.keyboard.press('Enter');
  await page.getByText('test: Unavailable.').waitFor();
  const token = await tokenFor(tenant, 'grace');
  assert.equal((await callApi(tenant, token, '/spaces')).status, 503);
  await page.getByText('applied 1 ×').waitFor();
  await page.getByText('grace · fault: unavailable').waitFor();
  const remove = page.getByRole('button', { name: 'Remove unavailable' });
  await remove.focus();
  await callApi(tenant, token, '/spaces');
  await page.getByText('applied 2 ×').waitFor();
  // The update came while the button had the focus, and did not move it.
  await page.keyboard.press('Enter');
  await page.getByText('No fault is set up').waitFor();
  assert.equal((await callApi(tenant, token, '/spaces')).status, 200);
  assert.deepEqual(problems, []);
  await page.close();
});

test('the form names the wrong field and sets up a valid fault, also on a narrow screen', async () => {
  const { page, problems } = await open(360);
  await page.getByLabel('Status', { exact: true }).fill('42');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('alert').getByText('body/effect/status').waitFor();
  await page.getByLabel('Status', { exact: true }).fill('429');
  await page.getByLabel('Retry-After, seconds').fill('3');
  await page.getByLabel('Headers, one per line').fill('x-why: because');
  await page.getByLabel('Only for the user').fill('grace');
  await page.getByLabel('Maximum count').fill('1');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByText('the fault is set up').waitFor();
  assert.equal(await page.getByRole('alert').isVisible(), false);
  const answer = await callApi(tenant, await tokenFor(tenant, 'grace'), '/spaces');
  assert.deepEqual(
    [answer.status, answer.headers.get('retry-after'), answer.headers.get('x-why')],
    [429, '3', 'because'],
  );
  await page.getByText('applied 1 of 1 ×, finished').waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  assert.deepEqual(problems, []);
  await page.close();
});

test('the page stops a server, and starts it again', async () => {
  const { page } = await open(800);
  await page.getByRole('button', { name: 'Stop: test' }).click();
  await page.getByText('stopped', { exact: true }).waitFor();
  await assert.rejects(fetch(tenant.origin));
  await page.getByRole('button', { name: 'Start: test' }).click();
  await page.getByText('running', { exact: true }).waitFor();
  assert.ok((await fetch(tenant.origin)).status > 0);
  await page.close();
});
