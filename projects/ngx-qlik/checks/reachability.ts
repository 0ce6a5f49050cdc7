import type { CheckResult } from './report/report';
import type { RequestFailure } from './observation';
import { failed, type Finding, passed } from './check-results';

/** Checks whether the browser is online. */
export function checkOnline(isOnline: boolean): CheckResult {
  if (isOnline) return passed('The browser says that this device is online.');
  return failed({
    causeId: 'offline',
    cause: 'This device is offline.',
    remedy: 'Connect it to a network. Open apps resume automatically.',
  });
}

/** Whether the host responds, readable or not. */
export interface ReachFacts {
  readonly host: string;
  /** Absent when the host responded. */
  readonly failure?: RequestFailure | undefined;
  readonly milliseconds: number;
  /** Whether the application's own server responds; distinguishes a host failure from a network failure. */
  readonly isSiteReachable?: boolean;
  /** Whether the host is a path of the application. */
  readonly isOwnOrigin: boolean;
  /** The operating system's error code, if there is one. */
  readonly systemError?: string;
}

/** Checks whether the host can be reached. A page cannot read a `no-cors` response, but knows that there is one. */
export function checkHost(facts: ReachFacts): CheckResult {
  const { host, failure, milliseconds, isSiteReachable, isOwnOrigin, systemError } = facts;
  const name = new URL(host).host;
  if (failure === undefined) return passed(`${name} answered after ${Math.round(milliseconds)} ms.`);
  const seen = [
    `${name}: ${failure === 'time' ? 'no answer in time' : failure === 'policy' ? 'blocked by the page' : 'no connection'}`,
    ...(systemError === undefined ? [] : [systemError]),
    ...(isSiteReachable === undefined
      ? []
      : [`The application’s own server ${isSiteReachable ? 'responds' : 'does not respond either'}.`]),
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
      remedy: `Add ${new URL(host).origin} (and the same with wss://) to connect-src where the application’s server sets its Content-Security-Policy; see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/csp.md`,
    };
  }
  if (isOwnOrigin) {
    return {
      causeId: 'backend-unreachable',
      cause: 'The application’s backend, which forwards calls to Qlik, does not respond.',
      remedy: 'Check that the backend runs, and that the web server in front of it forwards “/qlik/” to it.',
    };
  }
  if (isSiteReachable === false) {
    return {
      causeId: 'offline',
      cause:
        'Neither the host nor the application’s own server responds: the problem is this device’s network.',
      remedy: 'Check the network, VPN and proxy of this device.',
    };
  }
  if (failure === 'time') {
    return {
      causeId: 'host-silent',
      cause: `The host ${name} accepts connections and does not respond, or a firewall drops them.`,
      remedy: `Check the health of the server at ${name}, and that firewalls and proxies on the way allow this network.`,
    };
  }
  return {
    causeId: 'host-unreachable',
    cause: `There is no response from ${name}: a wrong name, a server that is down, a firewall, or a certificate that the browser does not trust.`,
    remedy: `Open ${host} in a new tab. A certificate warning: contact the server’s administrator. “Cannot be found”: check the name in "host" and the DNS. Otherwise check that the server runs and that the network allows access (VPN). \`npm run doctor\` distinguishes these cases.`,
  };
}
