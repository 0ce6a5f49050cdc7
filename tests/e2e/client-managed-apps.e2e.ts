import type { Page } from '@playwright/test';
import { expectAccessible, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { waitForMarks } from './fixtures/chart.ts';
import { goTo } from './fixtures/navigation.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import {
  appLinks,
  openSignedInToApplication,
  SERVERS,
  signInToWindows,
  streamsOf,
} from './fixtures/server-pages.ts';

/** What a connection has to list. */
interface ListedApps {
  readonly type: keyof typeof SERVERS;
  readonly apps: readonly string[];
  readonly hasCharts: boolean;
  /** Whether a value is selected: once for each way to the engine, as the sheet is drawn twice more for it. */
  readonly selects: boolean;
}

const OF_ADA = ['Flights', 'Movies', 'Weather'];
const FOR_APPLICATION_USER: readonly ListedApps[] = [
  { type: 'ticket', apps: OF_ADA, hasCharts: true, selects: true },
  { type: 'jwt', apps: OF_ADA, hasCharts: true, selects: false },
  { type: 'header', apps: OF_ADA, hasCharts: true, selects: true },
  // The ports that take certificates serve no runtime with embeds.
  { type: 'certificate', apps: OF_ADA, hasCharts: false, selects: true },
];

/** Bad answers of the server, and what the page says to each. */
const PROBLEMS = [
  [
    'too many requests',
    { status: 429, headers: { 'retry-after': '1' } },
    'asks for a pause',
    'retry after: 1 s',
  ],
  [
    'too many requests until a time',
    { status: 429, headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() } },
    'asks for a pause',
    /retry after: 3[0-9]{3} s/,
  ],
  [
    'a server in trouble',
    { status: 503, body: 'Repository is starting.' },
    'Repository is starting.',
    'status: 503',
  ],
  ['an answer cut off', { status: 200, body: '[{"id":"1","na' }, 'not in JSON', 'http-unexpected-answer'],
  ['another list', { status: 200, body: '[{"id":1}]' }, 'not one of Qlik’s API', 'http-unexpected-answer'],
] as const;

const connectionOf = ({ origin }: TestStack, type: ListedApps['type']): string =>
  `${origin}/connections/${SERVERS[type]}`;

/** Expects that the list of apps is complete, and that the first of them opens, with data and where there are some with charts. */
async function expectListedAndOpened(
  page: Page,
  stack: TestStack,
  { type, apps, hasCharts, selects }: ListedApps,
): Promise<void> {
  await expect(page).toHaveURL(streamsOf(stack, SERVERS[type]));
  await expect(appLinks(page)).toHaveText([...apps]);

  await appLinks(page).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(apps[0] ?? '');
  const data = page.getByRole('table', { name: 'Data' }).getByRole('row');
  const value = data.nth(1).getByRole('button').first();
  const selected = ((await value.textContent()) ?? '').trim();
  if (hasCharts) {
    await expect(page.locator('qlik-embed')).toBeVisible();
    await waitForMarks(page, page.locator('qlik-embed'));
  }
  if (selects) {
    await value.click();
    const selections = page.getByRole('region', { name: 'Selections' }).getByRole('list');
    await expect(selections).toContainText(selected);
    // The engine keeps them for the next session of the user.
    await page.getByRole('button', { name: 'Clear all' }).press('Enter');
    await expect(selections).toHaveCount(0);
  }

  await page.getByRole('main').getByRole('link', { name: 'Streams' }).click();
  await expect(appLinks(page)).toHaveCount(apps.length);
}

async function expectFits(page: Page): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await expectAccessible(page);
    await expectNoHorizontalScroll(page);
  }
}

