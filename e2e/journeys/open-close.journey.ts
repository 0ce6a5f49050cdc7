import type { CDPSession, Page, WebSocket } from '@playwright/test';
import { APPS, places } from '../stage/places.ts';
import { signIn } from '../stage/sign-in.ts';
import { expect, test } from '../stage/stage.ts';

const TIMES = 100;
const WARM_UP = 10;
/** An app stays open for five seconds after its last user left, in case somebody comes back. */
const LINGER_LIMIT_MS = 15_000;

/** What a page that leaks has more and more of. */
interface Holdings {
  readonly nodes: number;
  readonly listeners: number;
  readonly documents: number;
}

const HOLDINGS = ['nodes', 'listeners', 'documents'] as const;

async function takeStock(devtools: CDPSession): Promise<Holdings> {
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
  readonly open = new Set<WebSocket>();
  made = 0;
  removed = 0;

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      this.opened += 1;
      this.open.add(socket);
      socket.on('close', () => this.open.delete(socket));
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('"CreateSessionObject"')) this.made += 1;
        if (payload.includes('"DestroySessionObject"')) this.removed += 1;
      });
    });
  }
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

test('an app with a chart and a table, opened and closed a hundred times, leaves nothing behind', async ({
  page,
  stage,
}) => {
  test.setTimeout(150_000);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  await signIn(page, stage, 'ada');
  const sockets = new SocketWatch(page);
  const addresses = {
    app: places.app(stage, APPS.flights, '?chart=flights-by-state'),
    list: places.spaces(stage),
  };
  await page.goto(addresses.list);
  await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();

  await openAndClose(page, addresses, WARM_UP);
  const before = await takeStock(devtools);
  await openAndClose(page, addresses, (TIMES - WARM_UP) / 2);
  const halfway = await takeStock(devtools);
  await openAndClose(page, addresses, (TIMES - WARM_UP) / 2);
  await expect.poll(() => sockets.open.size, { message: 'open sockets', timeout: LINGER_LIMIT_MS }).toBe(0);

  expect(sockets.opened).toBeGreaterThan(0);
  expect(sockets.made, 'objects of the engine made').toBeGreaterThan(TIMES);
  // One may be made in the very moment in which the socket goes.
  expect(sockets.made - sockets.removed, 'objects of the engine left behind').toBeLessThan(5);
  // One of each per time would be as many as there were times; what the browser has not collected yet is less.
  const limits = { listeners: (TIMES - WARM_UP) / 2, nodes: (TIMES - WARM_UP) / 2, documents: 5 } as const;
  const leftBehind = async (): Promise<Partial<Holdings>> => {
    const now = await takeStock(devtools);
    // The engine of the browser may keep the last view, once; what is left behind each time is so in both halves.
    const grown = HOLDINGS.map(
      (what) => [what, Math.min(halfway[what] - before[what], now[what] - halfway[what])] as const,
    );
    return Object.fromEntries(grown.filter(([what, by]) => by >= limits[what]));
  };
  // A collection of garbage may come too early for what a task still holds.
  await expect.poll(leftBehind, { message: 'left behind', timeout: LINGER_LIMIT_MS }).toEqual({});
});
