import { type FaultView } from '../fixtures/fault-view/fault-view.ts';
import { atBoth, expect, mend, test } from '../fixtures/fault-view/fault-test.ts';
import type { Sight } from '../fixtures/fault-view/sight.ts';
import { CLOUD, WITH_APP, without } from '../fixtures/fault-view/strategies.ts';
import type { PresetId } from '../fixtures/fault.ts';

const NO_APP = 'n/a: opens no app with an API key';
const TRIES_ON = 'said so, counted its attempts, went on by itself or sooner at a click, with its selections';
const BROKEN = 1006;
const appAndCodes = ({ app, codes }: Sight): string => [app, ...codes].join(' ');
const state = ({ app }: Sight): string => app;

/** What is open breaks off; the engine keeps its sessions. */
async function breakSockets({ house }: FaultView): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.closeSockets(BROKEN)));
}

/** What is open breaks off and the engine forgets it, so that all apps have to be opened anew. */
async function loseSessions({ house }: FaultView): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.restartEngine(BROKEN)));
}

/** Waits until the servers have seen that many handshakes with that answer. */
async function expectHandshakes({ house }: FaultView, status: number, atLeast: number): Promise<void> {
  const seen = async (): Promise<number> => {
    const requests = await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.requests()));
    return requests.flat().filter((each) => each.kind === 'websocket' && each.status === status).length;
  };
  await expect
    .poll(seen, { message: `handshakes answered with ${status}`, timeout: 60_000 })
    .toBeGreaterThanOrEqual(atLeast);
}

async function forgetRequests({ house }: FaultView): Promise<void> {
  for (const admin of [house.cloud, house.clientManaged]) await admin.forgetRequests();
}

/** Next door nothing was noticed, and once the fault is gone everything is as before, at a click on that button. */
async function goOnAtClick(view: FaultView, button: string): Promise<void> {
  await view.expectUndisturbed();
  await mend(view);
  await view.clickEverywhere(button);
  await view.expectWhole();
}

test.describe('WebSockets', () => {
  for (const [code, preset] of [
    [1006, 'socket-1006'],
    [4003, 'socket-4003'],
  ] as const) {
    test(`WebSocket closed with ${code}`, async ({ view, tell }) => {
      await forgetRequests(view);
      await atBoth(view, preset);
      await view.expectUndisturbed();
      // Each opened another one.
      await expectHandshakes(view, 101, WITH_APP.length);
      await view.expectWhole();
      tell(WITH_APP, 'said so, went on by itself with its selections');
      tell(['apikey'], NO_APP);
    });
  }

  test('WebSocket closed with 4001', async ({ view, tell }) => {
    await atBoth(view, 'socket-4001');
    await view.expectEach(WITH_APP, appAndCodes, 'suspended session-suspended');
    await view.expectUndisturbed();
    await view.clickEverywhere('Connect again');
    await view.expectWhole();
    tell(WITH_APP, 'said that nothing had happened for long, went on at a click with its selections');
    tell(['apikey'], NO_APP);
  });

  for (const [title, preset, status] of [
    ['WebSocket refused with 403', 'socket-403', 403],
    ["the WebSocket's own token refused", 'socket-token-refused', 401],
  ] satisfies [string, PresetId, number][]) {
    test(title, async ({ view, tell }) => {
      await forgetRequests(view);
      await atBoth(view, preset);
      await breakSockets(view);
      await view.expectEach(WITH_APP, state, 'resuming');
      await expectHandshakes(view, status, 2 * WITH_APP.length);
      await goOnAtClick(view, 'Connect now');
      tell(WITH_APP, TRIES_ON);
      tell(['apikey'], NO_APP);
    });
  }

  test('WebSocket closed with 4204', async ({ view, tell }) => {
    await atBoth(view, 'socket-4204');
    await loseSessions(view);
    await view.expectEach(WITH_APP, appAndCodes, 'failed app-not-found');
    await goOnAtClick(view, 'Connect again');
    tell(WITH_APP, 'said so (app-not-found), went on at a click with its selections');
    tell(['apikey'], NO_APP);
  });

  test('WebSocket closed with 4240', async ({ view, tell }) => {
    await atBoth(view, 'socket-4240');
    await loseSessions(view);
    await view.expectEach(WITH_APP, state, 'resuming');
    await goOnAtClick(view, 'Connect now');
    tell(WITH_APP, TRIES_ON);
    tell(['apikey'], NO_APP);
  });

  test('max sessions reached', async ({ view, tell }) => {
    const strategies = without(CLOUD, ['apikey']);
    await view.house.cloud.preset('socket-4005');
    await view.house.cloud.restartEngine(BROKEN);
    await view.expectEach(
      strategies,
      ({ app, problems }) => (/too many sessions/.test(problems.join()) ? `${app}, says why` : app),
      'suspended, says why',
    );
    await goOnAtClick(view, 'Connect again');
    tell(strategies, 'said so (session-suspended), went on at a click with its selections');
    tell(['apikey'], NO_APP);
    tell(['pfx'], 'n/a: the engine’s own port has no such limit');
  });

  test('engine restarts', async ({ view, tell }) => {
    await atBoth(view, 'engine-restart');
    await view.expectEach(
      WITH_APP,
      ({ app, recovery }) =>
        recovery.includes('Selected again: Major Genre') ? 'selected again' : `${app} ${recovery}`,
      'selected again',
    );
    await view.expectUndisturbed();
    await view.expectWhole();
    tell(WITH_APP, 'said so, made its selections again by itself and named them');
    tell(['apikey'], NO_APP);
  });
});
