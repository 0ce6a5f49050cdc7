import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { describe, isPage, type Observation, readCodes, readJson, readErrorText } from './observation';
import { signInAdvice } from './sign-in-advice';
import { failed, failedNonBlocking, type Finding, passed } from './check-results';

/** The result of the first call with a credential. */
export interface RestFacts {
  readonly connection: QlikConnection;
  /** The requested path below the host. */
  readonly path: string;
  readonly observation: Observation;
}

/** Source: `@qlik/api` 2.19, which repeats calls that fail with this code. */
const STALE_CSRF_TOKEN = 'CSRF-TOKEN-2';

/** Checks whether the host accepts the credential, and returns the user in the details. */
export function checkRest(facts: RestFacts): CheckResult {
  const { path, observation } = facts;
  const { answer } = observation;
  const seen = [`GET ${path}: ${describe(observation)}`];
  const errorText = answer && answer.status >= 400 ? readErrorText(answer) : undefined;
  if (errorText !== undefined) seen.push(errorText);
  if (answer?.status === 429)
    return passed(...seen, 'The host accepts the credential and limits the rate of calls.');
  const user = answer && userOf(answer.body);
  if (answer?.status === 200 && user !== undefined) return passed(...seen, user);
  return failed(findingOf(facts), ...seen);
}

function findingOf({ connection, observation }: RestFacts): Finding {
  const { answer, failure } = observation;
  const { host, platform } = connection;
  if (!answer) return toFailureFinding(failure, connection);
  if (
    answer.isRedirect ||
    (answer.status === 200 && platform === 'client-managed' && isInactive(answer.body))
  ) {
    return {
      causeId: 'session-ended',
      cause: 'The host redirects the call to its sign-in: it has no session for this browser.',
      remedy: signInAdvice(connection),
    };
  }
  if (answer.status === 401) {
    return {
      causeId: 'credential-refused',
      cause: 'The host refuses the credential: it has expired, was revoked, or is for another host.',
      remedy: signInAdvice(connection),
    };
  }
  if (answer.status === 403) {
    return readCodes(answer).includes(STALE_CSRF_TOKEN)
      ? {
          causeId: 'csrf-stale',
          cause: 'The host’s CSRF token has changed.',
          remedy: 'Run it again: the next call of the page fetches the new one.',
        }
      : {
          causeId: 'forbidden',
          cause: 'The host accepts the credential and does not allow the call.',
          remedy:
            platform === 'cloud'
              ? 'Check the scopes of the OAuth client (user_default), and that the user is enabled and a member of the tenant (Management Console > Users).'
              : 'Check that the user is active, has an access type, and that the security rules allow it (Management console > Users, License management).',
        };
  }
  if (answer.status === 404) {
    return {
      causeId: 'address-wrong',
      cause: 'The host has no such API.',
      remedy: `Check "host" (${host}) in connections.json${platform === 'cloud' ? ': the address of the tenant, without a path.' : ': it ends with the prefix of a virtual proxy.'}`,
    };
  }
  if (answer.status >= 500) {
    return {
      causeId: 'server-failed',
      cause: `The host has an internal error (${answer.status}).`,
      remedy:
        platform === 'cloud'
          ? 'Try again in a moment. See status.qlikcloud.com, and check what is in front of the tenant.'
          : 'Try again in a moment. Check the services of the server (Management console > Nodes) and the logs of its proxy and repository.',
    };
  }
  return {
    causeId: isPage(answer) ? 'not-qlik' : 'answer-broken',
    cause: isPage(answer)
      ? 'A web page comes instead of the API’s response: of a proxy, a portal or a sign-in.'
      : `The response (${answer.status}) is not one of Qlik’s API.`,
    remedy: `Check that nothing else answers for ${new URL(host).host}: a proxy, a captive network, an older gateway.`,
  };
}

function toFailureFinding(failure: Observation['failure'], { host }: QlikConnection): Finding {
  const name = new URL(host).host;
  switch (failure) {
    case 'time':
      return {
        causeId: 'answer-silent',
        cause: 'The host accepts the call and does not respond in time.',
        remedy: `Try again in a moment. If it happens again, check the health of ${name} and of the proxies in front of it.`,
      };
    case 'cut':
      return {
        causeId: 'answer-broken',
        cause: 'The response broke off.',
        remedy: `Something between this page and ${name} ends connections early: check proxies, VPN and the server’s log.`,
      };
    default:
      return {
        causeId: 'preflight-refused',
        cause:
          'Calls without a credential get a response and this one does not: the host’s CORS settings refuse the header with the credential, or the host is down now.',
        remedy: `Run it again. If it happens again, configure what is in front of ${name} to answer OPTIONS without a sign-in and to allow the headers authorization and qlik-web-integration-id.`,
      };
  }
}

/** Describes the user or server in one line; `undefined` when the body has an unexpected shape. */
function userOf(body: string): string | undefined {
  const parsed = readJson(body);
  if (!parsed || isInactiveAnswer(parsed)) return undefined;
  const { id, name, userId, userDirectory, buildVersion } = parsed;
  if (typeof userId === 'string') return `user: ${String(userDirectory)}\\${userId}`;
  if (typeof buildVersion === 'string') return `repository ${buildVersion}`;
  if (typeof id === 'string') return typeof name === 'string' ? `${name} (${id})` : id;
  return undefined;
}

function isInactive(body: string): boolean {
  const parsed = readJson(body);
  return parsed !== undefined && isInactiveAnswer(parsed);
}

/** Whether a virtual proxy has no session for the caller. Anonymous users have an inactive session and a user id. */
function isInactiveAnswer(answer: Readonly<Record<string, unknown>>): boolean {
  return answer['session'] === 'inactive' && typeof answer['userId'] !== 'string';
}

/** Checks whether the host limits the rate of calls. */
export function checkRateLimits({ connection, observation }: RestFacts): CheckResult {
  const { answer } = observation;
  if (answer?.status !== 429) return passed('The host does not limit the rate of calls.');
  const wait = answer.headers['retry-after'];
  return failedNonBlocking(
    {
      causeId: 'rate-limited',
      cause: `The host limits the rate of calls: this user or client has made too many calls${wait === undefined ? '' : ` (wait: ${wait})`}.`,
      remedy:
        connection.platform === 'cloud'
          ? 'Wait as long as the host requires. If it happens again, find out what else calls the tenant as this user or OAuth client: Qlik Cloud allows each 1000 calls a minute (100 for expensive ones).'
          : 'Wait as long as the host requires. Qlik’s own server has no such limit, so check the proxy or gateway in front of it.',
    },
    `status 429${wait === undefined ? '' : `, Retry-After: ${wait}`}`,
  );
}
