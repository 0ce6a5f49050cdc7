import {
  type ConnectionId,
  QlikError,
  type QlikErrorCode,
  type QlikErrorDetails,
  ɵquoteText as quoteText,
} from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { IDLE, planFor } from './suspension';

/** The app that an error is about. */
export interface FailedApp {
  readonly connectionId: ConnectionId;
  readonly appId: string;
}

interface Explanation {
  readonly code: QlikErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly isRetryable: boolean;
}

/** The close code of client-managed servers, for every reason. */
const CLOSED_BY_SERVER = 1000;

/** An engine may give the same answer to a user without access. */
const NO_SUCH_APP = {
  message: 'There is no such app, or you have no access to it.',
  remedy:
    'Check the app id; the app may have been deleted or moved. Otherwise ask its owner for access, or sign in as another user.',
};

/**
 * The close codes of Qlik's WebSockets.
 * @see `@qlik/api` 2.19, `websocket-errors` and `WEBSOCKET_CUSTOM_CLOSE_CODES`
 */
const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  [CLOSED_BY_SERVER]: unavailable(
    'The server closed the connection.',
    'Try again. On a client-managed server a license or an engine may be missing: ask an administrator. Or this user has five sessions open: then sign out in other browsers and on other devices, or wait until those sessions end.',
  ),
  4000: suspended('The session was suspended by this page.', 'Resume it.'),
  4001: suspended('The engine closed the session because nothing happened for a while.', 'Resume it.'),
  4002: suspended(
    'The license for this session must be renewed.',
    'Resume it. If it happens again, ask an administrator.',
  ),
  4003: suspended('The engine is being stopped.', 'Wait: the session resumes on another engine.'),
  4004: suspended('The app was unloaded from the engine.', 'Wait: the app opens again.'),
  4005: suspended(
    'This user has too many sessions open.',
    'Close other tabs or devices, or wait until their sessions end, then resume.',
  ),
  4006: suspended('The sign-in of this session is no longer accepted.', 'Resume it, or sign in again.'),
  4007: suspended('The app has changed its mode.', 'Wait: the app opens again.'),
  4202: fatal('app-open-failed', 'Qlik did not understand the request for the app.', 'Check the app id.'),
  4203: fatal('app-forbidden', 'You may not open this app.', 'Ask the owner of its space for access.'),
  4204: fatal('app-not-found', NO_SUCH_APP.message, NO_SUCH_APP.remedy),
  4205: unavailable('Too many requests were sent in a short time.', 'Wait a minute and try again.'),
  4220: unavailable('The engine had a problem.', 'Try again.'),
  4222: unavailable('The engine’s reservation for this session expired.', 'Try again.'),
  4230: fatal('app-forbidden', 'Your license does not allow this.', 'Ask an administrator for access.'),
  4240: unavailable('No engine is free to open the app.', 'Try again in a minute.'),
};

const UNEXPLAINED: Explanation = unavailable(
  'The connection to Qlik was interrupted.',
  'Check the network and try again.',
);

/** Returns the error for a socket that closed during a session. */
export function toSuspensionError(closeCode: number | undefined, app: FailedApp): QlikError {
  const found = EXPLANATIONS[closeCode ?? 0] ?? UNEXPLAINED;
  const code = found.code === 'engine-unavailable' ? 'session-suspended' : found.code;
  return new QlikError(code, found.message, {
    remedy: withAppId(found.remedy, app),
    isRetryable: found.isRetryable,
    connectionId: app.connectionId,
    status: closeCode,
    ...(code === 'app-not-found' ? named(app) : { variant: closeCode?.toString() }),
  });
}

/**
 * Converts the error of an app that did not open: a `QlikError` that lost its class in Qlik's code, a close code, or a QIX error.
 */
export function toOpenError(thrown: unknown, app: FailedApp): QlikError {
  if (thrown instanceof QlikError) return thrown.for(app.connectionId);
  const own = findOwnError(thrown, app.connectionId);
  if (own) return own;
  const code = findCode(thrown);
  const details = { connectionId: app.connectionId, status: code, cause: thrown };
  const explained = code === undefined ? undefined : EXPLANATIONS[code];
  if (explained) {
    // A client-managed server has one code for everything and gives the reason as text.
    const reason = code === CLOSED_BY_SERVER ? findReason(thrown) : undefined;
    const message = reason === undefined ? explained.message : `The server closed the connection: ${reason}.`;
    return new QlikError(explained.code, message, {
      ...details,
      remedy: withAppId(explained.remedy, app),
      isRetryable: explained.isRetryable,
      ...(explained.code === 'app-not-found' ? named(app) : { variant: String(code) }),
      ...(reason === undefined ? {} : { params: { reason } }),
    });
  }
  if (code === QIX_APP_NOT_FOUND) {
    return new QlikError('app-not-found', NO_SUCH_APP.message, {
      ...details,
      ...named(app),
      remedy: withAppId(NO_SUCH_APP.remedy, app),
    });
  }
  if (code === QIX_ACCESS_DENIED) {
    return new QlikError('app-forbidden', 'You may not open this app.', {
      ...details,
      remedy: 'Ask the owner of its space for access.',
    });
  }
  const reason = messageOf(thrown);
  return new QlikError('app-open-failed', reason ?? `The app ${app.appId} could not be opened.`, {
    ...details,
    isRetryable: true,
    params: { app: app.appId, ...(reason !== undefined && { reason }) },
    remedy:
      'Try again. If it happens again, check that the server accepts WebSockets from this page (client-managed: the host allow list of the virtual proxy) and from this sign-in.',
  });
}

/** What translations name of an app that is not there. */
function named({ appId }: FailedApp): Pick<QlikErrorDetails, 'variant' | 'params'> {
  return { variant: 'app', params: { app: quoteText(appId) } };
}

