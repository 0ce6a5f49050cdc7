import { expect, type Page } from '@playwright/test';
import type { Stage } from './stage.ts';

/** The demo users, by the names on the sandbox's sign-in page. */
export const USERS = {
  ada: 'Ada Lovelace',
  grace: 'Grace Hopper',
  edgar: 'Edgar Codd',
  dora: 'Dora Empty',
  noah: 'Noah Access',
} as const;

export type UserName = keyof typeof USERS;

/** The card of the one connection on the overview. */
export function connectionCard(page: Page) {
  return page.getByRole('article', { name: 'Sandbox cloud tenant' });
}

/** Opens the overview and begins to sign in. */
export async function beginSignIn(page: Page, stage: Stage): Promise<void> {
  await page.goto(stage.origin);
  await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
}

/** On the tenant's pages: chooses a user and answers the question for consent. */
export async function passTenant(
  page: Page,
  user: UserName,
  decision: 'Allow' | 'Refuse' = 'Allow',
): Promise<void> {
  await page.getByRole('button', { name: USERS[user] }).click();
  await page.getByRole('button', { name: decision }).click();
}

/** For a user whom the tenant may have asked already: it asks once. */
export async function passTenantAgain(page: Page, user: UserName): Promise<void> {
  await page.getByRole('button', { name: USERS[user] }).click();
  const consent = page.getByRole('button', { name: 'Allow' });
  await expect(consent.or(page.locator('app-root'))).toBeVisible();
  if (await consent.isVisible()) await consent.click();
}

/** Signs in from the overview to the overview, by redirect. */
export async function signIn(page: Page, stage: Stage, user: UserName): Promise<void> {
  await beginSignIn(page, stage);
  await passTenant(page, user);
  await expectSignedIn(page, user);
}

/** The overview says who is signed in. */
export async function expectSignedIn(page: Page, user: UserName): Promise<void> {
  await expect(connectionCard(page)).toContainText('Signed in');
  await expect(connectionCard(page)).toContainText(USERS[user]);
}

/** The overview says that nobody is. */
export async function expectSignedOut(page: Page): Promise<void> {
  await expect(connectionCard(page).getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expect(connectionCard(page)).toContainText('Signed out');
}

/** Everything that the page could have left in the browser. */
export function storedTexts(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      location.href,
    ]),
  );
}
