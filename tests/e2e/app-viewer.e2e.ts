import type { Page } from '@playwright/test';
import { waitForMarks } from './fixtures/chart.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { watchSockets } from './fixtures/open-sockets.ts';
import {
  beginSignIn,
  connectionCard,
  expectSignedOut,
  signInAtTenant,
  openSignedIn,
  signInAtTenantAgain,
} from './fixtures/sign-in.ts';
import type { TestStack } from './fixtures/stack.ts';
import { CLOUD_CONNECTION, expect, test } from './fixtures/stack.ts';

const selections = (page: Page) => page.getByRole('region', { name: 'Selections' });
const rowCount = (page: Page) => page.getByRole('region', { name: 'Data table' }).getByText(/^[\d,]+ rows?$/);
const rows = (page: Page) => page.getByRole('table', { name: 'Data' }).getByRole('row');

const CHART = '?chart=flights-by-state';

async function openChartSignedIn(page: Page, cloudStack: TestStack): Promise<void> {
  await openSignedIn(page, addresses.app(cloudStack, APPS.flights, CHART), 'ada');
  await expect(rowCount(page)).toBeVisible();
}

for (const interaction of ['redirect', 'popup'] as const) {
  test(`the whole path, signing in by ${interaction}: spaces, an app, a chart, a selection, and out`, async ({
    page,
    cloudStack,
  }) => {
    cloudStack.configureAuth(CLOUD_CONNECTION, { interaction });
    if (interaction === 'redirect') {
      await beginSignIn(page, cloudStack);
      await signInAtTenant(page, 'ada');
    } else {
      await page.goto(cloudStack.origin);
      const opened = page.waitForEvent('popup');
      await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
      await signInAtTenant(await opened, 'ada');
      // A real browser shows this window again when the popup closes.
      await page.bringToFront();
    }

    await page.getByRole('link', { name: 'Browse spaces' }).click();
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await page.getByRole('table', { name: 'Apps' }).getByRole('link').first().click();

    await expect(page.getByRole('navigation', { name: 'Sheets' }).getByRole('link').first()).toBeVisible();
    const whole = page.locator('qlik-sheet');
    await waitForMarks(page, whole);
    await page.getByRole('link', { name: 'Fields', exact: true }).click();
    await expect(page.getByRole('cell', { name: 'Origin State', exact: true })).toBeVisible();

    await goTo(page, addresses.app(cloudStack, APPS.flights, CHART));
    await expect(rowCount(page)).toBeVisible();
    const firstRow = rows(page).nth(1);
    await expect(firstRow).toContainText(/\d/);
    const before = await firstRow.textContent();
    const mark = await waitForMarks(page, page.locator('qlik-chart'));
    await page.mouse.click(mark.x, mark.y);
    // While a chart asks whether to keep a selection, Qlik's code hides the rest of the page from assistive technology.
    await expect(page.locator('app-selection-bar')).toContainText('Origin State TX');
    await page.getByRole('button', { name: /confirm selection/i }).click();
    await expect(selections(page).getByRole('list', { name: 'Selected values' })).toContainText(
      'Origin State TX',
    );
    await expect(firstRow).not.toHaveText(before ?? '');

    const socket = await cloudStack.cloud.waitForRequest(({ kind }) => kind === 'websocket');
    expect(socket).toMatchObject({ path: `/app/${APPS.flights}`, user: 'ada', origin: cloudStack.origin });
    expect(socket.queryNames).toContain('accessToken');

    await page.reload();
    await expect(rowCount(page)).toBeVisible();
    await page.goto(cloudStack.origin);
    await connectionCard(page).getByRole('button', { name: 'Sign out' }).click();
    await expectSignedOut(page);
    await page.goto(addresses.app(cloudStack, APPS.flights));
    await expect(page.getByRole('main').getByRole('button', { name: 'Sign in' })).toBeVisible();
  });
}

