import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { describe, type Observation } from './observation';
import { failed, type Finding, passed } from './check-results';

/** The results of one REST request, sent with fewer and fewer CORS requirements. */
export interface CrossOriginFacts {
  readonly connection: QlikConnection;
  /** Origin of the application. */
  readonly site: string;
  readonly isOwnOrigin: boolean;
  /** As the library sends it: with the credential, including cookies if the auth type uses them. */
  readonly asMade: Observation;
  /** Without cookies; sent only if the first had cookies and was not readable. */
  readonly withoutCookies?: Observation;
  /** Without custom headers, so that browsers send no preflight; sent only if the others were not readable. */
  readonly plain?: Observation;
}

/** Checks whether a page of this origin may read the host's responses, and which CORS header is likely missing. */
export function checkCrossOrigin(facts: CrossOriginFacts): CheckResult {
  const { isOwnOrigin, asMade, withoutCookies, plain, site } = facts;
  if (isOwnOrigin) return passed('The host has the application’s own origin: CORS does not apply.');
  const seen = [`a request as the library sends it: ${describe(asMade)}`];
  // A response whose body broke off had readable headers.
  if (asMade.answer || asMade.failure === 'cut')
    return passed(...seen, `The host lets pages of ${site} read its responses.`);
  if (asMade.failure === 'policy') return failed(forbidden(facts), ...seen);
  if (asMade.failure === 'time') return failed(silent(facts), ...seen);
  if (withoutCookies) seen.push(`without cookies: ${describe(withoutCookies)}`);
  if (plain) seen.push(`without custom headers: ${describe(plain)}`);
  if (withoutCookies?.answer) return failed(noCredentials(facts), ...seen);
  if (plain?.answer) return failed(noPreflight(facts), ...seen);
  return failed(noOrigin(facts), ...seen);
}

function noOrigin({ connection, site }: CrossOriginFacts): Finding {
  return {
    causeId: 'origin-refused',
    cause: `The host responds, but does not let pages of ${site} read the response: Access-Control-Allow-Origin is missing or names another origin.`,
    remedy: allowOrigin(connection, site),
  };
}

function noCredentials({ connection, site }: CrossOriginFacts): Finding {
  return {
    causeId: 'credentials-refused',
    cause:
      'The host lets this page read its responses only without cookies: Access-Control-Allow-Credentials is missing, or Access-Control-Allow-Origin is “*”.',
    remedy:
      connection.platform === 'cloud'
        ? allowOrigin(connection, site)
        : `Management console > Virtual proxies > Advanced > Additional response headers: write “Access-Control-Allow-Origin: ${site}” and “Access-Control-Allow-Credentials: true”.`,
  };
}

function noPreflight({ connection, site }: CrossOriginFacts): Finding {
  return {
    causeId: 'preflight-refused',
    cause:
      'The host rejects the preflight request (OPTIONS) that browsers send before a request with custom headers.',
    remedy:
      connection.platform === 'cloud'
        ? `${allowOrigin(connection, site)} A gateway in front of the tenant must let OPTIONS through without a sign-in.`
        : 'Configure the proxy or gateway to answer OPTIONS without a sign-in, with Access-Control-Allow-Headers: x-qlik-xrfkey, qlik-csrf-token, content-type (Management console > Virtual proxies > Advanced > Additional response headers).',
  };
}

function forbidden({ connection }: CrossOriginFacts): Finding {
  const { origin } = new URL(connection.host);
  return {
    causeId: 'policy-connect',
    cause: `The Content-Security-Policy of this page does not allow calls to ${origin}.`,
    remedy: `Add ${origin} to connect-src where the application’s server sets its Content-Security-Policy; see https://github.com/ngx-qlik/ngx-qlik/blob/main/docs/csp.md`,
  };
}

function silent({ connection }: CrossOriginFacts): Finding {
  return {
    causeId: 'answer-silent',
    cause: 'The host can be reached, but its REST API does not respond in time.',
    remedy: `Try again in a moment. If it happens again, check the health of ${new URL(connection.host).host} and of the proxies in front of it.`,
  };
}

/** Returns where an administrator allows an origin. */
export function allowOrigin({ platform, auth: { type } }: QlikConnection, site: string): string {
  if (platform === 'client-managed') {
    return `Management console > Virtual proxies > Advanced > Additional response headers: add “Access-Control-Allow-Origin: ${site}”, “Access-Control-Allow-Credentials: true” and “Access-Control-Expose-Headers: qlik-csrf-token”. Check the prefix in "host" too: another virtual proxy has other headers.`;
  }
  switch (type) {
    case 'cookie':
    case 'jwt':
      return `Management Console > Web: add ${site} to the allowed origins of the web integration, and check that "webIntegrationId" is its id.`;
    case 'anonymous':
      return `Management Console > OAuth: add ${site} to the allowed origins of the anonymous embed client.`;
    case 'oauth2':
    case 'oauth2-impersonation':
      return `Management Console > OAuth: add ${site} to the allowed origins of the OAuth client that "clientId" names.`;
    default:
      return `Add ${site} to the allowed origins of a web integration or an OAuth client of the tenant (Management Console).`;
  }
}
