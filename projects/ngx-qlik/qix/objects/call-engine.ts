import type { Doc } from '@qlik/api/qix';
import { ɵrejectAfter as rejectAfter } from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { DEFAULT_SESSION_LIMITS } from '../session/session-limits';
import { type AppItem, toCallError, toEngineTimeout } from './engine-errors';

/**
 * Makes one call to the session's app as soon as the app is open.
 *
 * @param wanted what the call fetched, for the message that it is not there
 * @throws {QlikError} the reason why the app does not open, `engine-error`, `object-not-found`, `session-suspended`
 */
export async function callEngine<T>(
  appSession: AppSession,
  call: (doc: Doc) => Promise<T>,
  wanted?: AppItem,
): Promise<T> {
  const doc = appSession.doc() ?? (await appSession.ready);
  const { call: limit } = DEFAULT_SESSION_LIMITS;
  try {
    return await rejectAfter(call(doc), limit, () => toEngineTimeout(limit));
  } catch (thrown) {
    throw toCallError(thrown, appSession, wanted);
  }
}