/** Names the app in a remedy that is about its id. */
function withAppId(remedy: string, { appId }: FailedApp): string {
  return remedy.replace('Check the app id', () => `Check the app id "${appId}"`);
}

/** Returns the error for an app that does not open in time. */
export function toOpenTimeout(app: FailedApp, milliseconds: number): QlikError {
  return new QlikError('app-open-timeout', `The app did not open within ${milliseconds / 1000} s.`, {
    remedy: 'Try again; the engine may be busy or the app very large.',
    isRetryable: true,
    params: { limit: milliseconds / 1000 },
    connectionId: app.connectionId,
  });
}

/** Returns the error for a session that waits for the network. */
export function toOfflineError(app: FailedApp): QlikError {
  return new QlikError('session-suspended', 'This device is offline.', {
    remedy: 'The session resumes when the network is back.',
    isRetryable: true,
    variant: 'offline',
    connectionId: app.connectionId,
  });
}

/** Returns the error for a session that could not reconnect. */
export function toUnreachableError(
  app: FailedApp,
  attempts: number,
  cause: QlikError | undefined,
): QlikError {
  return new QlikError('session-suspended', `Qlik could not be reached again in ${attempts} attempts.`, {
    remedy: 'Check the network, then resume.',
    isRetryable: true,
    variant: 'unreachable',
    params: { attempts },
    connectionId: app.connectionId,
    cause,
  });
}

const QIX_ACCESS_DENIED = 5;
const QIX_APP_NOT_FOUND = 1003;

function suspended(message: string, remedy: string): Explanation {
  return { code: 'session-suspended', message, remedy, isRetryable: true };
}

function unavailable(message: string, remedy: string): Explanation {
  return { code: 'engine-unavailable', message, remedy, isRetryable: true };
}

function fatal(code: QlikErrorCode, message: string, remedy: string): Explanation {
  return { code, message, remedy, isRetryable: false };
}

/** Finds a `QlikError` whose class is lost: Qlik's code copies the fields of an error, such as `code` and `remedy`, into a new one. */
function findOwnError(thrown: unknown, connectionId: ConnectionId): QlikError | undefined {
  if (!isRecord(thrown)) return undefined;
  const { code, remedy, status, retryAfterSeconds, variant, params } = thrown;
  // Errors of the engine and of enigma have no string code and no remedy.
  if (typeof code !== 'string' || typeof remedy !== 'string') return undefined;
  const details: QlikErrorDetails = {
    remedy,
    connectionId,
    isRetryable: thrown['isRetryable'] === true,
    cause: thrown,
    ...(typeof status === 'number' && { status }),
    ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
    ...(typeof variant === 'string' && { variant }),
    ...(isRecord(params) && { params: params as Record<string, string | number> }),
  };
  // Qlik puts "Failed to open app … on …: " before the message.
  const message = (messageOf(thrown) ?? '').replace(/^Failed to open app \S+(?: on \S+)?: /, '');
  return new QlikError(code as QlikErrorCode, message, details);
}

/** Returns the close code in enigma's `original` event, or the code of a QIX error. */
function findCode(thrown: unknown): number | undefined {
  const code = closeCodeOf(thrown) ?? (isRecord(thrown) ? thrown['code'] : undefined);
  return typeof code === 'number' ? code : undefined;
}

/** Returns the close code in enigma's `original` event, of a call that failed because the socket closed. */
export function closeCodeOf(thrown: unknown): number | undefined {
  const original = isRecord(thrown) ? thrown['original'] : undefined;
  const code = isRecord(original) ? original['code'] : undefined;
  return typeof code === 'number' ? code : undefined;
}

function findReason(thrown: unknown): string | undefined {
  const original = isRecord(thrown) ? thrown['original'] : undefined;
  const reason = isRecord(original) ? original['reason'] : undefined;
  return typeof reason === 'string' && reason.trim() !== ''
    ? quoteText(reason).replace(/\.$/, '')
    : undefined;
}

function messageOf(thrown: unknown): string | undefined {
  return isRecord(thrown) && typeof thrown['message'] === 'string' && thrown['message'] !== ''
    ? quoteText(thrown['message'])
    : undefined;
}

/** The error of an app that was closed before it was open. */
export function toClosedError({ connectionId }: FailedApp): QlikError {
  return new QlikError('session-suspended', 'The app was closed before it was open.', {
    remedy: 'Open it again.',
    variant: 'closed',
    connectionId,
  });
}

/** The notice of a session that was rebuilt. @param lostFields the fields without their selections */
export function toLostSessionError({ connectionId }: FailedApp, lostFields: readonly string[]): QlikError {
  const fields = lostFields.join(', ');
  return new QlikError('session-lost', 'The engine had lost the session; it was rebuilt.', {
    remedy: fields
      ? `Check the selections in ${fields}.`
      : 'No action is needed: the selections were restored.',
    ...(fields && { variant: 'fields', params: { fields } }),
    connectionId,
  });
}

/** Errors for which a retry does not help. */
const FINAL_CODES: readonly QlikErrorCode[] = [
  'app-not-found',
  'app-forbidden',
  'sign-in-required',
  'sign-in-refused',
  'credential-refused',
  'credential-expired',
];

/** Whether another attempt would fail with the same error. */
export function isFinal({ code, status }: QlikError): boolean {
  return FINAL_CODES.includes(code) || planFor(status) === 'wait';
}

/** Whether the session may resume without the user: after idleness and lost connections, but not at session or license limits. */
export function canResumeAutomatically({ status }: QlikError): boolean {
  return status === undefined || status === IDLE || planFor(status) !== 'wait';
}
