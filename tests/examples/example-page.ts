import type { Locator, Page } from '@playwright/test';

const LIMIT_MS = 30_000;

/** A page of an example, as its user sees it. */
interface ExamplePage {
  readonly page: Page;
  readonly origin: string;
}

/** What a user does in an example, and what must be there then. @throws {Error} what is not */
export type Drive = (example: ExamplePage) => Promise<void>;

/** Signs in on the page of the sandbox's cloud tenant, and consents. */
export async function signInAtTenant(page: Page, user = 'Ada Lovelace'): Promise<void> {
  await page.getByRole('button', { name: user }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
}

/** Clicks a button of that name. */
export const click = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click({ timeout: LIMIT_MS });

/** Expects a table with data: so many rows, and numbers in the last column of each. */
export async function expectRows(table: Locator, atLeast: number): Promise<void> {
  const rows = table.locator('tbody tr');
  await rows.nth(atLeast - 1).waitFor({ timeout: LIMIT_MS });
  for (const text of await rows.locator('td:last-child').allTextContents())
    if (!/\d/.test(text)) throw new Error(`A row has "${text}" in place of a number.`);
}
