import type { Page } from '@playwright/test';

/** The page goes to the tenant's sign-in soon after it is there, or not at all. */
const REDIRECT_LIMIT_MS = 3_000;
const POLL_MS = 100;

/** Signs in on the page of the sandbox's tenant. The OAuth client is trusted: it asks for no consent. */
async function signIn(page: Page, user = 'Ada Lovelace'): Promise<void> {
  await page.getByRole('button', { name: user }).click();
}

/** Opens a page that leads to the tenant's sign-in when it has no token yet, at once or after a click on "Authorize", and signs in there. */
export async function openSignedIn(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'commit' });
  const deadline = Date.now() + REDIRECT_LIMIT_MS;
  while (Date.now() < deadline) {
    if (await page.getByRole('button', { name: 'Ada Lovelace' }).isVisible()) {
      await signIn(page);
      await page.waitForURL((url) => url.href.startsWith(new URL(address).origin));
      return;
    }
    const authorize = page.getByRole('button', { name: /authorize/i });
    if (await authorize.isVisible()) await authorize.click();
    await page.waitForTimeout(POLL_MS);
  }
}
