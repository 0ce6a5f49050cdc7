import type { CheckResult } from '../report/report';
import type { RequestFailure } from './observation';
import { failed, type Finding, passed } from './check-results';

/** Whether this device has a network, as its browser sees it. */
export function checkOnline(isOnline: boolean): CheckResult {
  if (isOnline) return passed('The browser says that this device is online.');
  return failed({
    causeId: 'offline',
    cause: 'This device is offline.',
    remedy: 'Connect it to a network; everything that was open goes on by itself.',
  });
}

/** Whether something answers at the host, readable or not. */
export interface ReachFacts {
  readonly host: string;
  /** Absent when something answered. */
  readonly failure?: RequestFailure | undefined;
  readonly milliseconds: number;
  /** Whether the place that the application itself came from answers; tells the host's fault from the network's. */
  readonly isSiteReachable?: boolean;
  /** Whether the host is a path of the application. */
  readonly isOwnOrigin: boolean;
  /** What the operating system said, where it said something. */
  readonly systemError?: string;
}

/** Tells network from everything else: a page may not read such an answer, but sees that there is one. */
export function checkHost(facts: ReachFacts): CheckResult {
  const { host, failure, milliseconds, isSiteReachable, isOwnOrigin, systemError } = facts;
  const name = new URL(host).host;
  if (failure === undefined) return passed(`${name} answered after ${Math.round(milliseconds)} ms.`);
  const seen = [
    `${name}: ${failure === 'time' ? 'no answer in time' : failure === 'policy' ? 'forbidden by the page' : 'no connection'}`,
    ...(systemError === undefined ? [] : [systemError]),
    ...(isSiteReachable === undefined
      ? []
      : [`The application’s own server ${isSiteReachable ? 'answers' : 'does not answer either'}.`]),
  ];
  return failed(findingOf(facts, { name, isOwnOrigin }), ...seen);
}

function findingOf(
  { failure, isSiteReachable, host }: ReachFacts,
  { name, isOwnOrigin }: { readonly name: string; readonly isOwnOrigin: boolean },
): Finding {
  if (failure === 'policy') {
    return {
      causeId: 'policy-connect',
      cause: `The Content-Security-Policy of this page does not allow calls to ${name}.`,
      remedy: `Add ${new URL(host).origin} (and the same with wss://) to connect-src where the application’s server sets its Content-Security-Policy; see docs/csp.md.`,
    };
  }
  if (isOwnOrigin) {
    return {
      causeId: 'backend-unreachable',
      cause: 'The application’s own backend, which answers in the place of Qlik, does not answer.',
      remedy: 'Check that the backend runs, and that the web server in front of it forwards “/qlik/” to it.',
    };
  }
  if (isSiteReachable === false) {
    return {
      causeId: 'offline',
      cause: 'Neither the host nor the application’s own server answers: it is this device’s network.',
      remedy: 'Check the network, VPN and proxy of this device.',
    };
  }
  if (failure === 'time') {
    return {
      causeId: 'host-silent',
      cause: `The host ${name} takes connections and does not answer, or a firewall swallows them.`,
      remedy: `Check that the server at ${name} is well, and that firewalls and proxies on the way let this network through.`,
    };
  }
  return {
    causeId: 'host-unreachable',
    cause: `Nothing answers at ${name}: a wrong name, a server that is down, a firewall, or a certificate that the browser does not trust.`,
    remedy: `Open ${host} in a tab of its own: a warning about the certificate is for the server’s administrator; “cannot be found” is the name in "host" or the DNS; otherwise check that the server runs and the network lets you through (VPN). \`npm run doctor\` tells them apart.`,
  };
}
