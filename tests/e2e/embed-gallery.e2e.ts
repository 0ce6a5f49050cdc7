import type { Page } from '@playwright/test';
import { waitForMarks } from './fixtures/chart.ts';
import { APPS } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { openSignedIn, signInAtTenant } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

const live = (page: Page) => page.getByRole('region', { name: 'Live' });
const state = (page: Page) => live(page).getByRole('status').first();
const code = (page: Page, name: RegExp) => page.getByRole('region', { name }).last();

const pageOf = ({ origin }: TestStack, ui: string) =>
  `${origin}/embed-gallery/${ui}?connection=sandbox-cloud&app=${APPS.flights}`;

/** Goes there from another page of the application. */
async function openUi(page: Page, cloudStack: TestStack, ui: string): Promise<void> {
  await goTo(page, pageOf(cloudStack, ui));
  await expectState(page, 'ready');
}

async function openUiSignedIn(page: Page, cloudStack: TestStack, ui: string): Promise<void> {
  await openSignedIn(page, pageOf(cloudStack, ui), 'ada');
  await expectState(page, 'ready');
}

async function expectState(page: Page, status: 'ready' | 'failed'): Promise<void> {
  await expect(state(page)).toHaveText(status, { timeout: 30_000 });
}

/** The attributes of the live element are those of the code beside it, but for the connection, which the code says once per page, and Qlik's own style. */
async function expectCodeOfTheLiveElement(page: Page): Promise<void> {
  const written = (await code(page, /^HTML/).textContent()) ?? '';
  const [fromCode, fromPage] = await page.evaluate((html) => {
    const attributesOf = (element: Element | null) =>
      (element?.getAttributeNames() ?? [])
        .map((name) => [name, element?.getAttribute(name)])
        .filter(([name]) => name !== 'host-config' && name !== 'style')
        .sort();
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    return [
      attributesOf(parsed.querySelector('qlik-embed')),
      attributesOf(document.querySelector('qlik-embed')),
    ];
  }, written);
  expect(fromCode?.length).toBeGreaterThan(1);
  expect(fromCode).toEqual(fromPage);
}

/** What each page shows, and the line of Angular that shows it. */
const PAGES = [
  { ui: 'chart', line: 'objectId="flights-by-state"', draws: true },
  { ui: 'chart-on-the-fly', line: 'type="barchart"', draws: true },
  { ui: 'sheet', line: 'sheetId="flights-overview"', draws: true },
  { ui: 'field', line: 'fieldId="Date"', shows: { text: '2001-01-01' } },
  { ui: 'selections', line: '<qlik-selections', shows: { button: 'Clear all selections' } },
  { ui: 'initial-state', line: '[initialState]="initialState"', shows: { text: 'Date' } },
  { ui: 'snapshot', line: '[data]="data"', draws: true },
  { ui: 'classic-chart-in-page', line: '[isFramed]="false"', draws: true },
  { ui: 'agentic-assistant', line: 'assistantId="demo-assistant"', shows: { button: 'Ask' } },
  {
    ui: 'feed-cards',
    line: '<qlik-feed-cards',
    shows: { text: 'ui="insights/feed-cards" is not available in the sandbox.' },
    fails: true,
  },
  { ui: 'any', line: '[attributes]="attributes"', shows: { text: '2001-01-01' } },
] as const;

