import { expect, type Locator, type Page } from '@playwright/test';
import { panelsAt } from '../fixtures/panels.ts';
import { USERS, type UserName } from '../fixtures/sign-in.ts';
import type { TestStack } from '../fixtures/stack.ts';

const SIGNED_OUT = /^\s*(Signed out|Sign-in failed|Sign-in ended)\s*$/;

/**
 * Signs a user in to the application itself, and opens panels of these connections.
 * @param apps to open in panels, by the id of the connection
 */
export async function openPanelsAs(
  page: Page,
  stack: TestStack,
  {
    user,
    ids,
    apps = {},
  }: { user: UserName; ids: readonly string[]; apps?: Readonly<Record<string, string>> },
): Promise<void> {
  const returnTo = panelsAt(stack, ids, apps).slice(stack.origin.length);
  await page.goto(`${stack.origin}/app/sign-in?${new URLSearchParams({ returnTo })}`);
  await page.getByRole('button', { name: USERS[user] }).click();
  await expect(page.locator('app-panel-frame app-connection-status')).toHaveCount(ids.length);
}

/** The button in a panel that signs in to its connection, or tries again. */
export function nextStep(within: Locator): Locator {
  return within
    .locator('app-sign-in-button')
    .getByRole('button', { name: /^(Sign in|Try again)$/ })
    .last();
}

export async function signOut(within: Locator): Promise<void> {
  await within.getByRole('button', { name: 'Sign out' }).click();
  await expect(within.locator('app-connection-status')).toHaveText('Signed out');
}

export async function expectSignedIn(within: Locator): Promise<void> {
  await expect(within.locator('app-connection-status')).toHaveText('Signed in');
}

/** Expects that no user is signed in, and that the next step can be taken. */
export async function expectSignedOut(within: Locator): Promise<void> {
  await expect(within.locator('app-connection-status')).toHaveText(SIGNED_OUT);
  await expect(nextStep(within)).toBeEnabled();
}

/** Expects each of these texts in an error of the panel. */
export async function expectProblem(within: Locator, ...texts: readonly (string | RegExp)[]): Promise<void> {
  const alerts = within.getByRole('alert');
  for (const text of texts) await expect(alerts.filter({ hasText: text }).first()).toBeVisible();
}

/** Expects a sign-in, lists and no error. */
export async function expectWorking(within: Locator): Promise<void> {
  await expectSignedIn(within);
  await expect(within.getByText(/^Apps: \d/)).toBeVisible();
  await expect(within.getByRole('alert')).toHaveCount(0);
}

/** Expects that the app in the panel is open. */
export async function expectAppOpen(within: Locator): Promise<void> {
  await expect(within.locator('[data-state]')).toHaveAttribute('data-state', 'open', { timeout: 30_000 });
}
