import { SandboxAdmin } from '../support/stack/sandbox-admin.ts';
import { expectAccessible, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { waitForMarks } from './fixtures/chart.ts';
import { watchSockets } from './fixtures/open-sockets.ts';
import { expect, test } from './fixtures/stack.ts';
import {
  appState,
  EUROPEAN,
  panel,
  panelsAt,
  RECOVERY_LIMIT_MS,
  selectMark,
  twentyConnections,
} from './fixtures/panels.ts';
import { APPS } from './fixtures/addresses.ts';
import { openSignedInToApplication } from './fixtures/server-pages.ts';
import { USERS } from './fixtures/sign-in.ts';

const FILM_LIBRARY = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a3002';
/** Who is signed in to the application is let in there without a question. */
const WITHOUT_INTERACTION = [
  'Cloud by impersonation',
  'Cloud as a machine',
  'Cloud by JWT',
  'Qlik Cloud, anonymous access',
  'Cloud by API key',
  'Server by ticket',
  'Server by header',
  'Server by JWT',
  'Client-managed, anonymous',
  'Server by certificate',
] as const;

test('twenty connections stand side by side: one tenant stops and comes back, one is signed out, and the others are not affected', async ({
  page,
  stack,
}) => {
  const connections = twentyConnections(stack);
  stack.configure(connections);
  const european = new SandboxAdmin(stack.sandbox.admin, 'cloud-eu');
  await european.start();
  await openSignedInToApplication(
    page,
    stack,
    'ada',
    panelsAt(
      stack,
      connections.map(({ id }) => id),
      { 'server-jwt': APPS.flights, [EUROPEAN.redirect]: FILM_LIBRARY },
    ),
  );
  for (const { label } of connections) await expect(panel(page, label)).toBeVisible();
  const server = panel(page, 'Server by JWT');
  const tenant = panel(page, 'European tenant');
  const summary = page.getByRole('region', { name: 'All panels' });
  await expect(server).toContainText('Ada Lovelace');
  await expect(server).toContainText('Streams: 2');
  for (const label of WITHOUT_INTERACTION) await expect(panel(page, label)).toContainText('Signed in');

  // The sign-in leaves the page and leads back to the same view, apps included.
  const view = page.url();
  await tenant.getByRole('button', { name: 'Sign in' }).click();
  const signIn = page.getByRole('button', { name: USERS.edgar });
  await signIn.waitFor();
  // The sockets of the page that was left are gone without a notice.
  const sockets = watchSockets(page);
  await signIn.click();
  await expect(tenant).toContainText('Edgar Codd');
  expect(page.url()).toBe(view);
  await expect(appState(tenant)).toHaveText(/App open\s*$/);
  await server.locator('qlik-chart').scrollIntoViewIfNeeded();
  await waitForMarks(page, server.locator('qlik-chart'));
  // Two apps are open, and no other connection has a socket.
  await expect.poll(() => sockets.size).toBe(2);

  await european.stop('keep');
  try {
    await expect(appState(tenant)).toContainText('The connection to the app was lost');
    const mark = await waitForMarks(page, server.locator('qlik-chart'));
    await selectMark(page, mark);
    await expect(server.getByRole('list', { name: 'Selections' })).toContainText('Origin State');
    await expect(appState(server)).toHaveText(/App open\s*$/);
    await expect(appState(tenant)).not.toContainText('App open');
  } finally {
    await european.start();
  }
  await expect(appState(tenant)).toHaveText(/App open\s*$/, { timeout: RECOVERY_LIMIT_MS });
  await expect(server.getByRole('list', { name: 'Selections' })).toContainText('Origin State');

  await panel(page, 'Server by ticket').getByRole('button', { name: 'Sign out' }).click();
  await expect(panel(page, 'Server by ticket')).toContainText('Signed out');
  await summary.getByRole('button', { name: 'Refresh all' }).click();
  await expect(panel(page, 'Cloud by JWT')).toContainText(/Spaces: \d/);
  for (const label of WITHOUT_INTERACTION.filter((each) => each !== 'Server by ticket')) {
    await expect(panel(page, label)).toContainText('Signed in');
  }
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('an app is found in all connections, opened side by side, and selections are repeated in the other', async ({
  page,
  stack,
}) => {
  stack.keepOnly('cloud-jwt', 'cloud-anonymous', 'server-ticket', 'server-windows');
  await openSignedInToApplication(page, stack, 'ada');
  await page.getByRole('link', { name: 'Side by side' }).click();
  // What everyone may see is there at first.
  await expect(panel(page, 'Qlik Cloud, anonymous access')).toBeVisible();
  await page.getByText(/^Choose connections/).click();
  await page.getByRole('button', { name: 'Choose none' }).click();
  const firstChoice = page.getByRole('checkbox', { name: 'Cloud by JWT' });
  await firstChoice.press('Space');
  await expect(panel(page, 'Cloud by JWT')).toBeVisible();
  // The chooser stays open for the next choice.
  await expect(firstChoice).toBeFocused();
  await page.getByRole('button', { name: 'Choose all' }).click();
  const [cloud, server] = [panel(page, 'Cloud by JWT'), panel(page, 'Server by ticket')];
  await expect(cloud).toContainText('Ada Lovelace');
  await expect(server).toContainText('Ada Lovelace');

  await page.getByLabel('Name of the app').fill('flight');
  await page.getByRole('button', { name: 'Search all' }).click();
  const found = page.getByRole('list', { name: 'Apps found' });
  await expect(found.getByRole('button', { name: 'Open Flights in Cloud by JWT' })).toBeVisible();
  await expect(found.getByRole('button', { name: 'Open Flights in Server by ticket' })).toBeVisible();
  await expect(page.getByText('Not searched: 1')).toBeVisible();
  await found.getByText('Side by side').first().click();
  await found.getByRole('button', { name: 'Open both' }).click();
  await page.getByRole('button', { name: 'Close the results' }).click();
  await expect(appState(cloud)).toHaveText(/App open\s*$/);
  await expect(appState(server)).toHaveText(/App open\s*$/);
  await cloud.locator('qlik-chart').scrollIntoViewIfNeeded();
  await waitForMarks(page, server.locator('qlik-chart'));

  // Independent of each other …
  await selectMark(page, await waitForMarks(page, cloud.locator('qlik-chart')));
  const selected = cloud.getByRole('list', { name: 'Selections' });
  await expect(selected).toBeVisible();
  await expect(server).toContainText('Nothing is selected.');
  await cloud.getByRole('button', { name: 'Clear all' }).click();
  await expect(cloud).toContainText('Nothing is selected.');
  // … until they are asked to go together.
  await page.getByLabel('Repeat my selections in the other apps').check();
  await cloud.locator('qlik-chart').scrollIntoViewIfNeeded();
  await selectMark(page, await waitForMarks(page, cloud.locator('qlik-chart')));
  await expect(server.getByRole('list', { name: 'Selections' })).toHaveText(
    (await selected.textContent()) ?? 'nothing',
  );

  await page.reload();
  await expect(appState(cloud)).toHaveText(/App open\s*$/);
  await waitForMarks(page, server.locator('qlik-chart'));
  await expectAccessible(page, ['qlik-embed']);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expectAccessible(page, ['qlik-embed']);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoHorizontalScroll(page);
  await expectAccessible(page, ['qlik-embed']);
});
