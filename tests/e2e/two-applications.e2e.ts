import type { Page, BrowserContext } from '@playwright/test';
import {
  connectionCard,
  expectSignedIn,
  expectSignedOut,
  signInAtTenantAgain,
  type UserName,
} from './fixtures/sign-in.ts';
import { CLOUD_CONNECTION, expect, test } from './fixtures/stack.ts';

const WATCHED_MS = 3_000;

async function signInAt(page: Page, address: string, user: UserName): Promise<void> {
  await page.goto(address);
  await connectionCard(page).getByRole('button', { name: 'Sign in' }).click();
  await signInAtTenantAgain(page, user);
  // Back in the application that asked, not in the other one.
  await page.waitForURL(`${address}**`);
  await expectSignedIn(page, user);
}

test('two applications of one origin with the same connection have each their own user and sign-out', async ({
  page,
  cloudStack,
  context,
}) => {
  cloudStack.configureAuth(CLOUD_CONNECTION, { tokenStorage: 'local', redirectUri: '/oauth-callback.html' });
  const [a, b] = [
    await serveAt(context, cloudStack.origin, '/app-a/'),
    await serveAt(context, cloudStack.origin, '/app-b/'),
  ];
  const other = await context.newPage();
  await signInAt(page, a, 'ada');
  // The tenant forgets its user; the applications do not.
  await context.clearCookies();
  await signInAt(other, b, 'grace');

  await cloudStack.cloud.forgetRequests();
  const end = Date.now() + WATCHED_MS;
  while (Date.now() < end) {
    for (const each of [page, other]) {
      await each.bringToFront();
      await each.evaluate(() => window.dispatchEvent(new Event('focus')));
      await each.waitForTimeout(250);
    }
  }
  await expectSignedIn(page, 'ada');
  await expectSignedIn(other, 'grace');
  const requests = await cloudStack.cloud.requests();
  expect(requests.filter(({ path }) => path === '/oauth/token').length).toBe(0);

  // Two tabs of one application share its sign-in.
  const second = await context.newPage();
  await second.goto(a);
  await expectSignedIn(second, 'ada');

  await connectionCard(page).getByRole('button', { name: 'Sign out' }).click();
  for (const each of [page, second]) await expectSignedOut(each);
  await expectSignedIn(other, 'grace');
  await other.reload();
  await expectSignedIn(other, 'grace');
});

/**
 * Has the application once more on its origin, below another base address, as an origin with several applications does. Requests go on to
 * the server, which knows the one application only: browsers let no page of another kind call servers of this machine.
 *
 * @param path with slashes at both ends
 * @returns where it is
 */
export async function serveAt(context: BrowserContext, origin: string, path: string): Promise<string> {
  const address = origin + path;
  await context.route(`${address}**`, (route) =>
    route.continue({ url: `${origin}/${route.request().url().slice(address.length)}` }),
  );
  await context.addInitScript((base) => {
    if (!location.pathname.startsWith(base)) return;
    // Before the application starts, which is when the page has been read.
    new MutationObserver((_changes, observer) => {
      const element = document.querySelector('base');
      if (!element) return;
      element.href = base;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, path);
  return address;
}
