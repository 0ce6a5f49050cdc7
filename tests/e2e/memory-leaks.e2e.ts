import type { CDPSession, Page } from '@playwright/test';
import { APPS, addresses } from './fixtures/addresses.ts';
import { watchSockets } from './fixtures/open-sockets.ts';
import { openSignedIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

const WARM_UP = 6;
const ROUNDS = 3;
const TIMES_IN_ROUND = 5;
const TIMES = WARM_UP + ROUNDS * TIMES_IN_ROUND;
/** An app stays open for five seconds after the last component has released it. */
const LINGER_LIMIT_MS = 15_000;
/** Interval of the measurements. */
const LOOK_EVERY_MS = 500;
/** A leak of one node or listener for each opening of a round is as much. */
const NOISE = 5;

/** What grows in a page that leaks. */
interface RetainedCounts {
  readonly nodes: number;
  readonly listeners: number;
  readonly documents: number;
}

const RETAINED_KINDS = ['nodes', 'listeners', 'documents'] as const;

async function countRetained(devtools: CDPSession): Promise<RetainedCounts> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const valueOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return {
    nodes: valueOf('Nodes'),
    listeners: valueOf('JSEventListeners'),
    documents: valueOf('Documents'),
  };
}

/** Follows the page's sockets: how many are open, and which objects of the engine's were made and not removed. */
class SocketWatch {
  opened = 0;
  readonly open;
  made = 0;
  removed = 0;

  constructor(page: Page) {
    this.open = watchSockets(page);
    page.on('websocket', (socket) => {
      this.opened += 1;
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('"CreateSessionObject"')) this.made += 1;
        if (payload.includes('"DestroySessionObject"')) this.removed += 1;
      });
    });
  }
}

/**
 * Takes stock once the list is complete, the app's sockets are closed and a further collection of garbage changes nothing. Right after
 * the last app was closed the list is still being loaded and rendered, and an app that lingers may hold its last view: the page has
 * some hundred nodes more or fewer then, as the speed of the machine has it.
 */
async function countRetainedWhenSettled(
  page: Page,
  devtools: CDPSession,
  sockets: SocketWatch,
): Promise<RetainedCounts> {
  await expect(page.getByRole('table', { name: 'Spaces' }).getByRole('row').nth(1)).toBeVisible();
  await expect.poll(() => sockets.open.size, { message: 'open sockets', timeout: LINGER_LIMIT_MS }).toBe(0);
  let last = await countRetained(devtools);
  await expect
    .poll(
      async () => {
        const before = last;
        last = await countRetained(devtools);
        return RETAINED_KINDS.filter((what) => last[what] !== before[what]);
      },
      { message: 'what still changes', timeout: LINGER_LIMIT_MS, intervals: [LOOK_EVERY_MS] },
    )
    .toEqual([]);
  return last;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Goes from the list of spaces into the app, waits for chart and table, and goes back, so many times; all without loading the page anew. */
async function openAndClose(
  page: Page,
  addresses: { readonly app: string; readonly list: string },
  times: number,
) {
  await page.evaluate(
    async ([app, list, count]) => {
      const goTo = (address: string): void => {
        history.pushState({}, '', address);
        dispatchEvent(new PopStateEvent('popstate'));
      };
      const until = async (what: string, holds: () => boolean): Promise<void> => {
        const deadline = Date.now() + 15_000;
        while (!holds()) {
          if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      };
      for (let time = 1; time <= count; time++) {
        goTo(app);
        await until(
          `chart and table, time ${time}`,
          () =>
            document.querySelector('qlik-chart canvas') !== null &&
            document.querySelector('app-data-table [role=cell]') !== null,
        );
        goTo(list);
        await until(
          `the list, time ${time}`,
          () => document.querySelector('app-app-viewer') === null && document.querySelector('h1') !== null,
        );
      }
    },
    [addresses.app, addresses.list, times] as const,
  );
}

test('an app with a chart and a table, opened and closed again and again, leaves nothing behind', async ({
  page,
  cloudStack,
}) => {
  test.setTimeout(240_000);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const sockets = new SocketWatch(page);
  const routes = {
    app: addresses.app(cloudStack, APPS.flights, '?chart=flights-by-state'),
    list: addresses.spaces(cloudStack),
  };
  await openSignedIn(page, routes.list, 'ada');
  await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();

  await openAndClose(page, routes, WARM_UP);
  let before = await countRetainedWhenSettled(page, devtools, sockets);
  const growths: RetainedCounts[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await openAndClose(page, routes, TIMES_IN_ROUND);
    const now = await countRetainedWhenSettled(page, devtools, sockets);
    growths.push({
      nodes: now.nodes - before.nodes,
      listeners: now.listeners - before.listeners,
      documents: now.documents - before.documents,
    });
    before = now;
  }

  expect(sockets.opened).toBeGreaterThan(0);
  expect(sockets.made, 'objects of the engine made').toBeGreaterThan(TIMES);
  // One may be made in the very moment in which the socket goes.
  expect(sockets.made - sockets.removed, 'objects of the engine left behind').toBeLessThan(5);
  // The browser may keep the last view at one of the looks, which changes the rounds before and after it; the median is neither.
  const grown = RETAINED_KINDS.map((what) => [what, median(growths.map((growth) => growth[what]))] as const);
  const limits = { nodes: NOISE, listeners: NOISE, documents: 5 } as const;
  expect(
    grown.filter(([what, by]) => !(by < limits[what])),
    'left behind',
  ).toEqual([]);
});
