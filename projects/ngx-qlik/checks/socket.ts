import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { explainClose } from './close-codes';
import { failed, type Finding, passed } from './check-results';

/** The outcome of opening a WebSocket. */
export type SocketOutcome =
  | { readonly result: 'open'; readonly milliseconds: number }
  /** `status` is that of the HTTP response; browsers hide it from pages. */
  | {
      readonly result: 'refused';
      readonly closeCode?: number;
      readonly status?: number;
      readonly systemError?: string;
    }
  | { readonly result: 'policy' }
  | { readonly result: 'time' }
  /** There is no credential for it. */
  | { readonly result: 'no-credential'; readonly message: string; readonly remedy: string };

export interface SocketFacts {
  readonly connection: QlikConnection;
  readonly outcome: SocketOutcome;
  /** Origin of the page that opens it; absent on the command line. */
  readonly site?: string;
  readonly isOwnOrigin: boolean;
}

/** Checks whether a WebSocket to the engine opens. Browsers hide the reason for a failure, so the result names the possible causes. */
export function checkSocket({ connection, outcome, site, isOwnOrigin }: SocketFacts): CheckResult {
  switch (outcome.result) {
    case 'open':
      return passed(`open after ${Math.round(outcome.milliseconds)} ms`);
    case 'policy': {
      const address = new URL(connection.host).origin.replace(/^http/, 'ws');
      return failed({
        causeId: 'policy-connect',
        cause: `The Content-Security-Policy of this page does not allow WebSockets to ${address}.`,
        remedy: `Add ${address} to connect-src where the application’s server sets its Content-Security-Policy; see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/csp.md`,
      });
    }
    case 'time':
      return failed(
        {
          causeId: 'socket-silent',
          cause: 'The WebSocket neither opens nor is refused: something on the way drops it.',
          remedy: `Configure proxies, load balancers and firewalls between this page and ${new URL(connection.host).host} to forward WebSockets (HTTP/1.1 Upgrade) and not to inspect their TLS.`,
        },
        'no answer in time',
      );
    case 'no-credential':
      return failed(
        {
          causeId: 'socket-token-refused',
          cause: `There is no credential for a WebSocket: ${outcome.message}`,
          remedy: outcome.remedy,
        },
        'The WebSocket was not opened.',
      );
    case 'refused': {
      const { closeCode, status, systemError } = outcome;
      const explained = explainClose(closeCode);
      const seen = [
        status === undefined
          ? `closed before it was open, code ${closeCode ?? 'unknown'}`
          : `status ${status} instead of an upgrade`,
        ...(systemError === undefined ? [] : [systemError]),
      ];
      if (explained) return failed(explained, ...seen);
      return failed(refusedFinding({ connection, site, isOwnOrigin, status }), ...seen);
    }
  }
}

interface Refusal {
  readonly connection: QlikConnection;
  readonly site: string | undefined;
  readonly isOwnOrigin: boolean;
  readonly status: number | undefined;
}

function refusedFinding({ connection, site, isOwnOrigin, status }: Refusal): Finding {
  const { platform } = connection;
  const why =
    status === undefined
      ? 'Calls get a response and the WebSocket is refused'
      : `The WebSocket is refused (${status})`;
  if (isOwnOrigin) {
    return {
      causeId: 'socket-refused',
      cause: `${why}: by the application’s backend, by the web server in front of it, or by Qlik behind it.`,
      remedy:
        'Configure the web server to forward WebSockets under “/qlik/” to the backend (Upgrade and Connection headers, Host unchanged). If it does, see the backend’s log for the reason.',
    };
  }
  if (platform === 'client-managed') {
    const host = site === undefined ? 'the application’s host name' : new URL(site).hostname;
    return {
      causeId: 'socket-refused',
      cause: `${why}: servers since November 2024 check its origin, its CSRF token and its session cookie (403), and all check the origin.`,
      remedy: `Management console > Virtual proxies > Advanced > Host allow list: add ${host}, then save and let the proxy restart. If it is there, the proxy’s log (“Cross-Site Websocket Hijacking …”) names the reason.`,
    };
  }
  return (
    CLOUD_REFUSALS[connection.auth.type]?.(why, site ?? 'the page’s origin') ?? {
      causeId: 'socket-refused',
      cause: `${why}: Qlik does not accept its temporary token, or not from this origin.`,
      remedy: `Management Console > OAuth: add ${site ?? 'the page’s origin'} to the allowed origins of the OAuth client; then check that proxies on the way forward WebSockets.`,
    }
  );
}

const cookieRefusal = (why: string, site: string): Finding => ({
  causeId: 'socket-refused',
  cause: `${why}: the tenant checks the session cookie, the CSRF token, and that the web integration lists this page’s origin.`,
  remedy: `Management Console > Web: the web integration that "webIntegrationId" names must list ${site}. If it does, the browser sends no third-party cookies with WebSockets: see the cookies check.`,
});

const CLOUD_REFUSALS: Readonly<Record<string, (why: string, site: string) => Finding>> = {
  cookie: cookieRefusal,
  jwt: cookieRefusal,
};
