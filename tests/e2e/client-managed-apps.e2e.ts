import { expectAccessible, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { waitForMarks } from './fixtures/chart.ts';
import { expect, test } from './fixtures/stack.ts';
import {
  appLinks,
  signInToApplicationFromCard,
  SERVERS,
  signInToWindows,
  streamsOf,
} from './fixtures/server-pages.ts';

const CASES = [
  { type: 'ticket', apps: ['Flights', 'Movies', 'Weather'], hasCharts: true },
  { type: 'jwt', apps: ['Flights', 'Movies', 'Weather'], hasCharts: true },
  { type: 'header', apps: ['Flights', 'Movies', 'Weather'], hasCharts: true },
  { type: 'windows', apps: ['Flights', 'Movies', 'Weather'], hasCharts: true },
  { type: 'anonymous', apps: ['Movies', 'Weather'], hasCharts: true },
  // The ports that take certificates serve no runtime with embeds.
  { type: 'certificate', apps: ['Flights', 'Movies', 'Weather'], hasCharts: false },
] as const;

test.describe('the apps of a client-managed server', () => {
  for (const { type, apps, hasCharts } of CASES) {
    test(`are listed by stream and open in the viewer: ${type}`, async ({ page, stack }) => {
      stack.keepOnly(SERVERS[type]);
      if (type !== 'windows' && type !== 'anonymous') await signInToApplicationFromCard(page, stack, 'ada');
      await page.goto(`${stack.origin}/connections/${SERVERS[type]}`);
      if (type === 'windows') await signInToWindows(page, 'ada');
      await expect(page).toHaveURL(streamsOf(stack, SERVERS[type]));
      await expect(appLinks(page)).toHaveText([...apps]);

      await appLinks(page).first().click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(apps[0]);
      const data = page.getByRole('table', { name: 'Data' }).getByRole('row');
      const value = data.nth(1).getByRole('button').first();
      const selected = ((await value.textContent()) ?? '').trim();
      if (hasCharts) {
        await expect(page.locator('qlik-embed')).toBeVisible();
        await waitForMarks(page, page.locator('qlik-embed'));
      }
      await value.click();
      const selections = page.getByRole('region', { name: 'Selections' }).getByRole('list');
      await expect(selections).toContainText(selected);

      await page.getByRole('main').getByRole('link', { name: 'Streams' }).click();
      await expect(appLinks(page)).toHaveCount(apps.length);
    });
  }

  test('are searched and filtered, with the address keeping it', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await signInToApplicationFromCard(page, stack, 'ada');
    await page.goto(streamsOf(stack, SERVERS.ticket));
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

  test('are reached and opened with the keyboard alone', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.anonymous);
    await page.goto(streamsOf(stack, SERVERS.anonymous));
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

  test('that the user may not see are an empty page that says what to do', async ({ page, stack }) => {
    stack.keepOnly(SERVERS.ticket);
    await signInToApplicationFromCard(page, stack, 'dora');
    await page.goto(streamsOf(stack, SERVERS.ticket));
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

  for (const [what, answer, message, detail] of [
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
    ['an answer cut off', { status: 200, body: '[{"id":"1","na' }, 'not JSON', 'http-unexpected-answer'],
    ['another list', { status: 200, body: '[{"id":1}]' }, 'not one of Qlik’s API', 'http-unexpected-answer'],
  ] as const) {
    test(`report the problem, and appear when it is over: ${what}`, async ({ page, stack }) => {
      stack.keepOnly(SERVERS.header);
      await signInToApplicationFromCard(page, stack, 'ada');
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

  for (const width of [360, 1280]) {
    test(`fit a window ${width} px wide and are accessible`, async ({ page, stack }) => {
      stack.keepOnly(SERVERS.anonymous, 'cloud-anonymous');
      await page.setViewportSize({ width, height: 800 });
      await page.goto(streamsOf(stack, SERVERS.anonymous));
      await expect(appLinks(page)).toHaveCount(2);
      await expectAccessible(page);
      await expectNoHorizontalScroll(page);
      await page.goto(`${stack.origin}/connections/cloud-anonymous`);
      await expect(page.getByRole('heading', { name: 'Shared with you' })).toBeVisible();
      await expectAccessible(page);
      await expectNoHorizontalScroll(page);
    });
  }
});

test.describe('an anonymous user of a cloud tenant', () => {
  test('is offered the shared app, and may name another', async ({ page, stack }) => {
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
  });

  test('is redirected from the spaces to the shared app', async ({ page, stack }) => {
    stack.keepOnly('cloud-anonymous');
    await page.goto(`${stack.origin}/connections/cloud-anonymous/spaces`);
    await expect(page).toHaveURL(`${stack.origin}/connections/cloud-anonymous/apps`);
  });
});
