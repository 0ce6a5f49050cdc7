import type { QlikConnection } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { CheckResult } from './report/report';
import { describe, isPage, type Observation, readCodes, readJson, readErrorText } from './observation';
import { failed, passed, warnedBlocking } from './check-results';

/** The backend's response to a request for the session of a connection. */
export interface BackendFacts {
  readonly connection: QlikConnection;
  readonly observation: Observation;
}

/** Checks whether the backend works, has the connection, and has a signed-in user. */
export function checkBackend({ connection, observation }: BackendFacts): CheckResult {
  const { answer, failure } = observation;
  const seen = [`session of “${connection.id}”: ${describe(observation)}`];
  if (!answer) {
    if (failure === 'time') {
      return failed(
        {
          causeId: 'backend-silent',
          cause: 'The application’s backend does not respond in time.',
          remedy:
            'Check its log and its health endpoint (“/health/ready”): it may be waiting for Qlik, Redis or its identity provider.',
        },
        ...seen,
      );
    }
    return failed(
      {
        causeId: 'backend-unreachable',
        cause: 'The application’s backend cannot be reached.',
        remedy:
          'Check that it runs, that the web server forwards “/api/” to it, and, if "backend" names another origin, that its CORS settings allow this page.',
      },
      ...seen,
    );
  }
  const errorText = readErrorText(answer);
  if (errorText !== undefined && answer.status >= 400) seen.push(errorText);
  const codes = readCodes(answer);
  if (answer.status === 401) {
    return warnedBlocking(
      {
        causeId: 'application-sign-in-required',
        cause:
          'No user is signed in to this application, and its backend provides Qlik credentials to signed-in users only.',
        remedy: 'Sign in to this application, then run it again.',
      },
      ...seen,
    );
  }
  if (codes.includes('connection-unknown') || codes.includes('connection-type')) {
    return failed(
      {
        causeId: 'backend-connection-unknown',
        cause: `The backend has no connection “${connection.id}” of type ${connection.auth.type}.`,
        remedy: 'Use the same id and auth type in connections.json and in the backend’s secrets file.',
      },
      ...seen,
    );
  }
  if (answer.status === 404 || (answer.status === 200 && isPage(answer))) {
    return failed(
      {
        causeId: 'backend-absent',
        cause: 'The application is served without its backend.',
        remedy:
          'Serve it by the backend (`npm run serve`), or have the web server forward “/api/” and “/qlik/” to it; the secret of this auth type is kept there.',
      },
      ...seen,
    );
  }
  if (answer.status === 403) {
    return failed(
      {
        causeId: 'backend-forbidden',
        cause: 'The backend does not let this user use the connection.',
        remedy:
          'Add the user to “onlyUsers” of the connection in the backend’s secrets file, or check that the page is opened at the backend’s own address.',
      },
      ...seen,
    );
  }
  const body = readJson(answer.body);
  if (answer.status !== 200 || body === undefined) {
    return failed(
      {
        causeId: 'backend-failed',
        cause: `The application’s backend answers ${answer.status}.`,
        remedy: remedyOf(body) ?? 'Check the backend’s log at this time. Its response is among the details.',
      },
      ...seen,
    );
  }
  const { hostUser } = body;
  const name =
    isRecord(hostUser) && typeof hostUser['name'] === 'string' ? hostUser['name'] : 'an unnamed user';
  return passed(...seen, `Signed in to this application as ${name}.`);
}

function remedyOf(body: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const remedy = body?.['remedy'];
  return typeof remedy === 'string' ? remedy : undefined;
}
