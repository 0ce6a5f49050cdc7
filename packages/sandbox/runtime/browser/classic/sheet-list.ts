import type { Doc } from '@qlik/api/qix';
import { isRecord } from '../../../json/is-record.ts';

export interface ListedSheet {
  readonly id: string;
  readonly title: string;
}

/** The sheets of an app in their order. */
export async function listSheets(doc: Doc): Promise<readonly ListedSheet[]> {
  const list = await doc.createSessionObject({
    qInfo: { qType: 'SheetList' },
    qAppObjectListDef: { qType: 'sheet', qData: { rank: '/rank' } },
  });
  const { qAppObjectList } = await list.getLayout();
  const items = (qAppObjectList?.qItems ?? []).map((item) => {
    const data: unknown = item.qData;
    const meta: unknown = item.qMeta;
    const { rank } = isRecord(data) ? data : {};
    const { title } = isRecord(meta) ? meta : {};
    return {
      id: item.qInfo?.qId ?? '',
      title: typeof title === 'string' && title ? title : 'Sheet',
      rank: typeof rank === 'number' ? rank : 0,
    };
  });
  await doc.destroySessionObject(list.id);
  return items.sort((a, b) => a.rank - b.rank);
}
