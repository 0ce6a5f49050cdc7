import { atBoth, expect, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import {
  INTERACTIVE,
  BY_COOKIE,
  CLIENT_MANAGED,
  CLOUD,
  STRATEGIES,
  type Strategy,
  WITH_APP,
  without,
} from '../fixtures/fault-view/strategies.ts';

const CALLS = 20;
const allSucceeded = Array.from({ length: CALLS }, () => 200);
/** They sign in without interaction, so a session that has ended is replaced automatically. */
const NON_INTERACTIVE = without(STRATEGIES, INTERACTIVE);

const KEY = 'n/a: an API key is not renewed';

test.describe('credentials', () => {
  test('token refused once', async ({ view, reportOutcome }) => {
    const { cloud, clientManaged } = view.stack;
    for (const [admin, strategies] of [
      [cloud, CLOUD],
      [clientManaged, CLIENT_MANAGED],
    ] as const) {
      for (const strategy of without(strategies, ['apikey', 'pfx'])) {
        const [fault] = await admin.preset('token-refused-once');
        if (fault === undefined) throw new Error('The preset has no fault.');
        const [outcome] = await view.call(strategy, 1);
        expect([strategy, outcome]).toEqual([strategy, 200]);
        await admin.waitForFault(fault.id);
        await admin.removeFault(fault.id);
      }
    }
    await view.expectUndisturbed();
    await view.expectRestored();
    reportOutcome(
      without(STRATEGIES, ['apikey', 'pfx']),
      'no visible effect: renews the token and repeats the call',
    );
    reportOutcome(['pfx'], 'n/a: has a certificate, not a token');
    reportOutcome(['apikey'], KEY);
  });

  test('token refused always', async ({ view, reportOutcome }) => {
    await atBoth(view, 'token-refused-always');
    await view.refresh();
    await view.expectEach(
      without(STRATEGIES, ['apikey']),
      ({ status, codes }) => [status, ...codes].join(' '),
      'Sign-in ended credential-refused',
    );
    // The backend's key is refused, not its user.
    await view.expectEach(['apikey'], ({ codes }) => codes.join(), 'http-server-error');
    await view.expectUndisturbed();
    await clearFaults(view);
    await view.refresh();
    await view.signInAgain();
    await view.expectRestored();
    reportOutcome(
      without(NON_INTERACTIVE, ['apikey']),
      'the sign-in ends once, reported (credential-refused); continues at a click, with its selections if the server still has them',
    );
    reportOutcome(['apikey'], 'reported (http-server-error); continues at a click');
    reportOutcome(
      INTERACTIVE,
      'the sign-in ends once, reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
    );
  });

  test('token expires in mid-session with 20 calls in flight', async ({ view, reportOutcome }) => {
    const { cloud, clientManaged } = view.stack;
    const interactive: readonly Strategy[] = ['cookie', 'windows'];
    const renewing = without(STRATEGIES, [...interactive, 'apikey', 'pfx']);
    await cloud.expireTokens({ sessions: true });
    await clientManaged.expireTokens();
    for (const admin of [cloud, clientManaged]) await admin.forgetRequests();
    const outcomes = await Promise.all(
      [...renewing, ...interactive].map(async (each) => [each, await view.call(each, CALLS)] as const),
    );
    for (const [strategy, of] of outcomes) {
      if (renewing.includes(strategy)) expect([strategy, of]).toEqual([strategy, allSucceeded]);
      else expect([strategy, of.length, of.includes(200)]).toEqual([strategy, CALLS, false]);
    }
    const [tenant, server] = [await cloud.requests(), await clientManaged.requests()];
    const once = [
      tenant.filter(
        ({ credential: by }) => by?.kind === 'refresh_token' && by.client === 'sandbox-spa-trusted',
      ),
      tenant.filter(({ path, method }) => path === '/login/jwt-session' && method === 'POST'),
      server.filter(({ path }) => path === '/qps/ticket/ticket'),
      server.filter(({ credential }) => credential?.kind === 'jwt'),
    ];
    expect(once.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    await view.refresh();
    await view.expectEach(interactive, ({ codes }) => codes.join(), 'credential-refused');
    await view.expectUndisturbed();
    await view.signInAgain();
    await view.clickEverywhere('Connect again');
    await view.expectRestored();
    reportOutcome(renewing, 'no visible effect: one token renewal for all calls');
    reportOutcome(
      interactive,
      'all calls fail, reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
    );
    reportOutcome(['apikey'], KEY);
    reportOutcome(['pfx'], 'n/a: has a certificate, not a token');
  });

  test('CSRF token stale', async ({ view, reportOutcome }) => {
    await atBoth(view, 'csrf-stale');
    for (const admin of [view.stack.cloud, view.stack.clientManaged]) await admin.closeSockets(1006);
    await view.refresh();
    await view.expectUndisturbed();
    await view.expectRestored();
    const refused = (await view.stack.cloud.requests()).filter(
      ({ kind, status }) => kind === 'websocket' && status === 403,
    );
    expect(refused.length).toBeGreaterThan(0);
    reportOutcome(BY_COOKIE, 'no visible effect: fetches another CSRF token and opens its socket again');
    reportOutcome(without(WITH_APP, BY_COOKIE), 'n/a: the page sends no CSRF token to Qlik');
    reportOutcome(['apikey'], 'n/a: the page sends no CSRF token to Qlik');
  });

  test('session expired on the server', async ({ view, reportOutcome }) => {
    await atBoth(view, 'session-expired');
    await view.refresh();
    await view.expectEach(
      INTERACTIVE,
      ({ status, codes }) => [status, ...codes].join(' '),
      'Sign-in ended credential-refused',
    );
    await view.expectUndisturbed();
    await view.signInAgain();
    await view.expectRestored();
    reportOutcome(NON_INTERACTIVE, 'continues automatically or at one click');
    reportOutcome(
      INTERACTIVE,
      'reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
    );
  });
});
