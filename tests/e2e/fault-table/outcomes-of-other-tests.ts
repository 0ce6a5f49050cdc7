import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { STRATEGIES, type Strategy, without } from '../fixtures/fault-view/strategies.ts';
import type { FaultName } from './faults.ts';
import type { Outcome } from './outcome.ts';

const WRONG_SETUPS =
  'auth/wrong-setups.e2e.ts › wrong setups › are reported with what to do, each beside the others, and work once they are right';
const WRONG_INTERACTIVE_SETUPS =
  'auth/wrong-setups.e2e.ts › wrong setups › of sign-ins that leave the page are reported after the return';
const SESSION_LIMIT =
  'auth/session-limit.e2e.ts › the limit of sessions › is reported for each virtual proxy, with what to do, and apps open once the other sessions have ended';
const BLOCKED_COOKIES = 'reported (cookies-blocked), with what to do';
const WRONG_PREFIX = 'signs in with its prefix; without it or with a wrong one, reported (sign-in-refused)';
const TOO_MANY_SESSIONS = 'reported (engine-unavailable); continues at a click once a session has ended';

/** Outcomes that tests of other files show by passing, and faults that do not apply to an auth type. */
export const OUTCOMES_OF_OTHER_TESTS: readonly Outcome[] = [
  ...of('two tenants with the same client id', {
    oauth2: [
      'each tenant has its own user, lists and sign-out, also after a reload',
      'separates two tenants that have the same client id',
    ],
  }),
  {
    fault: 'two tenants with the same client id',
    strategies: ['oauth2-impersonation', 'jwt'],
    outcome: 'each tenant has its own lists and sign-out, also after a reload',
    test: 'same-ids.e2e.ts › two tenants with the same client id: each has its own lists and sign-out, also after a reload',
  },
  ...of('third-party cookies blocked', {
    cookie: [
      'reported (cookies-blocked); stops redirecting after two returns (sign-in-loop)',
      'reports that the browser blocks the cookies, and stops going back and forth',
    ],
  }),
  ...inOneTest('third-party cookies blocked', WRONG_SETUPS, {
    jwt: BLOCKED_COOKIES,
    ticket: BLOCKED_COOKIES,
    'jwt-virtual-proxy': BLOCKED_COOKIES,
    'anonymous-virtual-proxy': BLOCKED_COOKIES,
  }),
  ...inOneTest('third-party cookies blocked', WRONG_INTERACTIVE_SETUPS, { windows: BLOCKED_COOKIES }),
  ...of('user switch without reload', {
    oauth2: [
      'shows the second user nothing of the first',
      'switches users without a reload, and shows the second nothing of the first',
    ],
    'oauth2-web': [
      'shows the second user nothing of the first',
      'does not redeem a code that comes with the state of another browser, nor one a second time; shows a second user nothing of the first',
    ],
    cookie: ['shows the second user nothing of the first', 'shows a second user nothing of the first'],
    windows: [
      'shows the second user nothing of the first',
      'leaves for the server’s form, comes back with a session and opens an app; shows a second user nothing of the first',
    ],
  }),
  {
    fault: 'return with the wrong state',
    strategies: ['oauth2'],
    outcome: 'does not redeem it; stays signed out, without a wait',
    test: 'sign-in.e2e.ts › an answer that does not belong to a sign-in of this page › with an unknown state is not redeemed',
  },
  ...of('return with the wrong state', {
    'oauth2-web': [
      'does not redeem it, and no code twice; keeps the sign-in',
      'does not redeem a code that comes with the state of another browser, nor one a second time; shows a second user nothing of the first',
    ],
  }),
  ...of('ticket too late', {
    ticket: [
      'no visible effect: requests one more ticket; when that is late too, reported (sign-in-refused); continues at a click',
      'buys the user of the application a session at the server, and another ticket where one came too late',
    ],
  }),
  ...of('virtual proxy with and without prefix', {
    windows: [
      'signs in with and without a prefix',
      'signs in at a virtual proxy with a prefix, also after a wrong password',
    ],
  }),
  ...inOneTest('virtual proxy with and without prefix', WRONG_SETUPS, {
    ticket: 'signs in with its prefix; without it, reported (sign-in-refused)',
    header: 'signs in with its prefix; without it, reported (credential-refused)',
    'jwt-virtual-proxy': WRONG_PREFIX,
    'anonymous-virtual-proxy': WRONG_PREFIX,
  }),
  ...inOneTest('max sessions reached', SESSION_LIMIT, {
    ticket: TOO_MANY_SESSIONS,
    windows: TOO_MANY_SESSIONS,
    header: TOO_MANY_SESSIONS,
    'jwt-virtual-proxy': TOO_MANY_SESSIONS,
  }),
  ...doesNotApply('third-party cookies blocked', {
    'sends no cookie to Qlik': ['oauth2', 'oauth2-impersonation', 'anonymous'],
    'its cookie is first-party, from the application’s server': [
      'oauth2-web',
      'm2m',
      'apikey',
      'header',
      'pfx',
    ],
  }),
  ...doesNotApply('max sessions reached', {
    'for the server, each session has another anonymous user': ['anonymous-virtual-proxy'],
  }),
  ...doesNotApply('two tenants with the same client id', {
    'no client id in the page': [
      ...(['oauth2-web', 'm2m', 'apikey', 'ticket', 'windows', 'header', 'jwt-virtual-proxy'] as const),
      ...(['anonymous-virtual-proxy', 'pfx'] as const),
    ],
  }),
  ...doesNotApply('return with the wrong state', {
    'no redirect returns with a code and a state': [
      ...([
        'oauth2-impersonation',
        'm2m',
        'jwt',
        'cookie',
        'anonymous',
        'apikey',
        'ticket',
        'windows',
      ] as const),
      ...(['header', 'jwt-virtual-proxy', 'anonymous-virtual-proxy', 'pfx'] as const),
    ],
  }),
  ...doesNotApply('ticket too late', { 'has no ticket': without(STRATEGIES, ['ticket']) }),
  ...doesNotApply('user switch without reload', {
    'one Qlik user for all users of the application': [
      'm2m',
      'anonymous',
      'apikey',
      'anonymous-virtual-proxy',
    ],
  }),
  ...doesNotApply('virtual proxy with and without prefix', {
    'for Qlik Cloud, which has no virtual proxy': STRATEGIES.filter(
      (each) => AUTH_TYPES[each].platform === 'cloud',
    ),
    'does not use the proxy': ['pfx'],
  }),
];

