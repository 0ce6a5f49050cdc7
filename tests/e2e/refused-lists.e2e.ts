import type { Page } from '@playwright/test';
import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { panelsAt } from './fixtures/panels.ts';
import { openSignedIn } from './fixtures/sign-in.ts';
import { CLOUD_CONNECTION, expect, type TestStack, test } from './fixtures/stack.ts';

/** The functions of the library that read an app create objects of these types. */
const TYPE = /^ngx-qlik-/;

/** Those that no part of a page shows. */
const INTERNAL = ['ngx-qlik-selection-memory', 'ngx-qlik-selected-values'];

/** For so long no other object is created on a page that is complete. */
const QUIET_MS = 1_500;

/** What a page says of lists that are on their way or empty, and not of one that could not be read. */
const UNTRUE =
  /Fetching|(are read|is calculated) …|This app has no|There is none yet|No (columns|field|value) /;

/** The parts of a page that show lists. */
const PARTS =
  '.selections, .part, app-panel-app, .function-example, app-embed-playground, .mat-mdc-menu-panel';

/** An engine that refuses to create objects of one type. */
interface RefusingEngine {
  refused: string | undefined;
  /** The types of the objects that the page has asked for. */
  readonly asked: Set<string>;
}

async function refuseObjects(page: Page): Promise<RefusingEngine> {
  const engine: RefusingEngine = { refused: undefined, asked: new Set() };
  await page.routeWebSocket(/\/app\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => socket.send(message));
    socket.onMessage((message) => {
      const { id, method, params } = JSON.parse(String(message)) as {
        readonly id: number;
        readonly method: string;
        readonly params?: readonly { readonly qInfo?: { readonly qType?: string } }[];
      };
      const type = method === 'CreateSessionObject' ? (params?.[0]?.qInfo?.qType ?? '') : '';
      if (TYPE.test(type)) engine.asked.add(type);
      if (type === '' || type !== engine.refused) return server.send(message);
      const error = { code: 5, message: 'Access denied', parameter: '' };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, error }));
    });
  });
  return engine;
}

/** Goes to a page anew, from another one. */
async function visit(page: Page, { origin }: TestStack, address: string): Promise<void> {
  await goTo(page, origin);
  await expect(page.getByRole('heading', { level: 1, name: 'Qlik in Angular' })).toBeVisible();
  await goTo(page, address);
}

/** Returns the types of the lists that a page has. */
async function findLists(
  page: Page,
  engine: RefusingEngine,
  open: () => Promise<void>,
): Promise<readonly string[]> {
  engine.refused = undefined;
  engine.asked.clear();
  await open();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => engine.asked.size, { timeout: 30_000 }).toBeGreaterThan(0);
  for (let count = 0; count !== engine.asked.size;) {
    count = engine.asked.size;
    await page.waitForTimeout(QUIET_MS);
  }
  return [...engine.asked].filter((type) => !INTERNAL.includes(type));
}

const retries = (page: Page) =>
  page.getByRole('button', { name: 'Try again' }).or(page.getByRole('menuitem', { name: 'Try again' }));

/** Expects that each list of a page, if the engine refuses it, has its error with a retry, and is there after that. */
async function expectErrors(
  page: Page,
  engine: RefusingEngine,
  open: () => Promise<void>,
): Promise<readonly string[]> {
  const lists = await findLists(page, engine, open);
  const hasMenu = new URL(page.url()).pathname.startsWith('/connections/');
  for (const list of lists)
    await test.step(list, async () => {
      engine.refused = list;
      await open();
      if (list === 'ngx-qlik-bookmarks' && hasMenu)
        await page.getByRole('button', { name: 'Bookmarks' }).click();
      await expect(retries(page).first()).toBeVisible();
      await expect(page.locator(PARTS).getByText('Access denied').first()).toBeVisible();
      await expect(async () => {
        const texts = (await page.locator(PARTS).allInnerTexts()).join('\n');
        expect(texts).not.toMatch(UNTRUE);
        if (list === 'ngx-qlik-selections') expect(texts).not.toContain('Nothing is selected');
      }).toPass({ timeout: 15_000 });
      await expect(page.getByRole('main').getByRole('progressbar')).toHaveCount(0);
      await expect(page.getByRole('main').locator('[aria-busy=true]')).toHaveCount(0);
      engine.refused = undefined;
      await expect(async () => {
        const retry = retries(page).first();
        if (await retry.isVisible()) await retry.click({ timeout: 1_000 });
        await expect(retries(page)).toHaveCount(0, { timeout: 1_000 });
      }).toPass({ timeout: 15_000 });
      await expect(page.getByText('Access denied')).toHaveCount(0);
      await expect(page.getByRole('main').getByRole('progressbar')).toHaveCount(0);
    });
  return lists;
}

