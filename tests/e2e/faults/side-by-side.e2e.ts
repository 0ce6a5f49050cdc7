import { clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import { CLIENT_MANAGED, CLOUD } from '../fixtures/fault-view/strategies.ts';
import type { PresetId } from '../../support/stack/fault.ts';

/** Switched on one after another and off only at the end, so that they add up. The first ones end sockets, or concern calls only. */
const OF_CALLS: readonly (readonly PresetId[])[] = [
  ['rate-limited-seconds', 'socket-1006'],
  ['engine-restart', 'cut-off'],
  ['runtime-404'],
];
/** Sockets are opened again under these. */
const OF_SOCKETS: readonly (readonly PresetId[])[] = [
  ['csrf-stale', 'slow'],
  ['socket-403', 'cors-blocked'],
  ['token-refused-always', 'session-expired'],
];

test('one connection failing all of the above while another works on undisturbed', async ({
  view,
  reportOutcome,
}) => {
  test.slow();
  const { clientManaged } = view.stack;
  for (const presets of [...OF_CALLS, ...OF_SOCKETS]) {
    for (const preset of presets) {
      await clientManaged.preset(preset);
      if (OF_SOCKETS.includes(presets)) await clientManaged.closeSockets(1006);
    }
    await view.refresh();
    await view.expectUndisturbed();
    await view.expectAsBefore(CLOUD);
  }
  await view.expectEach(
    CLIENT_MANAGED,
    ({ status, codes, app }) =>
      codes.length > 0 || status !== 'Signed in' || app !== 'open' ? 'failed' : 'works',
    'failed',
  );
  await clearFaults(view);
  await view.refresh();
  await view.expectEach(CLIENT_MANAGED, ({ isBusy }) => (isBusy ? 'busy' : 'at rest'), 'at rest');
  for (const name of ['Connect again', 'Try again']) await view.clickEverywhere(name);
  await view.signInAgain();
  for (const name of ['Connect again', 'Try again']) await view.clickEverywhere(name);
  await view.expectRestored();
  reportOutcome(
    CLIENT_MANAGED,
    'fails in all of these ways in turn; continues at a click or after a new sign-in',
  );
  reportOutcome(CLOUD, 'is not affected');
});
