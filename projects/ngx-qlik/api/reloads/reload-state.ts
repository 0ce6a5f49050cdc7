import type { Reload } from '@qlik/api/reloads';
import { type QlikConnection, QlikError, ɵquoteText as quoteText } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { ɵunexpectedResponse as unexpectedResponse } from 'ngx-qlik/rest';

/** How far a reload of an app is. `reload` is Qlik's record of it. */
export type ReloadState =
  /** Qlik has not answered the request. */
  | { readonly status: 'starting' }
  | { readonly status: 'queued' | 'reloading' | 'canceling'; readonly reload: Reload }
  | { readonly status: 'succeeded' | 'canceled'; readonly reload: Reload }
  /** The reload failed, or it is not known how it ended: then `reload` is not an ended one, or absent. */
  | { readonly status: 'failed'; readonly error: QlikError; readonly reload?: Reload };

/** Returns an answer that is a record of a reload. @throws {QlikError} `http-unexpected-answer` */
export function requireRecord(answer: unknown, connection: QlikConnection): Reload {
  const isReload =
    isRecord(answer) && [answer['id'], answer['status']].every((each) => typeof each === 'string');
  if (!isReload) throw unexpectedResponse(connection);
  return answer as unknown as Reload;
}

/** Returns the state of a record of Qlik's. */
export function toReloadState(reload: Reload, connection: QlikConnection): ReloadState {
  switch (reload.status) {
    case 'QUEUED':
      return { status: 'queued', reload };
    case 'CANCELING':
      return { status: 'canceling', reload };
    case 'SUCCEEDED':
      return { status: 'succeeded', reload };
    case 'CANCELED':
      return { status: 'canceled', reload };
    case 'FAILED':
    case 'EXCEEDED_LIMIT':
      return { status: 'failed', error: toReloadError(reload, connection), reload };
    default:
      return { status: 'reloading', reload };
  }
}

function toReloadError(
  { log, errorMessage, errorCode, status }: Reload,
  { id, label }: QlikConnection,
): QlikError {
  const lines = log?.trim().split('\n').reverse() ?? [];
  // The last line that says why: after it a log has only that the script has ended.
  const errorLine = lines.find((line) => /error/i.test(line))?.replace(/^.*?error:\s*/i, '');
  const found = [errorLine, errorMessage, errorCode, lines[0]].find(
    (text) => text !== undefined && text.trim() !== '',
  );
  const reason = found && quoteText(found);
  const params = reason ? { reason } : undefined;
  return status === 'EXCEEDED_LIMIT'
    ? new QlikError(
        'reload-failed',
        `${label} ended the reload at a limit of the tenant${reasonPart(reason)}`,
        {
          remedy: 'Load less data, or ask an administrator about the limits of reloads.',
          variant: 'limit',
          connectionId: id,
          params,
        },
      )
    : new QlikError('reload-failed', `The reload failed${reasonPart(reason)}`, {
        remedy: 'Correct the load script or its data, and reload again.',
        connectionId: id,
        params,
      });
}

function reasonPart(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${reason}`;
}

/** The error of a reload that was canceled. */
export function reloadCanceled({ id, label }: QlikConnection): QlikError {
  return new QlikError('reload-canceled', `The reload at ${label} was canceled.`, {
    remedy: 'Start it again.',
    connectionId: id,
  });
}