test.describe('an app', () => {
  test('follows its user: from its table, from the keyboard, and between its charts and their data', async ({
    page,
    cloudStack,
  }) => {
    const sockets = watchSockets(page);
    await openChartSignedIn(page, cloudStack);
    await test.step('a click in the table, step by step back and forward, and cleared', async () => {
      const before = (await rowCount(page).textContent()) ?? '';
      const value = rows(page).nth(1).getByRole('button').first();
      const text = ((await value.textContent()) ?? '').trim();
      await value.click();
      await expect(selections(page)).toContainText(text);
      await expect(rowCount(page)).not.toHaveText(before);
      await expect(rows(page).getByRole('button', { name: text, pressed: true })).toBeVisible();
      await page.getByRole('button', { name: 'One selection back' }).click();
      await expect(rowCount(page)).toHaveText(before);
      await page.getByRole('button', { name: 'One selection forward' }).click();
      await expect(selections(page)).toContainText(text);
      await page.getByRole('button', { name: 'Clear all' }).press('Enter');
      await expect(rowCount(page)).toHaveText(before);
      await expect(page.getByRole('button', { name: 'One selection back' })).toBeFocused();
      // The chart, the table and the lists share the app's session.
      expect(sockets.size).toBe(1);
    });
    await test.step('a table that the keyboard walks through, row by row and from end to end', async () => {
      const table = page.getByRole('table', { name: 'Data' });
      const scroller = page.getByRole('region', { name: 'Rows of the data table' });
      await expect(rows(page).nth(1)).toContainText(/\d/);
      const last = table.locator(`[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`);
      await expect(last).not.toBeInViewport();
      await scroller.focus();
      await page.keyboard.press('End');
      await expect(last).toBeInViewport();
      await expect(last).toContainText(/\d/);
      await page.keyboard.press('PageUp');
      await expect(last).not.toBeInViewport();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(32);
    });
    await test.step('with the focus from a chart to its data, and back to the chart', async () => {
      await page.getByRole('link', { name: 'See the data of this chart' }).press('Enter');
      const data = page.getByRole('group', { name: 'Data of a chart' });
      await expect(data).toBeFocused();
      const choice = data.getByRole('combobox', { name: 'Chart' });
      await expect(choice).toBeVisible();
      await page.keyboard.press('Tab');
      await expect(choice).toBeFocused();
      await page.getByRole('link', { name: 'See the chart' }).press('Enter');
      await expect(page.getByRole('region', { name: 'Bar chart: flights by state' })).toBeFocused();
      await expect(page.locator('qlik-chart')).toBeInViewport();
    });
    await test.step('with another theme, chosen by the keyboard', async () => {
      const theme = page.getByRole('button', { name: /^Theme:/ });
      await theme.press('Enter');
      await expect(page.getByRole('menuitemradio', { name: 'as this application' })).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(theme).toHaveText(/Harbor/);
      await expect(theme).toBeFocused();
      await expect(page.locator('qlik-chart qlik-embed')).toHaveAttribute('theme', /\w/);
    });
    await test.step('the data of any of its charts, with the chart’s own columns', async () => {
      await page.getByRole('link', { name: 'See the data of this chart' }).click();
      const header = rows(page).first();
      await expect(header).toHaveText(/Origin state.*Flights/);
      await page
        .getByRole('combobox', { name: 'Chart' })
        .selectOption({ label: 'Pivot table: flights pivot' });
      await expect(header).toHaveText(/Origin state.*Origin city.*Month.*Flights.*Average delay/);
      await expect(rows(page).nth(1)).toContainText('AK');
      await page.getByRole('combobox', { name: 'Chart' }).selectOption({ label: 'histogram: all histogram' });
      await expect(header).toHaveText(/Delay \(min\).*Frequency/);
      await expect(rows(page).nth(1)).toHaveText(/-59\s*1/);
      await page
        .getByRole('combobox', { name: 'Chart' })
        .selectOption({ label: 'Filter pane: flights filters' });
      await expect(page.getByText('This object has no data')).toBeVisible();
    });
  });

  test('that does not exist, or that this user may not see, is reported with ways on', async ({
    page,
    cloudStack,
  }) => {
    await openSignedIn(page, addresses.app(cloudStack, APPS.unknown), 'ada');
    await test.step('a link back', async () => {
      await expect(page.getByRole('alert')).toContainText('app-not-found');
      await page.getByRole('link', { name: 'Back to the spaces' }).click();
      await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    });
    await goTo(page, addresses.app(cloudStack, APPS.unknown));
    await test.step('another user, and the focus stays on a retry that fails', async () => {
      const retry = page.getByRole('alert').getByRole('button', { name: 'Try again' });
      await retry.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toContainText('There is no such app');
      await expect(retry).toBeFocused();
      await page.getByRole('alert').getByRole('button', { name: 'Sign in as another user' }).click();
      await signInAtTenantAgain(page, 'grace');
      await expect(page.getByRole('alert')).toContainText('There is no such app');
      await expect(page.getByRole('banner')).toContainText('Grace Hopper');
    });
  });

  test('takes a measure that the user writes once the engine can read it, and a bookmark', async ({
    page,
    cloudStack,
  }) => {
    await openSignedIn(page, addresses.app(cloudStack, APPS.flights, '?view=data'), 'ada');
    await expect(rowCount(page)).toBeVisible();
    await page.getByText('Choose columns').click();
    const own = page.getByRole('textbox', { name: 'Custom measure' });
    for (const [expression, message] of [
      ['Sum(', 'The engine cannot read this: Error in expression'],
      ['Sum([No such field])', 'This app has no field “No such field”.'],
    ] as const) {
      await own.fill(expression);
      await own.press('Enter');
      await expect(page.getByText(message)).toBeVisible();
    }
    await own.fill('=Max(Delay)');
    await own.press('Enter');
    await expect(rows(page).first()).toContainText('Max(Delay)');
    await page.getByText('Choose columns').click();

    await page.getByText('Bookmarks').click();
    await page.getByRole('menuitem', { name: 'From Texas' }).click();
    await expect(selections(page)).toContainText('TX');

    await test.step('saves the selections as a bookmark, and deletes it, with a way back', async () => {
      const menu = page.getByRole('button', { name: 'Bookmarks' });
      const saved = page.getByRole('menuitem', { name: 'Texas again', exact: true });
      const remove = async () => {
        await menu.click();
        await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
        await page.getByRole('menuitem', { name: 'Delete the bookmark Texas again' }).click();
      };
      await menu.click();
      await page.getByRole('menuitem', { name: 'Save the present selections …' }).click();
      await page.getByRole('textbox', { name: 'Name of the bookmark' }).fill('Texas again');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Clear all' }).click();
      await expect(selections(page)).not.toContainText('TX');
      await menu.click();
      await saved.click();
      await expect(selections(page)).toContainText('TX');
      await remove();
      await page.getByRole('button', { name: 'Undo' }).click();
      await menu.click();
      await expect(saved).toBeVisible();
      await page.keyboard.press('Escape');
      await remove();
      await page.getByRole('button', { name: 'Delete now' }).dblclick();
      await expect(page.getByRole('button', { name: 'Delete now' })).toHaveCount(0);
      await expect(page.getByRole('alert')).toHaveCount(0);
      await page.reload();
      await menu.click();
      await expect(page.getByRole('menuitem', { name: 'From Texas' })).toBeVisible();
      await expect(saved).toHaveCount(0);
    });
  });
});

