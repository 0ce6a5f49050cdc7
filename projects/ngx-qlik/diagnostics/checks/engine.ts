import type { QlikConnection } from 'ngx-qlik';
import type { EngineFailure } from '../runner/qix-probe';
import type { CheckResult } from '../report/report';
import { explainClose, explainNotice } from './close-codes';
import { signInAdvice } from './sign-in-advice';
import { failed, type Finding, passed, skipped, warnedBlocking } from './check-results';

/** What came of a question to the engine. */
export type EngineOutcome<T> =
  | { readonly value: T; readonly failure?: never }
  | { readonly value?: never; readonly failure: EngineFailure };

/** Source: Qlik's engine API, `NxErrors`: access denied, no such app. */
const ACCESS_DENIED = 5;
const APP_NOT_FOUND = 1003;
/** There was no app to load; also what Qlik Cloud says of one that is not there. */
const NOT_FOUND = 2;

/** Whether the engine answers at all. */
export function checkEngine(connection: QlikConnection, outcome: EngineOutcome<string>): CheckResult {
  if (outcome.failure === undefined) return passed(`engine ${outcome.value}`);
  return failed(
    findingOf(connection, outcome.failure) ?? {
      causeId: 'engine-silent',
      cause: 'The WebSocket is open, and the engine does not answer.',
      remedy:
        connection.platform === 'cloud'
          ? 'Run it again in a minute; see status.qlikcloud.com. A proxy on the way that lets WebSockets open and holds back what is in them does the same.'
          : 'Look at the engine’s service and log (Management console > Engines), and at proxies that let WebSockets open and hold back what is in them.',
    },
    ...describeFailure(outcome.failure),
  );
}

/** Which app is opened. */
export interface ChosenApp {
  readonly id: string;
  readonly name?: string;
}

/** Whether the app opens. */
export function checkApp(
  connection: QlikConnection,
  app: ChosenApp | undefined,
  outcome: EngineOutcome<unknown> | undefined,
): CheckResult {
  if (app === undefined) {
    return warnedBlocking({
      causeId: 'no-app',
      cause: 'There is no app that this user could open here.',
      remedy:
        'Give the user access to an app (its space, or its stream), or name one by its id: “?app=” in the address, or --app.',
    });
  }
  const line = `app: ${app.name === undefined ? app.id : `${app.name} (${app.id})`}`;
  if (!outcome) return skipped(line);
  const { failure } = outcome;
  if (failure === undefined) return passed(line);
  return failed(
    findingOf(connection, failure) ?? {
      causeId: failure.kind === 'time' ? 'app-silent' : 'app-refused',
      cause: failure.kind === 'time' ? 'The app does not open in time.' : 'The app does not open.',
      remedy:
        failure.kind === 'time'
          ? 'Run it again: a large app takes its time the first time. If it stays, look at the memory of the engine.'
          : 'Check that the app opens in Qlik’s own hub as this user; if it does, look at what the engine said.',
    },
    line,
    ...describeFailure(failure),
  );
}

/** Whether data comes. @param outcome the number that the engine was asked to calculate */
export function checkHypercube(connection: QlikConnection, outcome: EngineOutcome<unknown>): CheckResult {
  const { failure } = outcome;
  const finding: Finding = {
    causeId: 'hypercube-failed',
    cause: 'The app is open, and the engine calculates nothing.',
    remedy:
      'Run it again; if it stays, look at the memory and the log of the engine, and whether section access leaves this user any data.',
  };
  if (failure !== undefined)
    return failed(findingOf(connection, failure) ?? finding, ...describeFailure(failure));
  if (outcome.value !== 1) return failed(finding, `the engine made ${String(outcome.value)} of 1`);
  return passed('a hypercube of one measure was calculated');
}

function findingOf(connection: QlikConnection, failure: EngineFailure): Finding | undefined {
  switch (failure.kind) {
    case 'closed':
      return (
        explainClose(failure.code) ?? {
          causeId: 'socket-closed',
          cause: `The WebSocket was closed in the middle (code ${failure.code}).`,
          remedy:
            failure.code === 1000
              ? 'Run it again. A client-managed server closes so for want of a licence or an engine, or because the user has five sessions open: see the logs of its proxy.'
              : 'Run it again. If it stays, something on the way ends connections: proxies with short time limits, VPN, or the engine itself (see its log).',
        }
      );
    case 'notice':
      return explainNotice(failure.name);
    case 'must-sign-in':
      return {
        causeId: 'engine-asks-to-sign-in',
        cause: 'The server opens the WebSocket and asks there to sign in: it does not know the session.',
        remedy: signInAdvice(connection),
      };
    case 'session-refused':
      return {
        causeId: 'engine-refused',
        cause: `The engine gives no session (${failure.state}).`,
        remedy: /LICENSE/.test(failure.state)
          ? 'Give the user a licence or an access type.'
          : /LIMIT/.test(failure.state)
            ? 'Close other sessions of this user, then run it again.'
            : 'Check that the user may open the app, in Qlik’s own hub.',
      };
    case 'error':
      return refusalOf(failure.code);
    case 'time':
      return undefined;
  }
}

function refusalOf(code: number): Finding | undefined {
  if (code === ACCESS_DENIED) {
    return {
      causeId: 'app-refused',
      cause: 'The user may not open this app.',
      remedy: 'Ask the owner of its space or stream for access; section access may also leave the user out.',
    };
  }
  if (code !== APP_NOT_FOUND && code !== NOT_FOUND) return undefined;
  return {
    causeId: 'app-refused',
    cause: 'There is no such app.',
    remedy: 'Check the app’s id; the app may have been deleted or moved.',
  };
}

function describeFailure(failure: EngineFailure): readonly string[] {
  switch (failure.kind) {
    case 'closed':
      return [`closed, code ${failure.code}${failure.reason === '' ? '' : `: ${failure.reason}`}`];
    case 'notice':
      return [`notice: ${failure.name}`, ...(failure.message === undefined ? [] : [failure.message])];
    case 'must-sign-in':
      return ['notice: OnAuthenticationInformation, mustAuthenticate'];
    case 'session-refused':
      return [`notice: OnConnected, ${failure.state}`];
    case 'error':
      return [`the engine said: ${failure.message} (${failure.code})`];
    case 'time':
      return ['no answer in time'];
  }
}
