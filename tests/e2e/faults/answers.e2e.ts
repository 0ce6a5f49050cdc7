import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { expect, faultAtBoth, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import type { FaultView } from '../fixtures/fault-view/fault-view.ts';
import {
  CONNECTION_OF,
  RELAYED,
  STRATEGIES,
  type Viewed,
  VIEWED,
  without,
} from '../fixtures/fault-view/strategies.ts';
import { goTo } from '../fixtures/navigation.ts';
import type { FaultEffect } from '../../support/stack/fault.ts';

/** What panels request over REST. */
const LISTS = ['/api/v1', '**/qrs/**', '**/api/hub/**', '**/qps/user'];

/** The page cannot read the header Retry-After of a virtual proxy's response. */
const WITHOUT_RETRY_AFTER: readonly Viewed[] = ['ticket'];
const WITH_RETRY_AFTER = without(VIEWED, WITHOUT_RETRY_AFTER);

/** Requests all lists, whose responses have that fault. */
async function answerLists(view: FaultView, effect: FaultEffect, count?: number): Promise<void> {
  const match = { path: LISTS, method: 'GET' } as const;
  await faultAtBoth(view, { match, effect, ...(count === undefined ? {} : { count }) });
  await view.refresh();
}

test.describe('answers', () => {
  for (const as of ['seconds', 'date'] as const) {
    const title = as === 'seconds' ? '429 with Retry-After in seconds' : '429 with Retry-After as a date';
    test(title, async ({ view, reportOutcome }) => {
      await answerLists(view, { type: 'status', status: 429, retryAfter: { seconds: 6, as } });
      await Promise.all([
        view.expectEach(
          WITH_RETRY_AFTER,
          ({ notice }) => (/limits requests.*Next try in \d s/.test(notice) ? 'counts down' : notice),
          'counts down',
        ),
        view.expectEach(WITHOUT_RETRY_AFTER, ({ codes }) => codes.join(), 'http-rate-limited'),
      ]);
      await view.expectUndisturbed();
      await clearFaults(view);
      await view.refresh();
      await view.expectRestored();
      reportOutcome(WITH_RETRY_AFTER, 'reported with a countdown; continues automatically');
      reportOutcome(
        WITHOUT_RETRY_AFTER,
        'tries four times, reported (http-rate-limited); continues at a click: the virtual proxy does not expose Retry-After to other origins',
      );
    });
  }

  test('503', async ({ view, reportOutcome }) => {
    await answerLists(view, { type: 'status', status: 503 });
    await view.expectEach(VIEWED, ({ codes }) => codes.join(), 'http-server-error');
    await view.expectUndisturbed();
    await clearFaults(view);
    await view.refresh();
    await view.expectRestored();
    reportOutcome(VIEWED, 'tries four times, reported (http-server-error); continues at a click');
  });

  test('response cut off half-way', async ({ view, reportOutcome }) => {
    await answerLists(view, { type: 'cut-off' }, 1);
    await view.expectRestored();
    await view.expectUndisturbed();
    await answerLists(view, { type: 'cut-off' });
    const direct = without(VIEWED, RELAYED);
    await view.expectEach(direct, ({ codes }) => codes.join(), 'http-unreachable');
    // The backend detects it, and answers 502.
    await view.expectEach(RELAYED, ({ codes }) => codes.join(), 'http-server-error');
    await view.expectUndisturbed();
    await clearFaults(view);
    await view.refresh();
    await view.expectRestored();
    reportOutcome(
      direct,
      'once: no visible effect; repeatedly: reported (http-unreachable); continues at a click',
    );
    reportOutcome(
      RELAYED,
      'once: no visible effect; repeatedly: reported by the backend (http-server-error); continues at a click',
    );
  });

  test('backend slow', async ({ view, reportOutcome }) => {
    await faultAtBoth(view, { effect: { type: 'delay', ms: 2_000 } });
    await view.page.route(/\/qlik\/|\/api\/qlik\//, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await view.refresh();
    await view.expectUndisturbed();
    await view.expectEach(
      VIEWED,
      ({ codes, lists, isBusy }) => codes.join() || (isBusy || lists === '' ? 'waits' : 'has lists'),
      'has lists',
    );
    await clearFaults(view);
    await view.page.unrouteAll({ behavior: 'wait' });
    await view.expectRestored();
    reportOutcome(VIEWED, 'shows the data it has, then the new data');
  });

  test('next-page link that points to another host', async ({ view, reportOutcome }) => {
    test.slow();
    const listing: readonly Viewed[] = ['oauth2', 'm2m', 'jwt'];
    const foreign: string[] = [];
    const tab = await view.context.newPage();
    tab.on('request', (request) => {
      if (new URL(request.url()).hostname === 'foreign.example') foreign.push(request.url());
    });
    // Some see too few spaces for a second page, so they are asked for one by one.
    await tab.route('**/api/v1/spaces?*', (route) => {
      const address = new URL(route.request().url());
      address.searchParams.set('limit', '1');
      return route.continue({ url: address.href });
    });
    try {
      await view.stack.cloud.preset('foreign-next-link');
      for (const [index, strategy] of listing.entries()) {
        const list = `${view.stack.origin}/connections/${CONNECTION_OF[strategy]}/spaces`;
        await (index === 0 ? tab.goto(list) : goTo(tab, list));
        const rows = tab.getByRole('table', { name: 'Spaces' }).locator('tbody').getByRole('row');
        await rows.first().getByRole('link').focus();
        await expect(async () => {
          await tab.keyboard.press('End');
          await expect(tab.getByRole('alert')).toBeVisible({ timeout: 1_000 });
        }).toPass();
        await expect(tab.getByRole('alert')).toContainText('http-foreign-link');
        await expect(tab.getByRole('table', { name: 'Spaces' })).toBeVisible();
      }
      await view.expectUndisturbed();
      expect(foreign).toEqual([]);
    } finally {
      await tab.close();
    }
    await clearFaults(view);
    await view.expectRestored();
    reportOutcome(listing, 'does not follow the link, reported (http-foreign-link); keeps the first page');
    reportOutcome(['anonymous'], 'n/a: has no list of several pages');
    reportOutcome(
      STRATEGIES.filter((each) => AUTH_TYPES[each].platform === 'client-managed'),
      'n/a: the repository service returns whole lists, without links',
    );
  });
});
