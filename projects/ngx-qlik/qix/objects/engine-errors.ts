import { untracked } from '@angular/core';
import { type ConnectionId, QlikError, type QlikErrorDetails, ɵquoteText as quoteText } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { AppSession } from '../session/app-session';
import { codeOf, isAborted, isDisconnection, isNotFound } from './engine-codes';

/** What a call fetches from an app, for the message that the app does not have it. */
export interface AppItem {
  /** Also the variant of the error, by which translations are found. */
  readonly kind: 'object' | 'bookmark' | 'field' | 'variable';
  /** Its id, or its name. */
  readonly name: string;
}

/**
 * Whether a call in an app failed because the socket is closed. `getObject` and `getField` of `@qlik/api` report every error as "Object not
 * found" (`createGetMethod`, 2.19): while the app is not connected, that says nothing about the object.
 */
export function isDisconnectionOf(appSession: AppSession | undefined, thrown: unknown): boolean {
  if (isDisconnection(thrown)) return true;
  return isNotFound(thrown) && appSession !== undefined && untracked(appSession.state).status !== 'open';
}

/**
 * Converts the error of a failed call in an app.
 *
 * @param wanted what the call fetched, where there may be no such
 */
export function toCallError(
  thrown: unknown,
  appSession: AppSession | undefined,
  wanted?: AppItem,
): QlikError {
  const connectionId = appSession?.connectionId;
  if (thrown instanceof QlikError) return toEngineError(thrown, connectionId);
  if (isDisconnectionOf(appSession, thrown)) return toInterruption(thrown, connectionId);
  if (appSession && wanted && isNotFound(thrown)) {
    const details = { appId: appSession.appId, connectionId, status: codeOf(thrown), cause: thrown };
    return notInApp(wanted, { ...details, remedy: OBJECT_REMEDY });
  }
  return toEngineError(thrown, connectionId);
}

/** Converts the error of a failed call to the engine. enigma's errors have `code`, `message` and often `parameter`. */
export function toEngineError(thrown: unknown, connectionId?: ConnectionId): QlikError {
  if (thrown instanceof QlikError) return connectionId ? thrown.for(connectionId) : thrown;
  const code = codeOf(thrown);
  const details = { connectionId, status: code, cause: thrown };
  if (isDisconnection(thrown)) return toInterruption(thrown, connectionId);
  if (isNotFound(thrown))
    return new QlikError('object-not-found', 'There is no such object in this app.', {
      ...details,
      remedy: OBJECT_REMEDY,
    });
  const text = textOf(thrown);
  return new QlikError('engine-error', text || 'The engine refused the call.', {
    ...details,
    remedy: 'Check the expression or the object of the call.',
    isRetryable: isAborted(thrown),
    ...(!text && { variant: 'call' }),
  });
}

/** The error for a call without a response in time. */
export function toEngineTimeout(milliseconds: number): QlikError {
  return new QlikError('engine-error', `The engine did not answer within ${milliseconds / 1000} s.`, {
    remedy: 'Ask for less data, or try again later.',
    isRetryable: true,
    variant: 'timeout',
    params: { limit: milliseconds / 1000 },
  });
}

/** The error for a field that the app does not have. The engine, and `getField` of `@qlik/api`, call it an object. */
export function noSuchField(field: string, { connectionId, status, cause }: QlikError): QlikError {
  return notInApp(
    { kind: 'field', name: field },
    {
      connectionId,
      status,
      cause,
      remedy:
        'Check its name, upper and lower case included. The app’s script may have renamed or dropped it.',
    },
  );
}

/** The error for a selection that the engine rejected. @param wanted the values or the search @param inField the field, where it is not named elsewhere */
export function refusedSelection(wanted = '', inField = ''): QlikError {
  const selection = quoteText(wanted);
  const field = quoteText(inField);
  const what = (selection && ` of ${selection}`) + (field && ` in the field "${field}"`);
  return new QlikError('engine-error', `The engine did not accept the selection${what}.`, {
    remedy: 'The field may be locked, or always have one value selected, or lack the value.',
    variant: `${field && 'field-'}${selection ? 'selection' : 'refusal'}`,
    params: { selection, field },
  });
}

/** The error for a call in several fields that failed in more than one. It has code and remedy of the first. */
export function notSelected(
  failures: readonly { readonly field: string; readonly error: unknown }[],
): unknown {
  const [first] = failures;
  if (failures.length === 1 || !(first?.error instanceof QlikError)) return first?.error;
  const { code, remedy, connectionId, status } = first.error;
  const fields = quoteText(failures.map(({ field }) => field).join(', '));
  return new QlikError(code, `These fields could not be selected in: ${fields}.`, {
    remedy,
    connectionId,
    status,
    cause: first.error,
    variant: 'fields',
    params: { fields },
  });
}

/** Converts an error inside a layout, of a table or list that cannot be calculated, or of one column. */
export function toLayoutError(
  error: { readonly qErrorCode?: number; readonly qContext?: string; readonly qExtendedMessage?: string },
  what: 'table' | 'list' | 'column',
): QlikError {
  const detail = quoteText([error.qContext, error.qExtendedMessage].filter(Boolean).join(': '));
  const subject = `${what === 'column' ? 'This' : 'The'} ${what}`;
  return new QlikError('engine-error', `${subject} cannot be calculated.${detail && ` (${detail})`}`, {
    remedy: 'Check the expressions.',
    status: error.qErrorCode,
    variant: `${what}-calculation`,
    ...(detail && { params: { reason: detail } }),
  });
}

const OBJECT_REMEDY = 'Check its id. It may have been deleted, or belong to another app.';

/** The error for what an app does not have. @param details with the app's id where the message shall name it */
export function notInApp(
  { kind, name }: AppItem,
  { appId, ...details }: Omit<QlikErrorDetails, 'variant' | 'params'> & { readonly appId?: string },
): QlikError {
  const quoted = quoteText(name);
  const where = appId === undefined ? 'this app' : `the app "${appId}"`;
  return new QlikError('object-not-found', `There is no ${kind} "${quoted}" in ${where}.`, {
    ...details,
    variant: kind,
    params: { name: quoted, ...(appId !== undefined && { app: appId }) },
  });
}

/** The error of a call whose connection was lost. */
export function toInterruption(thrown: unknown, connectionId: ConnectionId | undefined): QlikError {
  return new QlikError('session-suspended', 'The connection to Qlik was interrupted.', {
    connectionId,
    status: codeOf(thrown),
    cause: thrown,
    remedy: 'Wait until the session is resumed, then try again.',
    variant: 'interrupted',
    isRetryable: true,
  });
}

/** A call of the engine's protocol, such as `GetLayout`, or one of its parameters, such as `qDef`. Users know neither; the cause has them. */
const METHOD_NAME =
  /^(?:(?:Get|Set|Open|Create|Destroy|Select|Clear|Apply|Evaluate|Check|Do|Begin|End|Lock|Unlock|Search|Export|Expand|Back|Forward|Publish|Save|Remove|Add)[A-Z]\w*|q[A-Z]\w*|\/q[A-Z]\S*)$/;

/** Whether a text is the name of an engine method or parameter. */
export function isMethodName(text: string): boolean {
  return METHOD_NAME.test(text);
}

/** What the engine says; empty where that is no text for users. */
function textOf(thrown: unknown): string {
  if (!isRecord(thrown)) return quoteText(String(thrown));
  const { message, parameter } = thrown;
  const parts = [message, parameter].filter(
    (part) => typeof part === 'string' && part !== '' && !isMethodName(part),
  );
  return quoteText(parts.join(': '));
}
