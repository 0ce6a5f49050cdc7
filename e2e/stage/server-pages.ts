import { expect, type Page } from '@playwright/test';
import type { House } from './house.ts';
import { USERS, type UserName } from './sign-in.ts';

/** The connections to the client-managed server, by the way they sign in. */
export const SERVERS = {
  ticket: 'server-ticket',
  windows: 'server-windows',
  header: 'server-header',
  jwt: 'server-jwt',
  anonymous: 'server-anonymous',
  certificate: 'server-certificate',
} as const;

/** The page with the streams of a connection. */
export function streamsOf(house: House, connection: string): string {
  return `${house.origin}/connections/${connection}/streams`;
}

/** The list of apps on it. */
export function appLinks(page: Page) {
  return page.getByRole('table', { name: 'Apps' }).getByRole('link');
}

/** Signs in to the application itself, from the card of a connection whose secret its backend holds, and comes back to the overview. */
export async function enterApplication(page: Page, house: House, user: UserName): Promise<void> {
  await page.goto(house.origin);
  await page.getByRole('button', { name: 'Sign in to this application' }).first().click();
  await page.getByRole('button', { name: USERS[user] }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connections');
}

/** What a user signs in to Windows with. */
export function windowsAccount(user: UserName): { readonly username: string; readonly password: string } {
  return { username: `SANDBOX\\${user}`, password: `${user}-sandbox` };
}

/** Fills in the form of the server, which it shows to browsers that do not sign in to Windows by themselves. */
export async function fillInWindowsForm(
  page: Page,
  user: UserName,
  { username, password } = windowsAccount(user),
): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in to the server's Windows connection, from the page that asks for it. */
export async function signInToWindows(page: Page, user: UserName): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await fillInWindowsForm(page, user);
}
