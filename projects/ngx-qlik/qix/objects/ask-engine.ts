import type { Doc } from '@qlik/api/qix';
import { ɵrejectAfter as rejectAfter } from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { DEFAULT_SESSION_LIMITS } from '../session/session-limits';
import { toEngineError, toEngineTimeout } from './engine-errors';

/**
 * Asks the app of a session once, as soon as it is open.
 *
 * @throws {QlikError} why the app does not open, `engine-error`, `object-not-found`, `session-suspended`
 */
export async function askEngine<T>(session: AppSession, question: (doc: Doc) => Promise<T>): Promise<T> {
  const doc = session.doc() ?? (await session.ready);
  const { call: limit } = DEFAULT_SESSION_LIMITS;
  try {
    return await rejectAfter(question(doc), limit, () => toEngineTimeout(limit));
  } catch (thrown) {
    throw toEngineError(thrown, session.connectionId);
  }
}