/** What each example of functions shows, some after a click, and a line of the code beside it. */
// cspell:ignore Wird geladen
const EXAMPLES: readonly {
  readonly id: string;
  readonly line: string;
  readonly press?: string;
  readonly text: string | RegExp;
}[] = [
  { id: 'table', line: 'injectHypercube(this.appSession', text: '90 rows' },
  { id: 'list', line: 'injectList(this.appSession', text: '2001-01-01' },
  { id: 'master-items', line: 'injectMasterItems(this.appSession', text: 'Average delay (min)' },
  {
    id: 'objects',
    line: 'this.chart.call((object)',
    press: 'Read its properties',
    text: /They are of the object flights-.*20,000/s,
  },
  {
    id: 'chart-data',
    line: 'readObjectColumns(appSession, objectId)',
    press: 'Read its data',
    text: /One row of |\d rows of /,
  },
  {
    id: 'session-app',
    line: 'reloadScript(appSession, script',
    press: 'Load the data',
    text: 'Harvest: 3 rows, 2 fields',
  },
  { id: 'variables', line: 'injectVariable(this.appSession', text: 'vLateMinutes' },
  { id: 'bookmarks', line: 'injectBookmarks(this.appSession', text: 'From Texas' },
  {
    id: 'slots',
    line: '<ng-template qlikFailed let-error',
    text: 'This chart is not there. Qlik says: There is no object "no-such-object"',
  },
  { id: 'export', line: '[qlikExport]="request()"', text: 'flights-by-state' },
  {
    id: 'exports',
    line: 'this.exports.start({',
    press: 'Export the data of each chart of the first sheet',
    text: 'flights-by-airport: done',
  },
  { id: 'rest', line: 'this.api.pages(first', text: 'Finance archive, data' },
  {
    id: 'any-call',
    line: 'this.api.call((options)',
    press: 'List where data files can be',
    text: 'Qlik answered with status 200.',
  },
  { id: 'reload', line: 'injectAppReloads(', text: 'Reload the app' },
  { id: 'themes', line: 'provide: QLIK_EMBED_DEFAULTS', text: 'Harbor' },
  { id: 'sign-in', line: 'this.auth.user(this.connectionId())', text: /Signed in\s+as Ada/ },
  {
    id: 'connections',
    line: 'this.registry.add({',
    press: 'Add a connection',
    text: /Another tenant\s+Rename/,
  },
  { id: 'languages', line: 'provideQlikMessages({', text: 'Wird geladen' },
];

/** What is broken, and the words in which it ends. */
const BROKEN_EXAMPLES = [
  ['chart', 'An object that does not exist', 'There is no object "no-such-object" in this app.'],
  ['chart-on-the-fly', 'A chart type that is not installed', 'Qlik has no chart of the type “no-such-chart”'],
  ['chart-on-the-fly', 'An expression with a syntax error', 'The engine cannot read it: Error in expression'],
  ['chart-on-the-fly', 'A field that does not exist', 'This app has no field “No such field”.'],
  ['sheet', 'A sheet that does not exist', 'There is no object "no-such-sheet" in this app.'],
  ['field', 'A field that does not exist', 'There is no field "No such field" in this app'],
  ['any', 'A UI that does not exist', 'There is no ui "analytics/no-such-ui".'],
  ['any', 'A UI that the tenant does not have', 'ui="insights/feed-cards" is not available in the sandbox.'],
  ['selections', 'An app that does not exist', 'There is no such app, or you have no access to it.'],
] as const;

test('each page of the gallery is live beside the code that shows it, and says what is wrong in a broken example', async ({
  page,
  cloudStack,
}) => {
  test.slow();
  await openUiSignedIn(page, cloudStack, 'chart');
  for (const { id, line, press, text } of EXAMPLES) {
    await goTo(page, pageOf(cloudStack, id));
    if (press !== undefined) await live(page).getByRole('button', { name: press }).click();
    await expect(live(page)).toContainText(text);
    await expect(code(page, /^Angular/)).toContainText(line);
    if (id === 'bookmarks') await deleteBookmark(page);
  }
  for (const shown of PAGES) {
    await goTo(page, pageOf(cloudStack, shown.ui));
    await expectState(page, 'fails' in shown ? 'failed' : 'ready');
    if ('draws' in shown) await waitForMarks(page, page.locator('app-live-embed'));
    else if ('text' in shown.shows) await expect(live(page)).toContainText(shown.shows.text);
    else await expect(live(page).getByRole('button', { name: shown.shows.button })).toBeVisible();
    await expect(code(page, /^Angular/)).toContainText(shown.line);
    // The element of an embed that failed is gone.
    if ('fails' in shown) await expect(code(page, /^HTML/)).toContainText('show-source="true"');
    else await expectCodeOfTheLiveElement(page);
    await breakAndRepair(page, shown.ui);
  }
});

