import { createQlikApi } from '@qlik/api';

/** Returns the selections, read by another client of the same user, app and identity: fields with counts. */
export async function selectedIn(
  host: string,
  appId: string,
  identity: string,
): Promise<readonly (readonly [string, number])[]> {
  const api = createQlikApi({ hostConfig: { host, authType: 'none' } });
  const appSession = api.qix.openAppSession({ appId, identity });
  try {
    const doc = await appSession.getDoc();
    const selections = await doc.createSessionObject({
      qInfo: { qType: 'current' },
      qSelectionObjectDef: {},
    });
    const { qSelectionObject } = await selections.getLayout();
    return (qSelectionObject?.qSelections ?? []).map(
      ({ qField = '', qSelectedCount = 0 }) => [qField, qSelectedCount] as const,
    );
  } finally {
    await appSession.close({ websocketCloseDelay: 0 });
  }
}
