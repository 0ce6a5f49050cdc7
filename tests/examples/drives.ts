import { readFileSync } from 'node:fs';
import { waitForPaintedChart } from '../support/painted-chart.ts';
import { click, type Drive, expectRows, signInAtTenant } from './example-page.ts';
import type { ExampleName } from './options.ts';

const oauth2Spa: Drive = async ({ page, origin }) => {
  // The guard sends a user without a sign-in to the welcome page, and the sign-in leads back.
  await page.goto(`${origin}/flights`);
  await click(page, 'Sign in');
  await signInAtTenant(page);
  await page.waitForURL(`${origin}/flights`);
  await waitForPaintedChart(page);
  await expectRows(page.locator('table'), 10);
  await page.getByRole('link', { name: 'Spaces' }).click();
  await page.getByRole('listitem').nth(9).waitFor();
  await page.getByRole('link', { name: 'Delays' }).click();
  await waitForPaintedChart(page);
};

const impersonationExpress: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await click(page, 'Grace Hopper');
  await page.waitForURL(`${origin}/`);
  await waitForPaintedChart(page);
  await expectRows(page.locator('table'), 10);
  await click(page, 'Sign out');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await click(page, 'Ada Lovelace');
  await waitForPaintedChart(page);
};

const dashboard: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  await waitForPaintedChart(page, 2);
  await expectRows(page.locator('app-movie-table table'), 10);
  const figure = page.locator('app-key-figures dd').first();
  const before = await figure.textContent();
  await page.locator('app-field-filter', { hasText: 'Rating' }).locator('select').selectOption('PG-13');
  await page
    .locator('app-key-figures dd', { hasText: before ?? '' })
    .first()
    .waitFor({ state: 'detached' });
  const count = Number((await figure.textContent())?.replace(/\D/g, ''));
  await page.locator('caption', { hasText: `${count} movies` }).waitFor();
  await page.locator('th').getByRole('button', { name: 'IMDB rating' }).click();
  await page.locator('th[aria-sort=descending]', { hasText: 'IMDB rating' }).waitFor();
  const download = page.waitForEvent('download');
  await click(page, 'Export as CSV');
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  if (lines.length !== count + 1 || !/^\uFEFF"Title","Year","Genre",/.test(lines[0] ?? ''))
    throw new Error(`The file has ${lines.length} lines of ${count} movies, the first is ${lines[0]}.`);
  if (!lines.slice(1).every((line) => /,[\d.]*$/.test(line))) throw new Error('A row ends without a number.');
};

const cloudAndClientManaged: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  const cloud = page.getByRole('region', { name: 'Qlik Cloud' });
  const server = page.getByRole('region', { name: 'Qlik Sense on our server' });
  // By a page of the server, which leaves this one.
  await server.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('User name').fill('SANDBOX\\ada');
  await page.getByLabel('Password').fill('ada-sandbox');
  await click(page, 'Sign in');
  await page.waitForURL(`${origin}/`);
  await waitForPaintedChart(page);
  await expectRows(server.locator('table'), 5);
  // In a window, which leaves the other connection as it is.
  const opened = page.waitForEvent('popup');
  await cloud.getByRole('button', { name: 'Sign in' }).click();
  await signInAtTenant(await opened, 'Grace Hopper');
  await expectRows(cloud.locator('table'), 5);
  await waitForPaintedChart(page, 2);
};

/** Of examples whose users sign in to the program `ngx-qlik-backend`. */
const throughBackend: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL(`${origin}/`);
  await waitForPaintedChart(page);
  await expectRows(page.locator('table'), 10);
  await click(page, 'Sign out');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Grace Hopper' }).click();
  await page.waitForURL(`${origin}/`);
  await waitForPaintedChart(page);
};

const ssr: Drive = async ({ page, origin }) => {
  const html = await (await fetch(origin)).text();
  for (const part of [
    'ng-server-context="ssr"',
    'before any script has run',
    'The chart is loading',
    '<qlik-chart',
  ])
    if (!html.includes(part)) throw new Error(`The server renders no ${part}:\n${html.slice(0, 2000)}`);
  await page.goto(origin);
  await waitForPaintedChart(page);
  await expectRows(page.locator('table'), 10);
};

const microFrontend: Drive = async ({ page, origin }) => {
  await page.goto(origin);
  await page.getByRole('heading', { name: /^Shell: Angular 19\./ }).waitFor();
  await page.getByRole('heading', { name: /^Micro-frontend: Angular 21\./ }).waitFor();
  await waitForPaintedChart(page, 2);
  await expectRows(page.locator('weather-days table'), 5);
  // An event of the custom element, and a property back.
  const first = page.locator('weather-days tbody tr').first();
  const kind = (await first.getByRole('button').textContent())?.trim() ?? '';
  await first.getByRole('button').click();
  await page.getByText(`Selected in the micro-frontend: ${kind}`, { exact: true }).waitFor();
  await page.locator('weather-days tr[aria-current]', { hasText: kind }).waitFor();
};

/** What is done in each example. */
export const DRIVES: Readonly<Record<ExampleName, Drive>> = {
  'oauth2-spa': oauth2Spa,
  'impersonation-express': impersonationExpress,
  dashboard,
  'cloud-and-client-managed': cloudAndClientManaged,
  'jwt-virtual-proxy': throughBackend,
  ticket: throughBackend,
  ssr,
  'micro-frontend': microFrontend,
};