/** @param reasons the auth types that each reason is true of */
function doesNotApply(
  fault: FaultName,
  reasons: Readonly<Record<string, readonly Strategy[]>>,
): readonly Outcome[] {
  return Object.entries(reasons).map(([reason, strategies]) => ({
    fault,
    strategies,
    outcome: `n/a: ${reason}`,
  }));
}

/** @param shown for each auth type, the outcome and the title of the test in the auth type's own file */
function of(
  fault: FaultName,
  shown: Readonly<Partial<Record<Strategy, readonly [outcome: string, title: string]>>>,
): readonly Outcome[] {
  return STRATEGIES.flatMap((strategy) => {
    const found = shown[strategy];
    if (found === undefined) return [];
    const [outcome, title] = found;
    const test = `auth/${strategy}.e2e.ts › ${strategy} › ${title}`;
    return [{ fault, strategies: [strategy], outcome, test }];
  });
}

/**
 * @param test file and titles of a test that shows them all
 * @param outcomes for each auth type
 */
function inOneTest(
  fault: FaultName,
  test: string,
  outcomes: Readonly<Partial<Record<Strategy, string>>>,
): readonly Outcome[] {
  return STRATEGIES.flatMap((strategy) => {
    const outcome = outcomes[strategy];
    return outcome === undefined ? [] : [{ fault, strategies: [strategy], outcome, test }];
  });
}
