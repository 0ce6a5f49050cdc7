import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { waitForMarks } from '../chart.ts';
import type { House } from '../house.ts';
import { panel, panelsAt, selectMark } from '../panels.ts';
import { enterApplication } from '../server-pages.ts';
import { USERS } from '../sign-in.ts';
import { PanelPages } from './panel-pages.ts';
import { passSignIn, passSignInIfAsked, passWindow } from './passing-sign-in.ts';
import type { Sight } from './sight.ts';
import {
  appOf,
  ASKING,
  CONNECTION_OF,
  STRATEGIES,
  type Strategy,
  UNDISTURBED,
  viewedConnections,
  WITH_APP,
  without,
} from './strategies.ts';

const TYPED = 'typed before the fault';
const WHOLE_LIMIT_MS = 60_000;

/**
 * All strategies side by side, each signed in and with an app open in which something is selected; beside them a connection to another
 * tenant, which no fault concerns.
 */
export class FaultView extends PanelPages {
  /** What each app has selected. */
  private selected = '';

  private constructor(
    readonly house: House,
    page: Page,
    cookiePage: Page,
  ) {
    super(page, cookiePage, new Map(viewedConnections(house).map(({ id, label }) => [id, label])));
  }

  /**
   * Signs in everywhere, opens the apps and selects in each of them.
   * @param watch is given each browser before anything happens in it
   */
  static async open(
    browser: Browser,
    house: House,
    watch: (context: BrowserContext) => void,
  ): Promise<FaultView> {
    house.configure(viewedConnections(house));
    const [context, cookieContext] = [await browser.newContext(), await browser.newContext()];
    watch(context);
    watch(cookieContext);
    const view = new FaultView(house, await context.newPage(), await cookieContext.newPage());
    await view.enter();
    await view.selectEverywhere();
    return view;
  }

  get contexts(): readonly BrowserContext[] {
    return this.pages.map((page) => page.context());
  }

  /** Opens the same panels once more, in other tabs and without the connection next door. */
  async openAlone(
    strategies: readonly Strategy[],
    prepare: (page: Page) => Promise<void> = async () => {},
  ): Promise<PanelPages> {
    const labels = new Map(viewedConnections(this.house).map(({ id, label }) => [id, label]));
    const tabs = new PanelPages(
      await this.page.context().newPage(),
      await this.cookiePage.context().newPage(),
      labels,
    );
    const ids = strategies.map((each) => CONNECTION_OF[each]);
    for (const page of tabs.pages) {
      await prepare(page);
      const isForCookie = page === tabs.cookiePage;
      const own = ids.filter((id) => (id === CONNECTION_OF.cookie) === isForCookie);
      await page.goto(this.address(own));
      await expect(page.locator('app-panel-frame app-connection-status')).toHaveCount(own.length);
    }
    return tabs;
  }

  /**
   * A page of its own, in a browser of its own, with panels for these strategies and for the connection next door. The application
   * knows Ada there, and next door is signed in; the rest is not.
   * @param prepare before the page is opened
   */
  async openBeside(
    browser: Browser,
    strategies: readonly Strategy[],
    prepare: (context: BrowserContext) => Promise<void> = async () => {},
  ): Promise<Page> {
    const { origins } = await this.page.context().storageState();
    const stored = origins.map(({ origin, localStorage }) => ({
      origin,
      localStorage: localStorage.filter(({ name }) => name.includes(UNDISTURBED.id)),
    }));
    const context = await browser.newContext({ storageState: { cookies: [], origins: stored } });
    await prepare(context);
    const page = await context.newPage();
    const ids = [UNDISTURBED.id, ...strategies.map((each) => CONNECTION_OF[each])];
    const address = panelsAt(this.house, ids, { [UNDISTURBED.id]: appOf(UNDISTURBED.id) ?? '' });
    const returnTo = address.slice(this.house.origin.length);
    await page.goto(`${this.house.origin}/app/sign-in?${new URLSearchParams({ returnTo })}`);
    await page.getByRole('button', { name: USERS.ada }).click();
    await expect(nextDoor(page)).toContainText(USERS.edgar);
    await waitForMarks(page, nextDoor(page).locator('qlik-chart'));
    return page;
  }

  /**
   * Signs in again wherever the sign-in has ended. Most sign-ins leave the page, which makes a new session of a visitor without a name;
   * and the end of a sign-in closes its apps. So what was selected is selected again where the server did not keep it.
   */
  async signInAgain(): Promise<void> {
    // Some sign in by themselves.
    await this.expectEach(STRATEGIES, ({ isBusy }) => (isBusy ? 'busy' : 'at rest'), 'at rest');
    const ended = [...(await this.look())].filter(([, { status }]) => status !== 'Signed in');
    const names = ended.map(([strategy]) => strategy);
    await this.expectEach(
      without(WITH_APP, names),
      ({ selections }) => selections,
      this.selected,
      WHOLE_LIMIT_MS,
    );
    for (const strategy of names.filter((each) => !ASKING.includes(each))) {
      const within = this.panelOf(strategy);
      const signIn = within.getByRole('button', { name: 'Sign in', exact: true });
      // It may sign in by itself meanwhile.
      await expect(async () => {
        if (await signIn.isVisible()) await signIn.press('Enter', { timeout: 1_000 });
        await expect(within.locator('app-connection-status')).toHaveText('Signed in', { timeout: 3_000 });
      }).toPass({ timeout: WHOLE_LIMIT_MS });
    }
    for (const strategy of names.filter((each) => ASKING.includes(each))) {
      await passSignInIfAsked(this.pageOf(strategy), this.panelOf(strategy), strategy);
    }
    if (names.length === 0) return;
    const appOf = ({ app, lists }: Sight): string => (lists.includes('…') ? 'busy' : app);
    await this.expectEach(WITH_APP, appOf, 'open', WHOLE_LIMIT_MS);
    const forgotten = [...(await this.look(WITH_APP))].filter(([, { selections }]) => selections === '');
    if (forgotten.length > 0) await this.selectEverywhere();
  }

