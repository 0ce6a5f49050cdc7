import { expect, type Locator, type Page } from '@playwright/test';
import type { ReceivedRequest } from './admin.ts';
import type { House } from './house.ts';
import { USERS, type UserName } from './sign-in.ts';

/** The demo page of an auth type, as a visitor uses it. */
export class DemoPage {
  readonly tryIt: Locator;
  readonly timeline: Locator;
  readonly account: Locator;

  constructor(
    readonly page: Page,
    private readonly house: House,
    private readonly type: string,
  ) {
    this.tryIt = page.getByRole('region', { name: 'Try it' });
    this.timeline = page.getByRole('region', { name: 'What happened' });
    this.account = page.getByRole('region', { name: 'First: sign in to this application' });
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.house.origin}/auth-demos/${this.type}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** Signs in to the application itself, whose backend then acts for that user. */
  async signInToApplication(user: UserName): Promise<void> {
    const enter = this.account.getByRole('button', { name: /Sign in to this application|Switch user/ });
    // It asked while the backend was down.
    const again = this.account.getByRole('button', { name: 'Try again' });
    await expect(enter.or(again).first()).toBeVisible();
    // It may ask again by itself in that moment.
    if (await again.isVisible()) await again.click({ timeout: 2_000 }).catch(() => undefined);
    await enter.click();
    await this.page.getByRole('button', { name: USERS[user] }).click();
    await expect(this.account).toContainText(`Signed in to this application as ${USERS[user]}`);
  }

  /** Where the type does not do so by itself. */
  async signIn(): Promise<void> {
    await this.tryIt.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async signOut(): Promise<void> {
    await this.tryIt.getByRole('button', { name: 'Sign out' }).click();
  }

  async expectSignedIn(): Promise<void> {
    await expect(this.tryIt.getByText('Signed in', { exact: true })).toBeVisible();
  }

  async expectSignedOut(): Promise<void> {
    await expect(this.tryIt.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
  }

  /** The panel of what went wrong. */
  get problem(): Locator {
    return this.tryIt.getByRole('alert');
  }

  /** One of the calls that the page makes once it is signed in, by its heading. */
  call(heading: string): Locator {
    return this.tryIt.locator('app-demo-call', { has: this.page.getByRole('heading', { name: heading }) });
  }

  /** Opens the app that is chosen, and waits for its sheets. */
  async openApp(name?: string): Promise<void> {
    const call = this.call('Main call: open an app');
    if (name !== undefined) await call.getByRole('combobox').selectOption({ label: name });
    await call.getByRole('button', { name: 'Open the app' }).click();
    await expect(this.appIsOpen).toBeVisible();
  }

  /**
   * With all places of the user taken elsewhere, opening an app says so, and works at a click when they are free.
   * @param free gives the places back
   */
  async expectToWaitForPlace(free: () => Promise<void>): Promise<void> {
    const call = this.call('Main call: open an app');
    await call.getByRole('button', { name: 'Open the app' }).click();
    await expect(call.getByRole('alert')).toContainText('too many sessions');
    await expect(call.getByRole('alert')).toContainText('sign out in other browsers');
    await free();
    await call.getByRole('button', { name: 'Try again' }).click();
    await expect(this.appIsOpen).toBeVisible();
  }

  /** Says that the app is open and its sheets are known. */
  get appIsOpen(): Locator {
    return this.call('Main call: open an app').getByText(/Open, with (one sheet|[1-9]\d* sheets)/);
  }

  /**
   * Ends the tokens in mid-session and cuts the socket of the open app: app and list of spaces go on all the same.
   * @returns the socket that took the app up again, and what tokens were asked for with
   */
  async expectToOutliveTokens(): Promise<{
    readonly socket: ReceivedRequest;
    readonly grants: readonly (string | undefined)[];
  }> {
    const { cloud } = this.house;
    await cloud.forgetRequests();
    await cloud.expireTokens();
    await cloud.closeSockets();
    const socket = await cloud.waitForRequest(({ kind, status }) => kind === 'websocket' && status === 101);
    await expect(this.call('Main call: open an app')).toContainText('Open, with');
    await this.page.getByRole('link', { name: 'All spaces' }).click();
    await expect(this.page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    await expect(this.page.getByRole('alert')).toHaveCount(0);
    const asked = (await cloud.requests()).filter(({ path }) => path === '/oauth/token');
    return { socket, grants: asked.map(({ credential }) => credential?.kind) };
  }
}
