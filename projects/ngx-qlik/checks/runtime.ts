import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { describe, isPage, type Observation } from './observation';
import { failedNonBlocking, type Finding, passed } from './check-results';

/** The result of fetching Qlik's script without running it. */
export interface RuntimeFacts {
  readonly connection: QlikConnection;
  readonly address: string;
  /** Absent when the script is part of the application's own files. */
  readonly observation?: Observation;
  /** Whether the page's Content-Security-Policy allows it; `undefined` when not checked. */
  readonly mayRun?: boolean | undefined;
}

/** A script that takes longer delays charts and apps noticeably. */
const SLOW_MS = 5_000;

/** Checks whether the host serves Qlik's script, which opens apps and draws charts. */
export function checkRuntime(facts: RuntimeFacts): CheckResult {
  const { observation, address, mayRun } = facts;
  if (!observation) return passed('The script is part of the application’s own files ("bundled").');
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
        // `script-src` and `connect-src` are separate: a script that may not be fetched may still run.
        return mayRun === true ? undefined : scriptForbidden(origin);
      case 'time':
        return {
          causeId: 'runtime-silent',
          cause: 'Qlik’s script does not arrive: apps and charts wait for it.',
          remedy: `Try again in a moment. If it happens again, check the health of ${host}, or bundle the script with the application ("runtime": { "bundled": true }).`,
        };
      case 'cut':
        return {
          causeId: 'runtime-silent',
          cause: 'The download of Qlik’s script broke off.',
          remedy: `Something between this page and ${host} ends connections early: check proxies, VPN and the server’s log.`,
        };
      default:
        return {
          causeId: 'runtime-unreadable',
          cause:
            'The page cannot load Qlik’s script: it does not exist, the host has an error, or it does not allow this page’s origin. Browsers do not report which.',
          remedy:
            `Open ${address} in a new tab. If it is a script: ` +
            (connection.platform === 'client-managed'
              ? 'Management console > Virtual proxies > Advanced > Additional response headers, Access-Control-Allow-Origin with this page’s origin and Access-Control-Allow-Credentials: true. If it is not there: "runtime": { "bundled": true } in connections.json.'
              : `what is in front of ${host} takes away the header Access-Control-Allow-Origin. If it is not there: check "host" in connections.json.`),
        };
    }
  }
  if (answer.isRedirect || answer.status === 401) {
    return {
      causeId: 'runtime-missing',
      cause: 'The host serves its script to signed-in users only, and redirects this page to a sign-in.',
      remedy:
        'Sign in, and see the cookies check; or bundle the script with the application ("runtime": { "bundled": true }).',
    };
  }
  if (answer.status >= 500) {
    return {
      causeId: 'server-failed',
      cause: `The host has an internal error (${answer.status}) and does not serve its script.`,
      remedy: `Try again in a moment. If it happens again, check the log of ${host}.`,
    };
  }
  if (answer.status !== 200) {
    return {
      causeId: 'runtime-missing',
      cause: `The host does not serve Qlik’s script (${answer.status} at /qlik-embed/main.js).`,
      remedy:
        connection.platform === 'client-managed'
          ? 'Older servers have none: write "runtime": { "bundled": true } in connections.json. Otherwise check the prefix in "host".'
          : 'Check "host" in connections.json: the address of the tenant, without a path; and what is in front of it.',
    };
  }
  if (isPage(answer) || !answer.body.includes('QlikMain')) {
    return {
      causeId: 'runtime-wrong',
      cause: 'The file at /qlik-embed/main.js is not Qlik’s script.',
      remedy: `Check that nothing else answers for ${host}: a proxy, a portal, a static site that answers every address.`,
    };
  }
  return mayRun === false ? scriptForbidden(origin) : undefined;
}

function scriptForbidden(origin: string): Finding {
  return {
    causeId: 'policy-script',
    cause: `The Content-Security-Policy of this page does not let it load scripts from ${origin}.`,
    remedy: `Add ${origin} to script-src (and connect-src) where the application’s server sets its Content-Security-Policy; see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/csp.md`,
  };
}
