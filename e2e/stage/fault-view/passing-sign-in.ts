import { expect, type Locator, type Page } from '@playwright/test';
import { fillInWindowsForm } from '../server-pages.ts';
import { USERS } from '../sign-in.ts';
import type { Strategy } from './strategies.ts';

/** A page full of apps takes its time on a busy machine. */
const COMING_BACK_LIMIT_MS = 45_000;
/** Until it is looked again who asks what. */
const ANSWER_LIMIT_MS = 3_000;

/**
 * Signs in from a panel, where somebody is asked. All but `oauth2`, whose configuration has a window, leave the page for that and
 * come back to it; what was typed into it is typed again.
 */
export async function passSignIn(page: Page, within: Locator, strategy: Strategy): Promise<void> {
  if (strategy === 'oauth2') return passWindow(page, within, USERS.ada);
  const search = page.getByLabel('Name of the app');
  const typed = await search.inputValue();
  await within.getByRole('button', { name: 'Sign in', exact: true }).click();
  const user = strategy === 'windows' ? USERS.grace : USERS.ada;
  const form = page.getByLabel('User name');
  const choice = page.getByRole('button', { name: user });
  // The server asks where it does not know already; whether it will is not known before it does.
  await expect(async () => {
    if (await form.isVisible()) await fillInWindowsForm(page, 'grace');
    else if (await choice.isVisible()) await choice.click({ timeout: ANSWER_LIMIT_MS });
    await expect(signedIn(within)).toBeVisible({ timeout: ANSWER_LIMIT_MS });
  }).toPass({ timeout: COMING_BACK_LIMIT_MS });
  await expect(within).toContainText(user);
  await search.fill(typed);
}

/** The same where there is somebody to be asked: the tenant's own sign-in knows who came in by another way, and some renew themselves. */
export async function passSignInIfAsked(page: Page, within: Locator, strategy: Strategy): Promise<void> {
  const signIn = within.getByRole('button', { name: 'Sign in', exact: true });
  await expect(signedIn(within).or(signIn)).toBeVisible();
  if (await signIn.isVisible()) await passSignIn(page, within, strategy);
}

/** Signs in to a connection in a window that may ask who one is. */
export async function passWindow(page: Page, within: Locator, user: string): Promise<void> {
  const [window] = await Promise.all([
    page.waitForEvent('popup'),
    within.getByRole('button', { name: 'Sign in', exact: true }).click(),
  ]);
  // It closes by itself where the tenant knows already.
  const closes = window.waitForEvent('close').then(() => 'closed');
  const asks = window
    .getByRole('button', { name: user })
    .click()
    .then(
      () => 'asked',
      () => 'closed',
    );
  await Promise.race([closes, asks]);
  await expect(within).toContainText(user);
}

/** The user's name is no sign of it: it stays for a while where a sign-in has ended. */
function signedIn(within: Locator): Locator {
  return within.locator('app-connection-status', { hasText: /^\s*Signed in\s*$/ });
}
