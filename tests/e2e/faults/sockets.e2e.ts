import { type FaultView } from '../fixtures/fault-view/fault-view.ts';
import { atBoth, expect, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import type { PanelState } from '../fixtures/fault-view/panel-state.ts';
import { CLOUD, WITH_APP, without } from '../fixtures/fault-view/strategies.ts';
import type { PresetId } from '../../support/stack/fault.ts';

const NO_APP = 'n/a: opens no app with an API key';
const TRIES_ON =
  'reported with the number of attempts; continues automatically, or sooner at a click, with its selections';
const BROKEN = 1006;
const appAndCodes = ({ app, codes }: PanelState): string => [app, ...codes].join(' ');
const state = ({ app }: PanelState): string => app;

/** Closes all sockets; the engine keeps its sessions. */
async function breakSockets({ stack }: FaultView): Promise<void> {
  await Promise.all([stack.cloud, stack.clientManaged].map((admin) => admin.closeSockets(BROKEN)));
}

/** Closes all sockets and ends the engine's sessions, so that all apps have to be opened again. */
async function loseSessions({ stack }: FaultView): Promise<void> {
  await Promise.all([stack.cloud, stack.clientManaged].map((admin) => admin.restartEngine(BROKEN)));
}

/** Waits until the servers have seen that many handshakes with that answer. */
async function expectHandshakes({ stack }: FaultView, status: number, atLeast: number): Promise<void> {
  const seen = async (): Promise<number> => {
    const requests = await Promise.all([stack.cloud, stack.clientManaged].map((admin) => admin.requests()));
    return requests.flat().filter((each) => each.kind === 'websocket' && each.status === status).length;
  };
  await expect
    .poll(seen, { message: `handshakes answered with ${status}`, timeout: 60_000 })
    .toBeGreaterThanOrEqual(atLeast);
}

async function forgetRequests({ stack }: FaultView): Promise<void> {
  for (const admin of [stack.cloud, stack.clientManaged]) await admin.forgetRequests();
}

/** Expects no effect on the undisturbed connection, and that a click on that button restores all others once the fault is off. */
async function expectRecoveryAtClick(view: FaultView, button: string): Promise<void> {
  await view.expectUndisturbed();
  await clearFaults(view);
  await view.clickEverywhere(button);
  await view.expectRestored();
}

test.describe('WebSockets', () => {
  for (const [code, preset] of [
    [1006, 'socket-1006'],
    [4003, 'socket-4003'],
  ] as const) {
    test(`WebSocket closed with ${code}`, async ({ view, reportOutcome }) => {
      await forgetRequests(view);
      await atBoth(view, preset);
      await view.expectUndisturbed();
      // Each opens another one.
      await expectHandshakes(view, 101, WITH_APP.length);
      await view.expectRestored();
      reportOutcome(WITH_APP, 'reported; continues automatically with its selections');
      reportOutcome(['apikey'], NO_APP);
    });
  }

  test('WebSocket closed with 4001', async ({ view, reportOutcome }) => {
    await atBoth(view, 'socket-4001');
    await view.expectEach(WITH_APP, appAndCodes, 'suspended session-suspended');
    await view.expectUndisturbed();
    await view.clickEverywhere('Connect again');
    await view.expectRestored();
    reportOutcome(WITH_APP, 'reported as suspended for inactivity; continues at a click with its selections');
    reportOutcome(['apikey'], NO_APP);
  });

  for (const [title, preset, status] of [
    ['WebSocket refused with 403', 'socket-403', 403],
    ["the WebSocket's own token refused", 'socket-token-refused', 401],
  ] satisfies [string, PresetId, number][]) {
    test(title, async ({ view, reportOutcome }) => {
      await forgetRequests(view);
      await atBoth(view, preset);
      await breakSockets(view);
      await view.expectEach(WITH_APP, state, 'resuming');
      await expectHandshakes(view, status, 2 * WITH_APP.length);
      await expectRecoveryAtClick(view, 'Connect now');
      reportOutcome(WITH_APP, TRIES_ON);
      reportOutcome(['apikey'], NO_APP);
    });
  }

  test('WebSocket closed with 4204', async ({ view, reportOutcome }) => {
    await atBoth(view, 'socket-4204');
    await loseSessions(view);
    await view.expectEach(WITH_APP, appAndCodes, 'failed app-not-found');
    await expectRecoveryAtClick(view, 'Connect again');
    reportOutcome(WITH_APP, 'reported (app-not-found); continues at a click with its selections');
    reportOutcome(['apikey'], NO_APP);
  });

  test('WebSocket closed with 4240', async ({ view, reportOutcome }) => {
    await atBoth(view, 'socket-4240');
    await loseSessions(view);
    await view.expectEach(WITH_APP, state, 'resuming');
    await expectRecoveryAtClick(view, 'Connect now');
    reportOutcome(WITH_APP, TRIES_ON);
    reportOutcome(['apikey'], NO_APP);
  });

  test('max sessions reached', async ({ view, reportOutcome }) => {
    const strategies = without(CLOUD, ['apikey']);
    await view.stack.cloud.preset('socket-4005');
    await view.stack.cloud.restartEngine(BROKEN);
    await view.expectEach(
      strategies,
      ({ app, problems }) => (/too many sessions/.test(problems.join()) ? `${app}, says why` : app),
      'suspended, says why',
    );
    await expectRecoveryAtClick(view, 'Connect again');
    reportOutcome(strategies, 'reported (session-suspended); continues at a click with its selections');
    reportOutcome(['apikey'], NO_APP);
    reportOutcome(['pfx'], 'n/a: the engine’s own port has no such limit');
  });

  test('engine restarts', async ({ view, reportOutcome }) => {
    await atBoth(view, 'engine-restart');
    await view.expectEach(
      WITH_APP,
      ({ app, recovery }) =>
        recovery.includes('Selected again: Major Genre') ? 'selected again' : `${app} ${recovery}`,
      'selected again',
    );
    await view.expectUndisturbed();
    await view.expectRestored();
    reportOutcome(WITH_APP, 'reported; repeats its selections automatically and lists them');
    reportOutcome(['apikey'], NO_APP);
  });
});
