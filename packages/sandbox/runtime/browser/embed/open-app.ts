import type { AppSession, Doc } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';
import { qix } from '../qlik-client.ts';
import { EmbedError, requiredTextProp, textProp, type EmbedProps } from './props.ts';

/** An app that is open for one embed; the socket behind it is shared by everything on the page. */
export interface OpenApp {
  readonly appId: string;
  readonly doc: Doc;
  /** Releases the app; the socket closes some seconds later unless another embed uses it. */
  close(): void;
}

/**
 * Opens the app that an embed's attributes name.
 * @throws {EmbedError} `missing-parameter` without an app id, `app-not-opened` with Qlik's own message.
 */
export async function openApp(props: EmbedProps): Promise<OpenApp> {
  const appId = requiredTextProp(props, 'appId');
  const identity = textProp(props, 'identity');
  const appSession = qix.default.openAppSession({
    appId,
    ...(identity && { identity }),
    ...(props.hostConfig && { hostConfig: props.hostConfig }),
  });
  try {
    return { appId, doc: await appSession.getDoc(), close: () => closeSession(appSession) };
  } catch (error) {
    closeSession(appSession);
    throw new EmbedError(
      'app-not-opened',
      `App "${appId}" could not be opened: ${messageOf(error)}`,
      'Check the app id, and that the signed-in user may open it.',
      { cause: error },
    );
  }
}

/** Not awaited: Qlik's promise settles only after its closing delay, and no code depends on it. */
function closeSession(appSession: AppSession): void {
  appSession
    .close()
    .catch((error: unknown) => console.error('qlik-embed: an app session did not close.', error));
}

/** Qlik's clients reject with errors and with plain `{ code, message }`. */
export function messageOf(error: unknown): string {
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
}
