import type { Locator, Page } from '@playwright/test';
import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { openSignedIn } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

/** An engine that answers late. */
interface SlowEngine {
  delay: number;
  /** The methods that the page has called. */
  readonly calls: string[];
}

async function slowDown(page: Page): Promise<SlowEngine> {
  const engine: SlowEngine = { delay: 0, calls: [] };
  await page.routeWebSocket(/\/app\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      engine.calls.push((JSON.parse(String(message)) as { readonly method: string }).method);
      server.send(message);
    });
    server.onMessage((message) => void setTimeout(() => socket.send(message), engine.delay));
  });
  return engine;
}

const countOf = ({ calls }: SlowEngine, method: string) => calls.filter((each) => each === method).length;
const live = (page: Page) => page.getByRole('region', { name: 'Live' });

const gallery = ({ origin }: TestStack, id: string) =>
  `${origin}/embed-gallery/${id}?connection=sandbox-cloud&app=${APPS.flights}`;

/** The width that the page has to be scrolled by. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

test('a bookmark is saved that is named while the app opens', async ({ page, cloudStack }) => {
  const engine = await slowDown(page);
  engine.delay = 1_500;
  await openSignedIn(page, addresses.app(cloudStack, APPS.flights), 'ada');
  await page.getByRole('button', { name: 'Bookmarks' }).click({ timeout: 60_000 });
  await page.getByRole('menuitem', { name: 'Save the present selections …' }).click();
  const name = page.getByRole('textbox', { name: 'Name of the bookmark' });
  await name.fill('Quick');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The bookmark is saved as soon as the app is ready …')).toBeVisible();
  await expect(name).toHaveValue('Quick');
  await expect(name).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(countOf(engine, 'CreateBookmark')).toBe(1);
  engine.delay = 0;
  await page.getByRole('button', { name: 'Bookmarks' }).click();
  await expect(page.getByRole('menuitem', { name: 'Quick' })).toBeVisible();
});

test('a deletion that is pending in one app is not done in another one', async ({ page, cloudStack }) => {
  const engine = await slowDown(page);
  await openSignedIn(page, addresses.app(cloudStack, APPS.flights, '?view=fields'), 'ada');
  const menu = page.getByRole('button', { name: 'Bookmarks' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Save the present selections …' }).click();
  const longest = 'W'.repeat(256);
  await page.getByRole('textbox', { name: 'Name of the bookmark' }).fill(longest);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name of the bookmark' })).toHaveCount(0);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
  await page.getByRole('menuitem', { name: `Delete the bookmark ${longest}` }).click();
  await expect(page.getByText('will be deleted, unless you leave the app before.')).toBeVisible();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page)).toBe(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await goTo(page, addresses.app(cloudStack, APPS.movies, '?view=fields'));
  await expect(page.getByRole('heading', { level: 1, name: 'Movies' })).toBeVisible();
  await expect(page.getByText('will be deleted')).toHaveCount(0);
  // A deletion can be undone for 20 seconds.
  await page.waitForTimeout(21_000);
  expect(countOf(engine, 'DestroyBookmark')).toBe(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('in the gallery, a bookmark is created once, with a title, and as wide as the page', async ({
  page,
  cloudStack,
}) => {
  const engine = await slowDown(page);
  await openSignedIn(page, gallery(cloudStack, 'bookmarks'), 'ada');
  await expect(live(page)).toContainText('From Texas');
  const title = live(page).getByLabel('Title');
  const create = live(page).getByRole('button', { name: /^Create/ });
  engine.delay = 1_500;
  await title.fill('Twice');
  await create.click();
  await page.waitForTimeout(250);
  await expect(create).toBeDisabled();
  await create.click({ force: true });
  await expect(live(page).getByRole('button', { name: 'Twice', exact: true })).toHaveCount(1);
  expect(countOf(engine, 'CreateBookmark')).toBe(1);
  engine.delay = 0;
  for (const nothing of ['', '   ']) {
    await title.fill(nothing);
    await expect(create).toBeDisabled();
  }
  await title.fill('L'.repeat(2_000));
  await create.click();
  await expect(live(page).getByRole('button', { name: /^L+$/ })).toBeVisible();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page)).toBe(0);
  }
});

test('in the gallery, a variable can be set once its value is there', async ({ page, cloudStack }) => {
  const engine = await slowDown(page);
  await openSignedIn(page, gallery(cloudStack, 'variables'), 'ada');
  const set = live(page).getByRole('button', { name: 'Set' });
  await expect(set).toBeEnabled();
  engine.delay = 1_500;
  await live(page).getByRole('combobox').selectOption({ index: 1 });
  await expect(live(page)).toContainText('The value is read …');
  await expect(set).toBeDisabled();
  await expect(live(page).getByLabel('New value')).toBeDisabled();
  await live(page).getByLabel('New value').fill('77');
  await set.click();
  await expect(live(page)).toContainText('Its value: 77');
  await expect(live(page).getByRole('alert')).toHaveCount(0);
});

test('in the gallery, each button that Qlik answers late shows progress meanwhile', async ({
  page,
  cloudStack,
}) => {
  test.slow();
  const engine = await slowDown(page);
  let isHttpSlow = false;
  await page.route('**/api/v1/**', async (route) => {
    if (isHttpSlow) await new Promise((resolve) => setTimeout(resolve, 2_500));
    await route.continue();
  });
  await openSignedIn(page, gallery(cloudStack, 'table'), 'ada');
  for (const [id, button] of [
    ['table', 'Calculate'],
    ['list', /^2001-01-01/],
    ['objects', 'Read its properties'],
    ['chart-data', 'Read its data'],
    ['session-app', 'Load the data'],
    ['variables', 'Set'],
    ['bookmarks', 'From Texas'],
    ['export', 'Export'],
    ['exports', 'Export the data of each chart of the first sheet'],
    ['rest', 'Count my apps, page by page'],
    ['any-call', 'List where data files can be'],
    ['reload', 'Reload the app'],
  ] as const)
    await test.step(id, async () => {
      engine.delay = 0;
      isHttpSlow = false;
      await goTo(page, gallery(cloudStack, id));
      const pressed = live(page).getByRole('button', { name: button, exact: true }).first();
      await expect(pressed).toBeEnabled();
      await expect(busy(page)).toHaveCount(0);
      engine.delay = 2_500;
      isHttpSlow = true;
      await pressed.click();
      await expect(busy(page).first()).toBeVisible({ timeout: 1_000 });
      await expect(busy(page)).toHaveCount(0, { timeout: 30_000 });
    });
});

/** What shows progress: bars, and what says that it is busy, which is shown beside it. */
function busy(page: Page): Locator {
  return live(page).locator('[aria-busy=true], progress, [role=progressbar]');
}
