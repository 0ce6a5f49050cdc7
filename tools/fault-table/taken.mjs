import { STRATEGIES } from './faults.mjs';

/**
 * Outcomes that tests of one auth type show by passing. The table has them only where the run has such a test and it passed.
 *
 * @type {readonly import('./read-report.mjs').Outcome[]}
 */
export const TAKEN = [
  ...of('two tenants with the same client id', {
    oauth2: [
      'each tenant has its own user, lists and sign-out, after a reload too',
      'keeps two tenants apart that have the same client id',
    ],
  }),
  ...['oauth2-impersonation', 'jwt', 'cookie', 'anonymous'].map((strategy) => ({
    fault: 'two tenants with the same client id',
    strategies: [strategy],
    outcome: 'each tenant has its own lists and sign-out, after a reload too',
    test: `same-ids.e2e.ts › two tenants with the same client id › ${strategy}: each tenant has its own lists and sign-out`,
  })),
  ...of('third-party cookies blocked', {
    jwt: ['said so (cookies-blocked), with what to do', 'says that the browser blocks the cookies'],
    cookie: [
      'said so (cookies-blocked), and after two returns stopped going back and forth (sign-in-loop)',
      'says that the browser blocks the cookies, and stops going back and forth',
    ],
    ticket: [
      'said so (cookies-blocked), with what to do',
      'says that cookies are blocked where page and server are different sites',
    ],
    windows: [
      'said so (cookies-blocked), with what to do',
      'says that cookies are blocked where page and server are different sites',
    ],
    'jwt-virtual-proxy': [
      'said so (cookies-blocked), with what to do',
      'says that the browser blocks the cookies of a server of another site',
    ],
    'anonymous-virtual-proxy': [
      'said so (cookies-blocked), with what to do',
      'tells a visitor whose browser blocks the server’s cookies what to do',
    ],
  }),
  ...of('user switch without reload', {
    oauth2: [
      'showed the second user nothing of the first',
      'becomes another user without a reload, who sees nothing of the first one',
    ],
    'oauth2-web': ['showed the second user nothing of the first', 'shows a second user nothing of the first'],
    cookie: ['showed the second user nothing of the first', 'shows a second user nothing of the first'],
    windows: ['showed the second user nothing of the first', 'shows a second user nothing of the first'],
  }),
  {
    fault: 'return with the wrong state',
    strategies: ['oauth2'],
    outcome: 'not redeemed; stayed signed out, without a wait',
    test: 'sign-in.e2e.ts › an answer that does not belong to a sign-in of this page › with an unknown state is not redeemed',
  },
  ...of('return with the wrong state', {
    'oauth2-web': [
      'not redeemed, and a code not twice either; went on with the sign-in it had',
      'does not redeem a code that comes with a state of somebody else, nor one a second time',
    ],
  }),
  ...of('ticket too late', {
    ticket: [
      'noticed nothing: bought another ticket, and only one; when that was late too said so (sign-in-refused), went on at a click',
      'buys another ticket when the first came too late, and only one',
    ],
  }),
  ...of('virtual proxy with and without prefix', {
    ticket: [
      'signs in with its prefix; without it said so (sign-in-refused)',
      'says what is wrong with a virtual proxy that wants another sign-in, for want of a prefix',
    ],
    windows: ['signs in at both', 'signs in at a virtual proxy with a prefix'],
    header: [
      'without its prefix said so (credential-refused), with it signed in',
      'says that a virtual proxy refuses its users, for want of a prefix, and lets them in with it',
    ],
    'anonymous-virtual-proxy': [
      'signs in with its prefix; without it, or with a wrong one, said so (sign-in-refused)',
      'says what is wrong with a virtual proxy that asks for a name, for want of a prefix',
    ],
    'jwt-virtual-proxy': [
      'signs in with its prefix; without it, or with a wrong one, said so (sign-in-refused)',
      'says what is wrong with a virtual proxy whose prefix does not exist',
    ],
  }),
  ...of('max sessions reached', {
    ticket: [
      'said so (engine-unavailable), went on at a click once one had ended',
      'says that five sessions are open elsewhere and opens the app once one has ended',
    ],
    windows: [
      'said so (engine-unavailable), went on at a click once one had ended',
      'says that five sessions are open elsewhere and opens the app once one has ended',
    ],
    header: [
      'said so (engine-unavailable), went on at a click once one had ended',
      'says that five sessions are open elsewhere and opens the app once one has ended',
    ],
    'jwt-virtual-proxy': [
      'said so (engine-unavailable), went on at a click once one had ended',
      'says that a sixth session of the same user gets no app, and opens it when one has ended',
    ],
  }),
  ...doesNotApply('third-party cookies blocked', {
    'sends no cookie to Qlik': ['oauth2', 'oauth2-impersonation', 'anonymous'],
    'its cookie is the application’s own': ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'],
  }),
  ...doesNotApply('max sessions reached', {
    'to the server each visitor is another user': ['anonymous-virtual-proxy'],
  }),
  ...doesNotApply('two tenants with the same client id', {
    'a page has no client id of it': [
      ...['oauth2-web', 'm2m', 'apikey', 'ticket', 'windows', 'header', 'jwt-virtual-proxy'],
      ...['anonymous-virtual-proxy', 'pfx'],
    ],
  }),
  ...doesNotApply('return with the wrong state', {
    'nobody comes back from a sign-in page with a code': [
      ...['oauth2-impersonation', 'm2m', 'jwt', 'cookie', 'anonymous', 'apikey', 'ticket', 'windows'],
      ...['header', 'jwt-virtual-proxy', 'anonymous-virtual-proxy', 'pfx'],
    ],
  }),
  ...doesNotApply('ticket too late', { 'has no ticket': without('ticket') }),
  ...doesNotApply('user switch without reload', {
    'is the same user for everybody': ['m2m', 'anonymous', 'apikey', 'anonymous-virtual-proxy'],
  }),
  ...doesNotApply('virtual proxy with and without prefix', {
    'is at Qlik Cloud': STRATEGIES.slice(0, 8),
    'goes around the proxy': ['pfx'],
  }),
];

function without(strategy) {
  return STRATEGIES.filter((each) => each !== strategy);
}

/** By reason: the strategies that it holds for. */
function doesNotApply(fault, reasons) {
  return Object.entries(reasons).map(([why, strategies]) => ({ fault, strategies, outcome: `n/a: ${why}` }));
}

/** By strategy: the outcome, and the title of the test in the strategy's own tests. */
function of(fault, shown) {
  return Object.entries(shown).map(([strategy, [outcome, title]]) => ({
    fault,
    strategies: [strategy],
    outcome,
    test: `auth/${strategy}.e2e.ts › ${strategy} › ${title}`,
  }));
}
