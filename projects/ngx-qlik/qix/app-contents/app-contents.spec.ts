import { type Signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { EngineValueState } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import { injectAppSession } from '../session/inject-app-session';
import { injectFields } from './fields';
import { injectMasterItems } from './master-items';
import { injectSheets } from './sheets';

describe('the contents of an app', () => {
  const page = useEnginePage();

  const read = async <T>(
    layout: unknown,
    begin: (appSession: ReturnType<typeof injectAppSession>) => { state: Signal<EngineValueState<T>> },
  ): Promise<T> => {
    page.qix.prepare = (doc) => (doc.layoutFor = () => layout);
    const { state } = TestBed.runInInjectionContext(() =>
      begin(injectAppSession(() => ({ connectionId: 'a', appId: 'sales' }))),
    );
    await page.settle();
    const current = state();
    if (current.status !== 'ready') throw new Error(`It is ${current.status}.`);
    return current.value;
  };

  it('returns sheets by rank, without hidden ones', async () => {
    const sheet = (id: string, rank: unknown, showCondition?: string) => ({
      qInfo: { qId: id },
      qMeta: { title: `Sheet ${id}`, description: 'About it', published: id === 'b' },
      qData: {
        rank,
        showCondition,
        columns: 24,
        rows: 12,
        cells: [{ name: 'chart', type: 'barchart', col: 1, row: 2, colspan: 3, rowspan: 4 }, {}],
      },
    });
    const qItems = [
      sheet('b', 2),
      sheet('a', 1),
      sheet('hidden', 0, '0'),
      sheet('shown', 3, '1'),
      'nonsense',
    ];
    const sheets = await read({ qAppObjectList: { qItems } }, injectSheets);
    expect(sheets.map(({ id }) => id)).toEqual(['a', 'b', 'shown']);
    expect(sheets[0]).toEqual({
      id: 'a',
      title: 'Sheet a',
      description: 'About it',
      rank: 1,
      columns: 24,
      rows: 12,
      cells: [
        { objectId: 'chart', type: 'barchart', column: 1, row: 2, columnSpan: 3, rowSpan: 4 },
        { objectId: '', type: '', column: 0, row: 0, columnSpan: 1, rowSpan: 1 },
      ],
      isPublished: false,
    });
  });

  it('accepts sheets without properties', async () => {
    const qItems = [{ qData: { title: 'Old', labelExpression: 'Evaluated' } }];
    const sheets = await read({ qAppObjectList: { qItems } }, injectSheets);
    expect(sheets[0]).toEqual(
      jasmine.objectContaining({ title: 'Evaluated', columns: 24, rows: 12, cells: [] }),
    );
  });

  it('accepts a layout without a list', async () => {
    expect(await read({}, injectSheets)).toEqual([]);
  });

  it('returns fields by name, without system and hidden ones', async () => {
    const qItems = [
      { qName: 'Year', qCardinal: 3, qTags: ['$numeric'], qSrcTables: ['Orders', 'Dates'] },
      { qName: 'Name', qCardinal: 9 },
      { qName: 'Secret', qIsHidden: true },
      { qName: '$Table', qIsSystem: true },
    ];
    expect(await read({ qFieldList: { qItems } }, injectFields)).toEqual([
      { name: 'Name', cardinality: 9, tags: [], isNumeric: false, tables: [] },
      { name: 'Year', cardinality: 3, tags: ['$numeric'], isNumeric: true, tables: ['Orders', 'Dates'] },
    ]);
  });

  it('returns master items by kind', async () => {
    const item = (qId: string, title: string, qData: object = {}) => ({
      qInfo: { qId },
      qMeta: { title },
      qData,
    });
    const items = await read(
      {
        dimensions: { qDimensionList: { qItems: [item('d2', 'Year'), item('d1', 'Month')] } },
        measures: { qMeasureList: { qItems: [item('m', 'Sales')] } },
        visualizations: {
          qAppObjectList: { qItems: [item('v', '', { name: 'Chart', visualization: 'barchart' })] },
        },
      },
      injectMasterItems,
    );
    expect(items.dimensions.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(items.measures[0]?.kind).toBe('measure');
    expect(items.visualizations[0]).toEqual({
      kind: 'visualization',
      id: 'v',
      title: 'Chart',
      description: '',
      tags: [],
      visualization: 'barchart',
    });
  });
});
