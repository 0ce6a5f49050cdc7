import type { Page } from '@playwright/test';
import type { WrittenConnection } from '../support/stack/connections.ts';
import { europeanHost } from './fixtures/european-tenant.ts';
import { expect, type TestStack, test, type WrittenSecrets } from './fixtures/stack.ts';
import { panel, panelsAt } from './fixtures/panels.ts';
import { openSignedInToApplication } from './fixtures/server-pages.ts';
import { USERS } from './fixtures/sign-in.ts';

const THERE = { id: 'there', label: 'The other tenant' } as const;

/** Two connections to two tenants with the same setup: same client id, same web integration id. */
interface TenantPair {
  readonly here: WrittenConnection;
  readonly there: WrittenConnection;
}

/** @param id of the connection that is repeated for the second tenant */
function pairOf(stack: TestStack, id: string, auth: Readonly<Record<string, string>> = {}): TenantPair {
  const here = stack.connections.find((each) => each.id === id);
  if (here === undefined) throw new Error(`There is no connection ${id}.`);
  const host = europeanHost(stack);
  return { here, there: { ...here, ...THERE, host, auth: { ...here.auth, ...auth } } };
}

/** The backend's secrets for the second connection: those of the first, with these values of the second tenant. */
function secretsFor({ here, there }: TenantPair, values: Readonly<Record<string, string>> = {}) {
  return ({ connections }: WrittenSecrets): WrittenSecrets => ({
    connections: {
      ...connections,
      [there.id]: { ...connections[here.id], host: there.host, ...values },
    },
  });
}

/** Opens a panel of each. */
async function openPanels(page: Page, stack: TestStack, { here, there }: TenantPair): Promise<void> {
  stack.configure([here, there]);
  await page.goto(panelsAt(stack, [here.id, there.id]));
}

/** Expects that each has its own lists, no credential was sent to the other tenant, and signing out of one keeps the other. */
async function expectSeparated(
  page: Page,
  stack: TestStack,
  { here, there }: TenantPair,
  ownLists: RegExp,
): Promise<void> {
  const [first, second] = [panel(page, here.label), panel(page, there.label)];
  const status = 'app-connection-status';
  await expect(second).toContainText(ownLists);
  await expect(first).toContainText(/Spaces: \d|Apps: \d/);
  await expect(first).not.toContainText(ownLists);
  await second.getByRole('button', { name: 'Sign out' }).click();
  const tenantsPage = page.getByRole('heading', { name: 'Signed out' });
  // The session of this type ends on the tenant's own page.
  if (here.auth['type'] === 'cookie') {
    await expect(tenantsPage).toBeVisible();
    await page.goBack();
  }
  await expect(second.locator(status)).toHaveText('Signed out');
  await page.getByRole('button', { name: 'Refresh all' }).click();
  await expect(first).toContainText(/Spaces: \d|Apps: \d/);
  await expect(first.locator(status)).toHaveText('Signed in');
  await expect(first.getByRole('alert')).toHaveCount(0);
  await page.reload();
  await expect(first.locator(status)).toHaveText('Signed in');
  await expect(second.locator(status)).toHaveText('Signed out');
  for (const tenant of [stack.cloud, stack.cloudEu]) {
    // Without a credential pages ask whether there is a session.
    const refused = (await tenant.requests()).filter(
      ({ status, credential }) => credential !== undefined && (status === 401 || status === 403),
    );
    expect(refused).toEqual([]);
  }
}

test.describe('two tenants with the same client id', () => {
  test('oauth2-impersonation: each tenant has its own lists and sign-out', async ({ page, stack }) => {
    const pair = pairOf(stack, 'cloud-impersonation');
    await stack.startBackend(secretsFor(pair));
    await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
    await openPanels(page, stack, pair);
    await expectSeparated(page, stack, pair, /European film library/);
  });

  test('jwt: each tenant has its own lists and sign-out', async ({ page, stack }) => {
    const pair = pairOf(stack, 'cloud-jwt');
    const provider = stack.sandbox.cloudKeys.identityProviders.find(({ tenant }) => tenant === 'cloud-eu');
    await stack.startBackend(
      secretsFor(pair, { issuer: provider?.issuer ?? '', keyId: provider?.kid ?? '' }),
    );
    await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
    await openPanels(page, stack, pair);
    await expectSeparated(page, stack, pair, /European film library/);
  });

  test('cookie: each tenant has its own lists and sign-out', async ({ page, stack }) => {
    const pair = pairOf(stack, 'cloud-cookie');
    await openPanels(page, stack, pair);
    for (const [{ label }, user] of [
      [pair.here, USERS.grace],
      [pair.there, USERS.edgar],
    ] as const) {
      await panel(page, label).getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: user }).click();
      await expect(panel(page, label)).toContainText(user);
    }
    await expectSeparated(page, stack, pair, /European film library/);
  });

  test('anonymous: each tenant has its own lists and sign-out', async ({ page, stack }) => {
    const pair = pairOf(stack, 'cloud-anonymous', { accessCode: 'sandbox-films' });
    await openPanels(page, stack, pair);
    await expectSeparated(page, stack, pair, /Film library/);
  });
});