  /** How each of them is not well, in words; nothing where all is as it was before any fault. */
  async complaints(): Promise<readonly string[]> {
    return [...(await this.look())].flatMap(([strategy, sight]) => {
      const before = strategy === 'apikey' ? '' : this.selected;
      const wrong = [
        sight.status === 'Signed in' ? '' : sight.status,
        sight.codes.join(),
        sight.app === (strategy === 'apikey' ? '' : 'open') ? '' : `app ${sight.app}`,
        sight.selections === before ? '' : `selected "${sight.selections}" in place of "${before}"`,
        sight.notice === '' ? '' : 'waits',
        sight.isBusy ? 'busy' : '',
      ].filter((each) => each !== '');
      return wrong.length === 0 ? [] : [`${strategy}: ${wrong.join(', ')}`];
    });
  }

  /** Everything works and nothing is lost: users, selections, the address, what was typed. */
  async expectWhole(limitMs = WHOLE_LIMIT_MS): Promise<void> {
    await expect
      .poll(() => this.complaints(), { message: 'what is not as before', timeout: limitMs })
      .toEqual([]);
    await expect(this.page.getByLabel('Name of the app')).toHaveValue(TYPED);
    expect(decodeURIComponent(this.page.url())).toBe(decodeURIComponent(this.address()));
  }

  /** The connection next door answers calls, and takes back and makes a selection. */
  async expectUndisturbed(): Promise<void> {
    await Promise.all(this.pages.map((page) => this.expectUndisturbedOn(page)));
  }

  async expectUndisturbedOn(page: Page): Promise<void> {
    const undisturbed = nextDoor(page);
    const selections = undisturbed.getByRole('list', { name: 'Selections' });
    await expect(undisturbed.getByRole('alert')).toHaveCount(0);
    await expect(selections).toBeVisible();
    const before = (await selections.textContent()) ?? '';
    await undisturbed.getByRole('button', { name: 'Clear all' }).click();
    await expect(undisturbed).toContainText('Nothing is selected.');
    await undisturbed.getByRole('button', { name: 'One selection back' }).click();
    await expect(selections).toHaveText(before);
    await expect(undisturbed).toContainText(/Spaces: \d/);
    await expect(undisturbed.locator('app-connection-status')).toHaveText('Signed in');
  }

  private undisturbedSelections(): Promise<readonly string[]> {
    return Promise.all(
      this.pages.map(async (page) => {
        const selections = nextDoor(page).getByRole('list', { name: 'Selections' });
        await expect(selections).toBeVisible();
        return ((await selections.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
      }),
    );
  }

  private address(
    ids = viewedConnections(this.house)
      .map(({ id }) => id)
      .filter((id) => id !== CONNECTION_OF.cookie),
  ): string {
    const apps = ids.flatMap((id) => {
      const app = appOf(id);
      return app === undefined ? [] : [[id, app] as const];
    });
    return panelsAt(this.house, ids, Object.fromEntries(apps));
  }

  private async enter(): Promise<void> {
    const { page, cookiePage, house } = this;
    const [here, there] = [this.address(), this.address([UNDISTURBED.id, CONNECTION_OF.cookie])];
    await enterApplication(page, house, 'ada');
    // The apps come when everybody is there: most sign-ins leave the page.
    await page.goto(withoutApps(here));
    // The tenant's cookie is from here on that of its session, and nobody is asked who they are.
    await expect(this.panelOf('jwt')).toContainText(USERS.ada);
    await passWindow(page, nextDoor(page), USERS.edgar);
    await cookiePage.goto(withoutApps(there));
    // Another user: the engine keeps one set of selections for each user of an app.
    await passWindow(cookiePage, nextDoor(cookiePage), USERS.ada);
    for (const each of ASKING) await passSignIn(this.pageOf(each), this.panelOf(each), each);
    await page.goto(here);
    await cookiePage.goto(there);
  }

  /** One click in a chart, which the other apps of the page repeat. */
  private async selectEverywhere(): Promise<void> {
    for (const page of this.pages) {
      const clear = nextDoor(page).getByRole('button', { name: 'Clear all' });
      if (await clear.isEnabled()) await clear.press('Enter');
      const repeat = page.getByLabel('Repeat my selections in the other apps');
      await repeat.check();
      const chart = nextDoor(page).locator('qlik-chart');
      await chart.scrollIntoViewIfNeeded();
      await selectMark(page, await waitForMarks(page, chart));
    }
    const unselected = async (): Promise<readonly string[]> => {
      const sights = [...(await this.look(WITH_APP))].map(([, { selections }]) => selections);
      return [...new Set(sights)];
    };
    const [first = ''] = await this.undisturbedSelections();
    this.selected = first;
    await expect.poll(unselected, { message: 'what is selected' }).toEqual([first]);
    for (const page of this.pages) {
      await page.getByLabel('Repeat my selections in the other apps').uncheck();
      await page.getByLabel('Name of the app').fill(TYPED);
    }
    await this.expectWhole();
  }
}

function withoutApps(address: string): string {
  const view = new URL(address);
  view.searchParams.delete('apps');
  return view.href;
}

function nextDoor(page: Page): Locator {
  return panel(page, UNDISTURBED.label);
}
