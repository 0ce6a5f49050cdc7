import type { QlikConnection } from 'ngx-qlik';
import type { CauseId, CheckResult } from './report/report';
import { allowOrigin } from './cross-origin';
import { describe, type Observation } from './observation';
import { failed, passed } from './check-results';

/** A host's CORS headers for a page's origin. Browsers hide them from pages; the command line can read them. */
export interface CrossOriginHeaderFacts {
  readonly connection: QlikConnection;
  readonly site: string;
  readonly usesCookies: boolean;
  /** The response to a request. */
  readonly call: Observation;
  /** The response to the preflight request. */
  readonly preflight: Observation;
}

/** Checks which CORS header is missing. */
export function checkCrossOriginHeaders(facts: CrossOriginHeaderFacts): CheckResult {
  const { connection, site, call, preflight } = facts;
  const seen = [
    `a call: ${describe(call)}, ${allowHeaders(call)}`,
    `a preflight: ${describe(preflight)}, ${allowHeaders(preflight)}`,
  ];
  const missing = findMissing(facts);
  if (missing === undefined) return passed(...seen);
  return failed(
    { causeId: missing.causeId, cause: missing.cause, remedy: allowOrigin(connection, site) },
    ...seen,
  );
}

function findMissing({
  site,
  usesCookies,
  call,
  preflight,
}: CrossOriginHeaderFacts): { readonly causeId: CauseId; readonly cause: string } | undefined {
  for (const [what, { answer }] of [
    ['a call', call],
    ['a preflight', preflight],
  ] as const) {
    if (!answer) continue;
    const origin = answer.headers['access-control-allow-origin'];
    if (origin !== site && (usesCookies || origin !== '*')) {
      return {
        causeId: what === 'a call' ? 'origin-refused' : 'preflight-refused',
        cause: `The answer to ${what} from ${site} has ${origin === undefined ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${origin}`}: browsers hide it from the page.`,
      };
    }
    if (usesCookies && answer.headers['access-control-allow-credentials'] !== 'true') {
      return {
        causeId: 'credentials-refused',
        cause: `The answer to ${what} has no Access-Control-Allow-Credentials: true, and this auth type needs cookies.`,
      };
    }
  }
  const isPreflightFine = preflight.answer && preflight.answer.status >= 200 && preflight.answer.status < 300;
  if (isPreflightFine === true) return undefined;
  return {
    causeId: 'preflight-refused',
    cause:
      'The host rejects the preflight request (OPTIONS) that browsers send before a request with custom headers.',
  };
}

function allowHeaders({ answer }: Observation): string {
  if (!answer) return 'no headers';
  const found = Object.entries(answer.headers).filter(([name]) => name.startsWith('access-control-'));
  return found.length === 0
    ? 'without CORS headers'
    : found.map(([name, value]) => `${name}: ${value}`).join('; ');
}
