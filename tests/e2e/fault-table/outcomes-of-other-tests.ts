import { CLOUD, STRATEGIES, type Strategy, without } from '../fixtures/fault-view/strategies.ts';
import type { FaultName } from './faults.ts';
import type { Outcome } from './outcome.ts';

/** Outcomes that tests of other files show by passing, and faults that do not apply to an auth type. */
export const OUTCOMES_OF_OTHER_TESTS: readonly Outcome[] = [
  ...of('two tenants with the same client id', {
    oauth2: [
      'each tenant has its own user, lists and sign-out, also after a reload',
      'separates two tenants that have the same client id',
    ],
  }),
  ...(['oauth2-impersonation', 'jwt', 'cookie', 'anonymous'] as const).map((strategy) => ({
    fault: 'two tenants with the same client id',
    strategies: [strategy],
    outcome: 'each tenant has its own lists and sign-out, also after a reload',
    test: `same-ids.e2e.ts › two tenants with the same client id › ${strategy}: each tenant has its own lists and sign-out`,
  })),
  ...of('third-party cookies blocked', {
    jwt: ['reported (cookies-blocked), with what to do', 'reports that the browser blocks the cookies'],
    cookie: [
      'reported (cookies-blocked); stops redirecting after two returns (sign-in-loop)',
      'reports that the browser blocks the cookies, and stops going back and forth',
    ],
    ticket: [
      'reported (cookies-blocked), with what to do',
      'reports that cookies are blocked where page and server are different sites',
    ],
    windows: [
      'reported (cookies-blocked), with what to do',
      'reports that cookies are blocked where page and server are different sites',
    ],
    'jwt-virtual-proxy': [
      'reported (cookies-blocked), with what to do',
      'reports that the browser blocks the cookies of a server of another site',
    ],
    'anonymous-virtual-proxy': [
      'reported (cookies-blocked), with what to do',
      'reports that the browser blocks the server’s cookies, with what to do',
    ],
  }),
  ...of('user switch without reload', {
    oauth2: [
      'shows the second user nothing of the first',
      'switches users without a reload, and shows the second nothing of the first',
    ],
    'oauth2-web': ['shows the second user nothing of the first', 'shows a second user nothing of the first'],
    cookie: ['shows the second user nothing of the first', 'shows a second user nothing of the first'],
    windows: ['shows the second user nothing of the first', 'shows a second user nothing of the first'],
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
      'does not redeem a code that comes with the state of another browser, nor one a second time',
    ],
  }),
  ...of('ticket too late', {
    ticket: [
      'no visible effect: requests one more ticket; when that is late too, reported (sign-in-refused); continues at a click',
      'buys another ticket when the first came too late, and only one',
    ],
  }),
  ...of('virtual proxy with and without prefix', {
    ticket: [
      'signs in with its prefix; without it, reported (sign-in-refused)',
      'reports a missing prefix: the virtual proxy requires another sign-in',
    ],
    windows: ['signs in with and without a prefix', 'signs in at a virtual proxy with a prefix'],
    header: [
      'signs in with its prefix; without it, reported (credential-refused)',
      'reports a missing prefix: the virtual proxy refuses its users, and accepts them with the prefix',
    ],
    'anonymous-virtual-proxy': [
      'signs in with its prefix; without it or with a wrong one, reported (sign-in-refused)',
      'reports what is wrong with a virtual proxy that asks for a name, without its prefix',
    ],
    'jwt-virtual-proxy': [
      'signs in with its prefix; without it or with a wrong one, reported (sign-in-refused)',
      'reports what is wrong with a virtual proxy whose prefix does not exist',
    ],
  }),
  ...of('max sessions reached', {
    ticket: [
      'reported (engine-unavailable); continues at a click once a session has ended',
      'reports that five sessions are open elsewhere and opens the app once one has ended',
    ],
    windows: [
      'reported (engine-unavailable); continues at a click once a session has ended',
      'reports that five sessions are open elsewhere and opens the app once one has ended',
    ],
    header: [
      'reported (engine-unavailable); continues at a click once a session has ended',
      'reports that five sessions are open elsewhere and opens the app once one has ended',
    ],
    'jwt-virtual-proxy': [
      'reported (engine-unavailable); continues at a click once a session has ended',
      'reports that a sixth session of the same user gets no app, and opens it when one has ended',
    ],
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
    'for Qlik Cloud, which has no virtual proxy': CLOUD,
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