/** A bookmark of the user's own is deleted after a time in which that can be undone, or at once. */
async function deleteBookmark(page: Page): Promise<void> {
  const press = (name: RegExp | string) => live(page).getByRole('button', { name }).click();
  const bookmark = live(page).getByRole('listitem').filter({ hasText: 'My bookmark' });
  await press(/^Create/);
  await press('Delete My bookmark');
  await expect(live(page).getByRole('status')).toContainText('“My bookmark” will be deleted');
  await expect(bookmark).toBeHidden();
  await press('Undo');
  await expect(bookmark).toBeVisible();
  await press('Delete My bookmark');
  await press('Delete now');
  await expect(live(page).getByRole('status')).toBeHidden();
  await expect(bookmark).toBeHidden();
}

/** Each broken example of a page ends in an understandable message, and is repaired. */
async function breakAndRepair(page: Page, ui: string): Promise<void> {
  for (const [, label, message] of BROKEN_EXAMPLES.filter(([each]) => each === ui)) {
    await page.getByRole('button', { name: label }).click();
    await expect(live(page)).toContainText(message);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect(live(page)).not.toContainText(message);
    await expect(state(page)).toHaveText('ready');
  }
}

test('inputs change what is live in place, and the code with it', async ({ page, cloudStack }) => {
  await test.step('the page offers the sign-in, and returns to what was requested', async () => {
    await page.goto(pageOf(cloudStack, 'field'));
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await signInAtTenant(page, 'ada');
    await expect(state(page)).toHaveText('ready', { timeout: 30_000 });
    await expect(page.getByRole('combobox', { name: 'App', exact: true })).toHaveValue(APPS.flights);
  });
  await openUi(page, cloudStack, 'snapshot');
  await test.step('a snapshot follows what is typed, and an invalid one is reported', async () => {
    await waitForMarks(page, page.locator('app-live-embed'));
    const data = page.getByRole('textbox', { name: 'Snapshot' });
    const written = await data.inputValue();
    await data.fill(written.replace('"Flights by origin state"', '"As typed"'));
    await data.blur();
    await expect(live(page)).toContainText('As typed');
    await expect(code(page, /^Angular/)).toContainText('"title": "As typed"');
    await data.fill('{ "qInfo": ');
    await data.blur();
    await expect(page.getByText('This is not JSON')).toBeVisible();
    await expect(data).toHaveValue('{ "qInfo": ');
    await expect(live(page)).toContainText('As typed');
    await page.getByRole('button', { name: 'Data that is not a snapshot' }).click();
    await expect(live(page).getByRole('alert')).toContainText('no snapshot of a chart');
    const reset = page.getByRole('button', { name: 'Reset' });
    await reset.click();
    await expect(state(page)).toHaveText('ready');
    await expect(live(page)).toContainText('Flights by origin state');
    const undo = page.getByRole('button', { name: 'Undo' });
    await expect(undo).toBeFocused();
    await undo.click();
    await expect(live(page).getByRole('alert')).toContainText('no snapshot of a chart');
    await reset.click();
    await expect(live(page)).toContainText('Flights by origin state');
  });
  await test.step('a chart on the fly stays the same element', async () => {
    await openUi(page, cloudStack, 'chart-on-the-fly');
    const element = await page.locator('qlik-embed').elementHandle();
    await page.getByRole('combobox', { name: 'Type' }).selectOption('piechart');
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
    await page.getByRole('checkbox', { name: /^Selections/ }).uncheck();
    await page.getByRole('textbox', { name: 'Add an expression: Measures' }).fill('Max(Delay)');
    await page.getByRole('textbox', { name: 'Add an expression: Measures' }).press('Enter');
    await page.getByRole('button', { name: 'Remove Average delay (min)' }).click();
    await waitForMarks(page, page.locator('app-live-embed'));
    expect(await element?.evaluate(({ isConnected }) => isConnected)).toBe(true);
    for (const line of [
      'type="piechart"',
      'theme="dark"',
      '[context]="{ interactions: { select: false } }"',
      '[measures]="[\'=Max(Delay)\']"',
    ]) {
      await expect(code(page, /^Angular/)).toContainText(line);
    }
    await expectCodeOfTheLiveElement(page);
  });
});