test('an app is made from a script, whose errors are shown with their line', async ({ page, cloudStack }) => {
  await openSignedIn(page, addresses.app(cloudStack, 'new'), 'ada');
  const script = page.getByRole('textbox', { name: 'Load script' });
  const reload = page.getByRole('button', { name: 'Reload' });
  await reload.click();
  await expect(rowCount(page)).toHaveText('4 rows');

  await page.getByText('Add a CSV').click();
  await page.getByRole('textbox', { name: 'Or CSV text' }).fill('Region;Manager\nNorth;Ann\nSouth;Bob');
  await page.getByRole('button', { name: 'Add to the script' }).click();
  await reload.click();
  await expect(page.getByRole('cell', { name: 'Manager', exact: true })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Sales, Data' })).toBeVisible();

  const right = await script.inputValue();
  await script.fill(`${right}\nWrong:\nLOAD nothing RESIDENT Sales;`);
  await reload.click();
  const line = right.split('\n').length + 1;
  await page.getByRole('button', { name: `Line ${line}` }).click();
  await expect(script).toBeFocused();
  await expect(page.getByRole('alert')).toContainText("Field 'nothing' not found");
  await expect(rowCount(page), 'what was loaded before').toHaveText('4 rows');

  await cloudStack.cloud.stop('lose');
  await cloudStack.cloud.start();
  await expect(page.getByText('The engine lost the session and its data.')).toBeVisible({
    timeout: 45_000,
  });
  await script.fill(right);
  await reload.click();
  await expect(rowCount(page)).toHaveText('4 rows');
});
