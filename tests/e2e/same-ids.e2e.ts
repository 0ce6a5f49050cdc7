import type { Page } from '@playwright/test';
import type { WrittenConnection } from '../support/stack/connections.ts';
import { europeanHost } from './fixtures/european-tenant.ts';
import { expect, type TestStack, test, type WrittenSecrets } from './fixtures/stack.ts';
import { panel, panelsAt } from './fixtures/panels.ts';
import { openSignedInToApplication } from './fixtures/server-pages.ts';

/** Two connections to two tenants with the same setup: same client id, same web integration id. */
interface TenantPair {
  readonly here: WrittenConnection;
  readonly there: WrittenConnection;
}

/** @param id of the connection that is repeated for the second tenant */
function pairOf(stack: TestStack, id: string): TenantPair {
  const here = stack.connections.find((each) => each.id === id);
  if (here === undefined) throw new Error(`There is no connection ${id}.`);
  const there = { id: `${id}-there`, label: `${here.label}, the other tenant`, host: europeanHost(stack) };
  return { here, there: { ...here, ...there } };
}

/** The backend's secrets for the second connection: those of the first, with these values of the second tenant. */
function secretsFor(
  { connections }: WrittenSecrets,
  { here, there }: TenantPair,
  values: Readonly<Record<string, string>> = {},
): WrittenSecrets['connections'] {
  return { [there.id]: { ...connections[here.id], host: there.host, ...values } };
}

/** A space that only the second tenant has. */
const OF_SECOND = /European film library/;
const STATUS = 'app-connection-status';

/** Expects that each has its own lists. */
async function expectOwnLists(page: Page, { here, there }: TenantPair): Promise<void> {
  await expect(panel(page, there.label)).toContainText(OF_SECOND);
  await expect(panel(page, here.label)).toContainText(/Spaces: \d/);
  await expect(panel(page, here.label)).not.toContainText(OF_SECOND);
}

/** Expects that the second is signed out, and that the first works on. */
async function expectOnlySecondSignedOut(page: Page, { here, there }: TenantPair): Promise<void> {
  await expect(panel(page, there.label).locator(STATUS)).toHaveText('Signed out');
  await expect(panel(page, here.label).locator(STATUS)).toHaveText('Signed in');
  await expect(panel(page, here.label)).toContainText(/Spaces: \d/);
  await expect(panel(page, here.label).getByRole('alert')).toHaveCount(0);
}

/** Of a token and of a session's cookie; a spec of the library proves the same of the other types, see `faults.spec.ts`. */
test('two tenants with the same client id: each has its own lists and sign-out, also after a reload', async ({
  page,
  stack,
}) => {
  const [byToken, byCookie] = [pairOf(stack, 'cloud-impersonation'), pairOf(stack, 'cloud-jwt')];
  const pairs = [byToken, byCookie];
  const provider = stack.sandbox.cloudKeys.identityProviders.find(({ tenant }) => tenant === 'cloud-eu');
  await stack.startBackend((secrets) => ({
    connections: {
      ...secrets.connections,
      ...secretsFor(secrets, byToken),
      ...secretsFor(secrets, byCookie, { issuer: provider?.issuer ?? '', keyId: provider?.kid ?? '' }),
    },
  }));
  await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
  const connections = pairs.flatMap(({ here, there }) => [here, there]);
  stack.configure(connections);
  await page.goto(
    panelsAt(
      stack,
      connections.map(({ id }) => id),
    ),
  );
  for (const pair of pairs) await expectOwnLists(page, pair);
  for (const { there } of pairs)
    await panel(page, there.label).getByRole('button', { name: 'Sign out' }).click();
  for (const { there } of pairs)
    await expect(panel(page, there.label).locator(STATUS)).toHaveText('Signed out');
  await page.getByRole('button', { name: 'Refresh all' }).click();
  for (const pair of pairs) await expectOnlySecondSignedOut(page, pair);
  await page.reload();
  for (const pair of pairs) await expectOnlySecondSignedOut(page, pair);
  for (const tenant of [stack.cloud, stack.cloudEu]) {
    // Without a credential pages ask whether there is a session.
    const refused = (await tenant.requests()).filter(
      ({ status, credential }) => credential !== undefined && (status === 401 || status === 403),
    );
    expect(refused).toEqual([]);
  }
});