test.describe('the apps of a client-managed server', () => {
  test('are listed by stream and open in the viewer: types that act for the user of the application', async ({
    page,
    stack,
  }) => {
    test.slow();
    stack.keepOnly(...FOR_APPLICATION_USER.map(({ type }) => SERVERS[type]));
    await openSignedInToApplication(page, stack, 'ada');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Qlik in Angular');
    for (const listed of FOR_APPLICATION_USER) {
      await test.step(listed.type, async () => {
        await goTo(page, connectionOf(stack, listed.type));
        await expectListedAndOpened(page, stack, listed);
      });
    }
  });

  test('are listed by stream and open in the viewer: windows', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.windows);
    await page.goto(connectionOf(stack, 'windows'));
    await signInToWindows(page, 'ada');
    await expectListedAndOpened(page, stack, {
      ...{ type: 'windows', apps: OF_ADA, hasCharts: true, selects: true },
    });
  });

  test('are listed by stream and open in the viewer: anonymous; also with the keyboard alone, and in a narrow window', async ({
    page,
    stack,
  }) => {
    test.slow();
    stack.keepOnly(SERVERS.anonymous, 'cloud-anonymous');
    await page.goto(connectionOf(stack, 'anonymous'));
    const apps = ['Movies', 'Weather'];
    await expectListedAndOpened(page, stack, {
      ...{ type: 'anonymous', apps, hasCharts: true, selects: false },
    });
    await test.step('fit a narrow and a wide window and are accessible', async () => {
      await expectFits(page);
    });
    await test.step('are reached and opened with the keyboard alone', async () => {
      await page.getByLabel('Search apps').focus();
      await page.keyboard.type('movies');
      await expect(appLinks(page)).toHaveText(['Movies']);
      await page.keyboard.press('Tab');
      await expect(page.getByLabel('Stream')).toBeFocused();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Movies');
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    });
    await test.step('those that are shared with anonymous users of a tenant fit as well', async () => {
      await goTo(page, `${stack.origin}/connections/cloud-anonymous`);
      await expect(page.getByRole('heading', { name: 'Shared with you' })).toBeVisible();
      await expectFits(page);
    });
  });

  test('are searched and filtered, with the address keeping it', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await openSignedInToApplication(page, stack, 'ada', streamsOf(stack, SERVERS.ticket));
    await page.getByLabel('Search apps').fill('SEATTLE');
    await expect(appLinks(page)).toHaveText(['Weather']);
    await page.getByLabel('Stream').selectOption({ label: 'Flight operations (1)' });
    await expect(page.getByText('No app matches')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Search apps')).toHaveValue('SEATTLE');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect(appLinks(page)).toHaveCount(3);
    await page.getByLabel('Stream').selectOption({ label: 'Flight operations (1)' });
    await expect(appLinks(page)).toHaveText(['Flights']);
  });

  test('that the user may not see are an empty page that says what to do', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await openSignedInToApplication(page, stack, 'dora', streamsOf(stack, SERVERS.ticket));
    await expect(page.getByText('You see no app yet')).toBeVisible();
    await expect(page.getByText('Ask an administrator')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('report that the server is down, and appear when it is up', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.anonymous);
    await page.goto(stack.origin);
    await expect(page.getByRole('link', { name: 'Browse streams' })).toBeVisible();
    await stack.clientManaged.stop('keep');
    await page.getByRole('link', { name: 'Browse streams' }).click();
    const problem = page.getByRole('alert');
    await expect(problem).toContainText('could not be reached');
    await expect(problem).toContainText('Check the network');
    await stack.clientManaged.start();
    await problem.getByRole('button', { name: 'Try again' }).click();
    await expect(appLinks(page)).toHaveText(['Movies', 'Weather']);
  });

  test('report each problem of the server, and appear when it is over', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.header);
    await openSignedInToApplication(page, stack, 'ada');
    for (const [what, answer, message, detail] of PROBLEMS) {
      await test.step(what, async () => {
        await goTo(page, stack.origin);
        await page.route('**/qrs/app/full?*', (route) =>
          route.fulfill({ contentType: 'text/plain', ...answer }),
        );
        await page.getByRole('link', { name: 'Browse streams' }).click();
        const problem = page.getByRole('alert');
        await expect(problem).toContainText(message);
        await problem.getByText('Details').click();
        await expect(problem).toContainText(detail);
        await page.unroute('**/qrs/app/full?*');
        await problem.getByRole('button', { name: 'Try again' }).click();
        await expect(appLinks(page)).toHaveCount(3);
      });
    }
  });
});

test.describe('an anonymous user of a cloud tenant', () => {
  test('is offered the shared app, may name another, and is redirected from the spaces', async ({
    page,
    stack,
  }) => {
    stack.keepOnly('cloud-anonymous');
    await page.goto(stack.origin);
    await page.getByRole('link', { name: 'Open the shared app' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Movies' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Movies');
    const address = page.url();
    await page.getByRole('main').getByRole('link', { name: 'Shared app' }).click();
    await page.getByLabel('App id').fill(new URL(address).pathname.split('/').at(-1) ?? '');
    await page.getByRole('button', { name: 'Open the app' }).click();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole('region', { name: 'Data table', exact: true })).toBeVisible();
    await goTo(page, `${stack.origin}/connections/cloud-anonymous/spaces`);
    await expect(page).toHaveURL(`${stack.origin}/connections/cloud-anonymous/apps`);
  });
});
