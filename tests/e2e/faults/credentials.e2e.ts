import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { atBoth, expect, clearFaults, test } from '../fixtures/fault-view/fault-test.ts';
import {
  BY_COOKIE,
  CLIENT_MANAGED,
  CLOUD,
  INTERACTIVE,
  STRATEGIES,
  type Strategy,
  VIEWED,
  type Viewed,
  without,
} from '../fixtures/fault-view/strategies.ts';

const CALLS = 20;
const allSucceeded = Array.from({ length: CALLS }, () => 200);
/** They sign in without interaction, so a session that has ended is replaced automatically. */
const NON_INTERACTIVE = without(VIEWED, INTERACTIVE);
/** They have no token that could be renewed. */
const WITHOUT_TOKEN: readonly Viewed[] = ['apikey', 'pfx'];
/** The page sends Qlik no CSRF token: an access token is enough, or the backend has it. */
const WITHOUT_CSRF: readonly Strategy[] = STRATEGIES.filter(
  (each) => AUTH_TYPES[each].credential !== 'cookie',
);

const KEY = 'n/a: an API key is not renewed';

test.describe('credentials', () => {
  test('token refused once', async ({ view, reportOutcome }) => {
    const { cloud, clientManaged } = view.stack;
    for (const [admin, strategies] of [
      [cloud, CLOUD],
      [clientManaged, CLIENT_MANAGED],
    ] as const) {
      for (const strategy of without(strategies, WITHOUT_TOKEN)) {
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
    reportOutcome(without(VIEWED, WITHOUT_TOKEN), 'no visible effect: renews the token and repeats the call');
    reportOutcome(['pfx'], 'n/a: has a certificate, not a token');
    reportOutcome(['apikey'], KEY);
  });

  test('token refused always', async ({ view, reportOutcome }) => {
    await atBoth(view, 'token-refused-always');
    await view.refresh();
    await view.expectEach(
      without(VIEWED, ['apikey']),
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
    const renewing = without(VIEWED, WITHOUT_TOKEN);
    await cloud.expireTokens({ sessions: true });
    await clientManaged.expireTokens();
    for (const admin of [cloud, clientManaged]) await admin.forgetRequests();
    const outcomes = await Promise.all(
      renewing.map(async (each) => [each, await view.call(each, CALLS)] as const),
    );
    for (const outcome of outcomes) expect(outcome).toEqual([outcome[0], allSucceeded]);
    const [tenant, server] = [await cloud.requests(), await clientManaged.requests()];
    const once = [
      tenant.filter(
        ({ credential: by }) => by?.kind === 'refresh_token' && by.client === 'sandbox-spa-trusted',
      ),
      tenant.filter(({ path, method }) => path === '/login/jwt-session' && method === 'POST'),
      server.filter(({ path }) => path === '/qps/ticket/ticket'),
    ];
    expect(once.map(({ length }) => length)).toEqual([1, 1, 1]);
    await view.refresh();
    await view.expectUndisturbed();
    await view.signInAgain();
    await view.clickEverywhere('Connect again');
    await view.expectRestored();
    reportOutcome(renewing, 'no visible effect: one token renewal for all calls');
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
    reportOutcome(WITHOUT_CSRF, 'n/a: the page sends no CSRF token to Qlik');
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
    // A list may have been refused in the moment in which the backend's token was replaced: a click fetches it again.
    await view.refresh();
    await view.expectRestored();
    reportOutcome(NON_INTERACTIVE, 'continues automatically or at one click');
    reportOutcome(
      INTERACTIVE,
      'reported (credential-refused); continues after a new sign-in, with its selections if the server still has them',
    );
  });
});
