import type { Page } from '@playwright/test';
import { atBoth, expect, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import type { PanelState } from '../fixtures/fault-view/panel-state.ts';
import { RELAYED, WITH_APP, without } from '../fixtures/fault-view/strategies.ts';

/** Those whose connection asks its host for Qlik's code; the bundled copy is the application's own. */
const FROM_HOST = without(WITH_APP, ['pfx']);
/** Their script comes from Qlik's own address. */
const BY_ADDRESS = without(FROM_HOST, RELAYED);
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
      const tabs = await view.openInNewTabs(FROM_HOST);
      await tabs.expectEach(FROM_HOST, ({ codes }) => codes.join(), 'runtime-unreachable', 60_000);
      await view.expectUndisturbed();
      await clearFaults(view);
      await cloudEu.clearFaults();
      await tabs.clickEverywhere('Connect again');
      await tabs.expectEach(FROM_HOST, appAndCodes, 'open', 60_000);
      await tabs.close();
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
    const tabs = await view.openInNewTabs(FROM_HOST);
    await tabs.expectEach(FROM_HOST, appAndCodes, 'open', 60_000);
    await view.expectUndisturbed();
    await tabs.close();
    await clearFaults(view);
    await view.expectRestored();
    reportOutcome(FROM_HOST, 'no visible effect: uses the script of another connection’s host');
    reportOutcome(['pfx'], BUNDLED);
    reportOutcome(['apikey'], NO_APP);
  });

  test('runtime blocked by CSP', async ({ view, reportOutcome }) => {
    test.slow();
    const tabs = await view.openInNewTabs(BY_ADDRESS, allowNoForeignScripts);
    await tabs.expectEach(BY_ADDRESS, ({ codes }) => codes.join(), 'runtime-unreachable', 60_000);
    for (const page of tabs.pages) {
      await expect(page.getByText('Content-Security-Policy').first()).toBeVisible();
    }
    await view.expectUndisturbed();
    await tabs.close();
    await view.expectRestored();
    reportOutcome(
      BY_ADDRESS,
      'reported (runtime-unreachable), with the policy as the cause; a page cannot change its policy',
    );
    reportOutcome(
      without(RELAYED, ['pfx', 'apikey']),
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
