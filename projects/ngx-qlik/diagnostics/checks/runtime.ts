import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from '../report/report';
import { describe, isPage, type Observation } from './observation';
import { failedNonBlocking, type Finding, passed } from './check-results';

/** What came of fetching Qlik's script, which is not run for it. */
export interface RuntimeFacts {
  readonly connection: QlikConnection;
  readonly address: string;
  /** Absent where the script is in the application's own files. */
  readonly observation?: Observation;
  /** Whether the page's Content-Security-Policy lets it run; `undefined` where that was not tried. */
  readonly mayRun?: boolean | undefined;
}

/** A script that takes longer than this is the reason why pages feel slow. */
const SLOW_MS = 5_000;

/** Whether Qlik's own code for pages, which opens apps and draws charts, can be had from the host. */
export function checkRuntime(facts: RuntimeFacts): CheckResult {
  const { observation, address, mayRun } = facts;
  if (!observation) return passed('The script comes with the application’s own files ("bundled").');
  const { answer } = observation;
  const seen = [`${address}: ${describe(observation)}`];
  if (answer)
    seen.push(`${Math.round(answer.body.length / 1000)} kB after ${Math.round(answer.milliseconds)} ms`);
  const finding = findingOf(facts);
  if (finding) return failedNonBlocking(finding, ...seen);
  if (mayRun === true) seen.push('The page may run it.');
  if (answer && answer.milliseconds > SLOW_MS) seen.push('That is slow: charts and apps wait for it.');
  return passed(...seen);
}

function findingOf({ connection, address, observation, mayRun }: RuntimeFacts): Finding | undefined {
  const { origin, host } = new URL(address);
  const answer = observation?.answer;
  if (!answer) {
    switch (observation?.failure) {
      case 'policy':
        // Scripts and calls are allowed apart: what may not be fetched may be run all the same.
        return mayRun === true ? undefined : scriptForbidden(origin);
      case 'time':
        return {
          causeId: 'runtime-silent',
          cause: 'Qlik’s script does not arrive: everything that opens an app or draws a chart waits for it.',
          remedy: `Try again in a moment; if it stays, check the health of ${host}, or have the script come with the application ("runtime": { "bundled": true }).`,
        };
      case 'cut':
        return {
          causeId: 'runtime-silent',
          cause: 'Qlik’s script broke off in the middle.',
          remedy: `Something between this page and ${host} ends connections early: look at proxies, VPN and the server’s log.`,
        };
      default:
        return {
          causeId: 'runtime-unreadable',
          cause:
            'The page cannot load Qlik’s script: there is none, the host has a problem, or it does not allow this page’s origin. A browser does not say which.',
          remedy:
            `Open ${address} in a tab of its own. If it is a script: ` +
            (connection.platform === 'client-managed'
              ? 'Management console > Virtual proxies > Advanced > Additional response headers, Access-Control-Allow-Origin with this page’s origin and Access-Control-Allow-Credentials: true. If it is not there: "runtime": { "bundled": true } in connections.json.'
              : `what is in front of ${host} takes away the header Access-Control-Allow-Origin. If it is not there: check "host" in connections.json.`),
        };
    }
  }
  if (answer.isRedirect || answer.status === 401) {
    return {
      causeId: 'runtime-missing',
      cause: 'The host gives its script to users only, and sends this page to a sign-in.',
      remedy:
        'Sign in, and see the check of cookies; or have the script come with the application ("runtime": { "bundled": true }).',
    };
  }
  if (answer.status >= 500) {
    return {
      causeId: 'server-failed',
      cause: `The host has a problem of its own (${answer.status}) and does not give its script.`,
      remedy: `Try again in a moment; if it stays, look at the log of ${host}.`,
    };
  }
  if (answer.status !== 200) {
    return {
      causeId: 'runtime-missing',
      cause: `The host has no script for pages (${answer.status} at /qlik-embed/main.js).`,
      remedy:
        connection.platform === 'client-managed'
          ? 'Older servers have none: write "runtime": { "bundled": true } in connections.json. Otherwise check the prefix in "host".'
          : 'Check "host" in connections.json: the address of the tenant, without a path; and what is in front of it.',
    };
  }
  if (isPage(answer) || !answer.body.includes('QlikMain')) {
    return {
      causeId: 'runtime-wrong',
      cause: 'What the host gives at /qlik-embed/main.js is not Qlik’s script.',
      remedy: `Check that nothing answers in the place of ${host}: a proxy, a portal, a static site that answers every address.`,
    };
  }
  return mayRun === false ? scriptForbidden(origin) : undefined;
}

function scriptForbidden(origin: string): Finding {
  return {
    causeId: 'policy-script',
    cause: `The Content-Security-Policy of this page does not let it load scripts from ${origin}.`,
    remedy: `Add ${origin} to script-src (and connect-src) where the application’s server sets its Content-Security-Policy; see docs/csp.md.`,
  };
}
