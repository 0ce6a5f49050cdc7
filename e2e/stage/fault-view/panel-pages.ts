import { expect, type Locator, type Page } from '@playwright/test';
import { panel } from '../panels.ts';
import { callThroughRuntime } from '../runtime-calls.ts';
import { lookAtPanels, type Sight } from './sight.ts';
import { CLOUD, CONNECTION_OF, STRATEGIES, type Strategy } from './strategies.ts';

/** No panel may leave its reader without a word for longer. */
const SETTLE_LIMIT_MS = 30_000;

/** Panels of strategies, on two pages: `cookie` has one of its own, in another browser, as its session cookie would be that of `jwt`. */
export class PanelPages {
  /** @param labels of connections, by id */
  constructor(
    readonly page: Page,
    readonly cookiePage: Page,
    private readonly labels: ReadonlyMap<string, string>,
  ) {}

  get pages(): readonly Page[] {
    return [this.page, this.cookiePage];
  }

  pageOf(strategy: Strategy): Page {
    return strategy === 'cookie' ? this.cookiePage : this.page;
  }

  panelOf(strategy: Strategy): Locator {
    return this.panelOn(this.pageOf(strategy), strategy);
  }

  /** The panel of a strategy on another page. */
  panelOn(page: Page, strategy: Strategy): Locator {
    return panel(page, this.labelOf(strategy));
  }

  /** What the panels of these strategies show. */
  async look(strategies: readonly Strategy[] = STRATEGIES): Promise<ReadonlyMap<Strategy, Sight>> {
    const [here, there] = await Promise.all([lookAtPanels(this.page), lookAtPanels(this.cookiePage)]);
    return new Map(
      strategies.map((strategy) => {
        const sight = (strategy === 'cookie' ? there : here)[this.labelOf(strategy)];
        if (sight === undefined) throw new Error(`The panel of ${strategy} has gone.`);
        // The engine's port serves none of Qlik's code, so no chart can be drawn there: that is how it is, not a fault.
        const codes = sight.codes.filter((code) => strategy !== 'pfx' || code !== 'runtime-module-missing');
        return [strategy, { ...sight, codes }];
      }),
    );
  }

  /**
   * Waits until the panel of each has shown what is wanted of it, in the words of `describe`; not all at the same moment.
   * @throws with those that did not, in time
   */
  async expectEach(
    strategies: readonly Strategy[],
    describe: (sight: Sight) => string,
    wanted: string,
    limitMs = SETTLE_LIMIT_MS,
  ): Promise<void> {
    const left = new Set(strategies);
    const others = async (): Promise<Readonly<Record<string, string>>> => {
      const shown = [...(await this.look([...left]))].map(
        ([strategy, sight]) => [strategy, describe(sight)] as const,
      );
      for (const [strategy, text] of shown) if (text === wanted) left.delete(strategy);
      return Object.fromEntries(shown.filter(([strategy]) => left.has(strategy)));
    };
    await expect.poll(others, { message: `not "${wanted}"`, timeout: limitMs }).toEqual({});
  }

  /** Has all panels of both pages fetch their lists again. */
  async refresh(): Promise<void> {
    for (const page of this.pages) await page.getByRole('button', { name: 'Refresh all' }).press('Enter');
  }

  /** Clicks a button in each panel that has it, all at once: some may go on by themselves meanwhile. */
  async clickEverywhere(name: string): Promise<void> {
    for (const page of this.pages) {
      await page.locator('app-panel-frame button').evaluateAll((buttons, wanted) => {
        for (const button of buttons)
          if (button instanceof HTMLElement && (button.textContent ?? '').trim() === wanted) button.click();
      }, name);
    }
  }

  /**
   * Has Qlik's own client on the page call with a strategy's connection, several times at once.
   * @returns for each call its status, or the code of what it failed with
   */
  call(strategy: Strategy, calls: number): Promise<readonly (number | string)[]> {
    const pathTemplate = CLOUD.includes(strategy) ? '/api/v1/items' : '/qrs/about';
    const call = { calls, reference: CONNECTION_OF[strategy], pathTemplate };
    return callThroughRuntime(this.pageOf(strategy), call);
  }

  async close(): Promise<void> {
    for (const page of this.pages) await page.close();
  }

  private labelOf(strategy: Strategy): string {
    const label = this.labels.get(CONNECTION_OF[strategy]);
    if (label === undefined) throw new Error(`The view has no connection for ${strategy}.`);
    return label;
  }
}
