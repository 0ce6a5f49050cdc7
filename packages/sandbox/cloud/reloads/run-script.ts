import { isRecord } from '../../json/is-record.ts';
import { DOCUMENT, GLOBAL, withAppClient } from '../engine-client/app-client.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { User } from '../users/user.ts';
import type { ReloadRecord, ScriptResult } from './reload-store.ts';

/** Qlik ends a reload after three hours. */
const LIMIT_MS = 3 * 3_600_000;

/** Reloads the app in an app session of its own, as the user, and saves it. */
export function runScript(
  tenant: TenantContext,
  user: User,
  { id, appId, partial }: ReloadRecord,
  signal: AbortSignal,
): Promise<ScriptResult> {
  return withAppClient(tenant, user, { appId, identity: `reload-${id}` }, async ({ client }) => {
    // A reload that is over cannot be canceled, which is no error.
    const cancel = (): void => void client.call(GLOBAL, 'CancelReload', ['']).catch(() => undefined);
    signal.addEventListener('abort', cancel);
    try {
      const params = [{ qMode: 0, qPartial: partial }];
      const { qResult } = await client.call(DOCUMENT, 'DoReloadEx', params, LIMIT_MS);
      const { qSuccess, qScriptLogFile } = isRecord(qResult) ? qResult : {};
      const isSuccess = qSuccess === true;
      if (isSuccess && !signal.aborted) await client.call(DOCUMENT, 'DoSave', ['']);
      return { isSuccess, log: typeof qScriptLogFile === 'string' ? qScriptLogFile : '' };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  });
}
