import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from '../report/report';
import { describe, isPage, type Observation, readCodes, readJson, readErrorText } from './observation';
import { signInAdvice } from './sign-in-advice';
import { failed, failedNonBlocking, type Finding, passed } from './check-results';

/** What came of the first call with a credential. */
export interface RestFacts {
  readonly connection: QlikConnection;
  /** The path below the host that was asked for. */
  readonly path: string;
  readonly observation: Observation;
}

/** Source: `@qlik/api` 2.19, which repeats calls that were refused so. */
const STALE_CSRF_TOKEN = 'CSRF-TOKEN-2';

/** Whether the host takes the credential, and whom it takes the caller for. */
export function checkRest(facts: RestFacts): CheckResult {
  const { path, observation } = facts;
  const { answer } = observation;
  const seen = [`GET ${path}: ${describe(observation)}`];
  const errorText = answer && answer.status >= 400 ? readErrorText(answer) : undefined;
  if (errorText !== undefined) seen.push(errorText);
  if (answer?.status === 429) return passed(...seen, 'The host knows the caller and asks for a pause.');
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
      cause: 'The host sends the call to its sign-in: it knows no session of this browser.',
      remedy: signInAdvice(connection),
    };
  }
  if (answer.status === 401) {
    return {
      causeId: 'credential-refused',
      cause:
        'The host refuses the sign-in: the credential has ended there, was withdrawn, or is not for this host.',
      remedy: signInAdvice(connection),
    };
  }
  if (answer.status === 403) {
    return readCodes(answer).includes(STALE_CSRF_TOKEN)
      ? {
          causeId: 'csrf-stale',
          cause: 'The host has another CSRF token by now than the page carries.',
          remedy: 'Run it again: the next call of the page fetches the new one.',
        }
      : {
          causeId: 'forbidden',
          cause: 'The host knows the caller and does not allow the call.',
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
      cause: `The host has a problem of its own (${answer.status}).`,
      remedy:
        platform === 'cloud'
          ? 'Try again in a moment; see status.qlikcloud.com, and what is in front of the tenant.'
          : 'Try again in a moment; look at the services of the server (Management console > Nodes) and the logs of its proxy and repository.',
    };
  }
  return {
    causeId: isPage(answer) ? 'not-qlik' : 'answer-broken',
    cause: isPage(answer)
      ? 'A web page comes in the place of the API’s answer: of a proxy, a portal or a sign-in.'
      : `The answer (${answer.status}) is not what Qlik’s API gives.`,
    remedy: `Check that nothing answers in the place of ${new URL(host).host}: a proxy, a captive network, an older gateway.`,
  };
}

function toFailureFinding(failure: Observation['failure'], { host }: QlikConnection): Finding {
  const name = new URL(host).host;
  switch (failure) {
    case 'time':
      return {
        causeId: 'answer-silent',
        cause: 'The host takes the call and does not answer in time.',
        remedy: `Try again in a moment; if it stays, check the health of ${name} and of the proxies in front of it.`,
      };
    case 'cut':
      return {
        causeId: 'answer-broken',
        cause: 'The answer broke off in the middle.',
        remedy: `Something between this page and ${name} ends connections early: look at proxies, VPN and the server’s log.`,
      };
    default:
      return {
        causeId: 'preflight-refused',
        cause:
          'Calls without a credential are answered and this one is not: the host refuses the header that carries the credential, or went away meanwhile.',
        remedy: `Run it again; if it stays, whatever is in front of ${name} has to answer OPTIONS without a sign-in and allow the headers authorization and qlik-web-integration-id.`,
      };
  }
}

/** Who answers, in a line; `undefined` when the body is none of those that are asked for. */
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

/** What a virtual proxy says to somebody whom it does not know; visitors without a name have a user id all the same. */
function isInactiveAnswer(answer: Readonly<Record<string, unknown>>): boolean {
  return answer['session'] === 'inactive' && typeof answer['userId'] !== 'string';
}

/** Whether the host asks for a pause. */
export function checkRateLimits({ connection, observation }: RestFacts): CheckResult {
  const { answer } = observation;
  if (answer?.status !== 429) return passed('The host asks for no pause.');
  const wait = answer.headers['retry-after'];
  return failedNonBlocking(
    {
      causeId: 'rate-limited',
      cause: `The host asks for a pause: this user or client has made too many calls${wait === undefined ? '' : ` (wait: ${wait})`}.`,
      remedy:
        connection.platform === 'cloud'
          ? 'Wait as long as it says. If it comes again, find out what else calls the tenant as this user or OAuth client: Qlik Cloud allows 1000 calls a minute (100 for costly ones) for each.'
          : 'Wait as long as it says; Qlik’s own server has no such limit, so look at the proxy or gateway in front of it.',
    },
    `status 429${wait === undefined ? '' : `, Retry-After: ${wait}`}`,
  );
}
