import type { QlikConnection } from 'ngx-qlik';
import type { EngineFailure } from './runner/qix-probe';
import type { CheckResult } from './report/report';
import { explainClose, explainNotice } from './close-codes';
import { signInAdvice } from './sign-in-advice';
import { failed, type Finding, passed, skipped, warnedBlocking } from './check-results';

/** The outcome of a request to the engine. */
export type EngineOutcome<T> =
  | { readonly value: T; readonly failure?: never }
  | { readonly value?: never; readonly failure: EngineFailure };

/** Source: Qlik's engine API, `NxErrors`: access denied, no such app. */
const ACCESS_DENIED = 5;
const APP_NOT_FOUND = 1003;
/** The app cannot be loaded; Qlik Cloud also sends it for an app that does not exist. */
const NOT_FOUND = 2;

/** Checks whether the engine responds. */
export function checkEngine(connection: QlikConnection, outcome: EngineOutcome<string>): CheckResult {
  if (outcome.failure === undefined) return passed(`engine ${outcome.value}`);
  return failed(
    findingOf(connection, outcome.failure) ?? {
      causeId: 'engine-silent',
      cause: 'The WebSocket is open, but the engine does not respond.',
      remedy:
        connection.platform === 'cloud'
          ? 'Run it again in a minute, and see status.qlikcloud.com. A proxy that lets WebSockets open and blocks their messages has the same effect.'
          : 'Check the engine’s service and log (Management console > Engines), and proxies that let WebSockets open and block their messages.',
    },
    ...describeFailure(outcome.failure),
  );
}

/** The app to open. */
export interface ChosenApp {
  readonly id: string;
  readonly name?: string;
}

/** Checks whether the app opens. */
export function checkApp(
  connection: QlikConnection,
  app: ChosenApp | undefined,
  outcome: EngineOutcome<unknown> | undefined,
): CheckResult {
  if (app === undefined) {
    return warnedBlocking({
      causeId: 'no-app',
      cause: 'There is no app that this user may open.',
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
          ? 'Run it again: a large app takes longer the first time. If it happens again, check the memory of the engine.'
          : 'Check that the app opens in Qlik’s own hub as this user; if it does, see the engine’s message.',
    },
    line,
    ...describeFailure(failure),
  );
}

/** Checks whether the engine calculates. @param outcome value of the expression `1` */
export function checkHypercube(connection: QlikConnection, outcome: EngineOutcome<unknown>): CheckResult {
  const { failure } = outcome;
  const finding: Finding = {
    causeId: 'hypercube-failed',
    cause: 'The app is open, but the engine does not calculate.',
    remedy:
      'Run it again. If it happens again, check the memory and the log of the engine, and whether section access leaves this user any data.',
  };
  if (failure !== undefined)
    return failed(findingOf(connection, failure) ?? finding, ...describeFailure(failure));
  if (outcome.value !== 1)
    return failed(finding, `the engine calculated ${String(outcome.value)} for the expression 1`);
  return passed('a hypercube of one measure was calculated');
}

function findingOf(connection: QlikConnection, failure: EngineFailure): Finding | undefined {
  switch (failure.kind) {
    case 'closed':
      return (
        explainClose(failure.code) ?? {
          causeId: 'socket-closed',
          cause: `The WebSocket was closed unexpectedly (code ${failure.code}).`,
          remedy:
            failure.code === 1000
              ? 'Run it again. A client-managed server uses this code when a license or an engine is missing, or when the user has five sessions open: see the logs of its proxy.'
              : 'Run it again. If it happens again, something on the way ends connections: proxies with short time limits, VPN, or the engine itself (see its log).',
        }
      );
    case 'notice':
      return explainNotice(failure.name);
    case 'must-sign-in':
      return {
        causeId: 'engine-asks-to-sign-in',
        cause: 'The server opens the WebSocket and requires a sign-in on it: it does not know the session.',
        remedy: signInAdvice(connection),
      };
    case 'session-refused':
      return {
        causeId: 'engine-refused',
        cause: `The engine creates no session (${failure.state}).`,
        remedy: /LICENSE/.test(failure.state)
          ? 'Give the user a license or an access type.'
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
      remedy: 'Ask the owner of its space or stream for access; section access may also exclude the user.',
    };
  }
  if (code !== APP_NOT_FOUND && code !== NOT_FOUND) return undefined;
  return {
    causeId: 'app-refused',
    cause: 'There is no such app, or the user has no access to it.',
    remedy:
      'Check the app’s id; the app may have been deleted or moved. Otherwise ask its owner for access, or sign in as another user.',
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
      return [`the engine’s error: ${failure.message} (${failure.code})`];
    case 'time':
      return ['no answer in time'];
  }
}