test.describe('a list that the engine refuses has its error and a retry', () => {
  test.slow();

  for (const [view, lists] of [
    ['sheets', ['bookmarks', 'fields', 'master-items', 'selections', 'sheets', 'table']],
    ['data', ['bookmarks', 'fields', 'master-items', 'selections', 'table']],
    ['object', ['bookmarks', 'master-items', 'selections', 'sheets', 'table']],
    ['fields', ['bookmarks', 'fields', 'master-items', 'selections']],
  ] as const)
    test(`in an app: ${view}`, async ({ page, cloudStack }) => {
      const engine = await refuseObjects(page);
      await openSignedIn(page, cloudStack.origin, 'ada');
      const open = () =>
        visit(
          page,
          cloudStack,
          addresses.app(cloudStack, APPS.flights, `?view=${view}&chart=flights-by-state`),
        );
      const found = await expectErrors(page, engine, open);
      expect(found.map((type) => type.replace(TYPE, '')).sort()).toEqual([...lists]);
    });

  test('in a panel', async ({ page, cloudStack }) => {
    const engine = await refuseObjects(page);
    await openSignedIn(page, cloudStack.origin, 'ada');
    const address = panelsAt(cloudStack, [CLOUD_CONNECTION], { [CLOUD_CONNECTION]: APPS.flights });
    const found = await expectErrors(page, engine, () => visit(page, cloudStack, address));
    expect(found.map((type) => type.replace(TYPE, '')).sort()).toEqual(['selections', 'sheets']);
  });

  test('in the gallery: examples of functions', async ({ page, cloudStack }) => {
    test.setTimeout(300_000);
    const engine = await refuseObjects(page);
    const gallery = `${cloudStack.origin}/embed-gallery`;
    await openSignedIn(page, `${gallery}/list?connection=sandbox-cloud&app=${APPS.flights}`, 'ada');
    const found = new Set<string>();
    for (const id of [
      ...['table', 'list', 'master-items', 'objects', 'chart-data', 'variables', 'bookmarks'],
      ...['slots', 'themes', 'export', 'exports'],
    ])
      await test.step(id, async () => {
        const open = async () => {
          await visit(page, cloudStack, `${gallery}/${id}?connection=sandbox-cloud&app=${APPS.flights}`);
          await expect(page.getByRole('heading', { name: 'Live' })).toBeVisible();
        };
        for (const list of await expectErrors(page, engine, open)) found.add(list.replace(TYPE, ''));
      });
    expect([...found].sort()).toEqual([
      ...['bookmarks', 'fields', 'list', 'master-items', 'selections', 'sheets', 'table', 'variables'],
    ]);
  });

  test('in the gallery: the inputs of an embed', async ({ page, cloudStack }) => {
    const engine = await refuseObjects(page);
    const address = `${cloudStack.origin}/embed-gallery/chart?connection=sandbox-cloud&app=${APPS.flights}`;
    await openSignedIn(page, address, 'ada');
    const found = await expectErrors(page, engine, () => visit(page, cloudStack, address));
    expect(found.length).toBeGreaterThan(3);
  });
});
