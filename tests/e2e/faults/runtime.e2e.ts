import type { Page } from '@playwright/test';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { atBoth, expect, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import type { PanelState } from '../fixtures/fault-view/panel-state.ts';
import { RELAYED, STRATEGIES, WITH_APP, without } from '../fixtures/fault-view/strategies.ts';

/** Those whose connection asks its host for Qlik's code; the bundled copy is the application's own. */
const FROM_HOST = without(WITH_APP, ['pfx']);
/** Their script comes from Qlik's own address. */
const BY_ADDRESS = without(FROM_HOST, RELAYED);
/** Those of all types that the backend relays; two of them have other reasons. */
const BY_BACKEND = STRATEGIES.filter(
  (each) => AUTH_TYPES[each].credential === 'relay' && !['pfx', 'apikey'].includes(each),
);
const NO_APP = 'n/a: opens no app with an API key, so it loads none of Qlik’s code';
const BUNDLED = 'n/a: the application serves the script itself';

const appAndCodes = ({ app, codes }: PanelState): string => [app, ...codes].join(' ');

test.describe('runtime', () => {
  test('runtime script 404', async ({ view, reportOutcome }) => {
    test.slow();
    const { cloudEu } = view.stack;
    await atBoth(view, 'runtime-404');
    // Otherwise the second tenant serves the script for all. Its own panel has loaded it already.
    const [fault] = await cloudEu.preset('runtime-404');
    try {
      const tab = await view.openInNewTab(FROM_HOST);
      await tab.expectEach(FROM_HOST, ({ codes }) => codes.join(), 'runtime-unreachable', 60_000);
      await view.expectUndisturbed();
      await clearFaults(view);
      await cloudEu.clearFaults();
      await tab.clickEverywhere('Connect again');
      await tab.expectEach(FROM_HOST, appAndCodes, 'open', 60_000);
      await tab.page.close();
    } finally {
      if (fault !== undefined) await cloudEu.clearFaults();
    }
    await view.expectRestored();
    reportOutcome(
      FROM_HOST,
      'reported (runtime-unreachable) if no host serves the script; continues at a click',
    );
    reportOutcome(['pfx'], BUNDLED);
    reportOutcome(['apikey'], NO_APP);
  });

  test('runtime script never answers', async ({ view, reportOutcome }) => {
    test.slow();
    await atBoth(view, 'runtime-silent');
    const tab = await view.openInNewTab(FROM_HOST);
    await tab.expectEach(FROM_HOST, appAndCodes, 'open', 60_000);
    await view.expectUndisturbed();
    await tab.page.close();
    await clearFaults(view);
    await view.expectRestored();
    reportOutcome(FROM_HOST, 'no visible effect: uses the script of another connection’s host');
    reportOutcome(['pfx'], BUNDLED);
    reportOutcome(['apikey'], NO_APP);
  });

  test('runtime blocked by CSP', async ({ view, reportOutcome }) => {
    test.slow();
    const tab = await view.openInNewTab(BY_ADDRESS, allowNoForeignScripts);
    await tab.expectEach(BY_ADDRESS, ({ codes }) => codes.join(), 'runtime-unreachable', 60_000);
    await expect(tab.page.getByText('Content-Security-Policy').first()).toBeVisible();
    await view.expectUndisturbed();
    await tab.page.close();
    await view.expectRestored();
    reportOutcome(
      BY_ADDRESS,
      'reported (runtime-unreachable), with the policy as the cause; a page cannot change its policy',
    );
    reportOutcome(
      BY_BACKEND,
      'n/a: the application’s own server relays the script, and the policy allows it',
    );
    reportOutcome(['pfx'], BUNDLED);
    reportOutcome(['apikey'], NO_APP);
  });
});

/** Adds a policy that allows scripts of the page's own origin only. */
async function allowNoForeignScripts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "script-src 'self'";
    new MutationObserver((_, observer) => {
      if (document.head === null) return;
      document.head.prepend(policy);
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
}
