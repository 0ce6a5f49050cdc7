import { type FaultView } from '../../stage/fault-view/fault-view.ts';
import { atBoth, mend, test } from '../../stage/fault-view/fault-test.ts';
import type { Sight } from '../../stage/fault-view/sight.ts';
import { CLOUD, WITH_APP, without } from '../../stage/fault-view/strategies.ts';
import type { PresetId } from '../../stage/fault.ts';

const NO_APP = 'n/a: opens no app with an API key';
const appAndCodes = ({ app, codes }: Sight): string => [app, ...codes].join(' ');

/** What is open breaks off, so that all apps have to be opened anew. */
async function breakSockets({ house }: FaultView): Promise<void> {
  await Promise.all([house.cloud, house.clientManaged].map((admin) => admin.closeSockets(1006)));
}

// Set aside: written, and not seen to pass yet. The table says "not tried" until then.
test.describe.fixme('WebSockets', () => {
  for (const [code, preset] of [
    [1006, 'socket-1006'],
    [4001, 'socket-4001'],
    [4003, 'socket-4003'],
  ] as const) {
    test(`WebSocket closed with ${code}`, async ({ view, tell }) => {
      await atBoth(view, preset);
      await view.expectUndisturbed();
      await view.expectWhole();
      tell(WITH_APP, 'said so, went on by itself with its selections');
      tell(['apikey'], NO_APP);
    });
  }

  for (const [title, preset, code] of [
    ['WebSocket refused with 403', 'socket-403', 'session-suspended'],
    ["the WebSocket's own token refused", 'socket-token-refused', 'session-suspended'],
    ['WebSocket closed with 4204', 'socket-4204', 'app-not-found'],
    ['WebSocket closed with 4240', 'socket-4240', 'engine-unavailable'],
  ] satisfies [string, PresetId, string][]) {
    test(title, async ({ view, tell }) => {
      await atBoth(view, preset);
      await breakSockets(view);
      await view.expectEach(WITH_APP, appAndCodes, `suspended ${code}`, 60_000);
      await view.expectUndisturbed();
      await mend(view);
      await view.clickEverywhere('Connect again');
      await view.expectWhole();
      tell(WITH_APP, `said so (${code}), went on at a click`);
      tell(['apikey'], NO_APP);
    });
  }

  test('max sessions reached', async ({ view, tell }) => {
    const strategies = without(CLOUD, ['apikey']);
    await view.house.cloud.preset('socket-4005');
    await view.house.cloud.closeSockets(1006);
    await view.expectEach(strategies, appAndCodes, 'suspended engine-unavailable', 60_000);
    await view.expectUndisturbed();
    await mend(view);
    await view.clickEverywhere('Connect again');
    await view.expectWhole();
    tell(strategies, 'said so (engine-unavailable), went on at a click');
    tell(['apikey'], NO_APP);
    tell(['pfx'], 'n/a: the engine’s own port has no such limit');
  });

  test('engine restarts', async ({ view, tell }) => {
    await atBoth(view, 'engine-restart');
    await view.expectUndisturbed();
    await view.expectWhole();
    await view.expectEach(
      WITH_APP,
      ({ recovery }) => (recovery.includes('Selected again: Major Genre') ? 'selected again' : recovery),
      'selected again',
    );
    tell(WITH_APP, 'said so, made its selections again by itself and named them');
    tell(['apikey'], NO_APP);
  });
});
