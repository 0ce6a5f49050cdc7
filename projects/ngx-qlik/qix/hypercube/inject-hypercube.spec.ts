import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { useEnginePage } from '../engine-page.spec';
import { FakeObject } from '../fake-engine.spec';
import { injectAppSession } from '../session/inject-app-session';
import type { HypercubeDefinition } from './hypercube-definition';
import { injectHypercube } from './inject-hypercube';

const LAYOUT = {
  qHyperCube: {
    qSize: { qcx: 2, qcy: 1_000 },
    qDimensionInfo: [
      { qFallbackTitle: 'Region', qSortIndicator: 'A', qDimensionType: 'D', qMin: 'NaN', qMax: 'NaN' },
    ],
    qMeasureInfo: [{ qFallbackTitle: 'Sales', qSortIndicator: 'D', qMin: 1, qMax: 9 }],
    qEffectiveInterColumnSortOrder: [1, 0],
    qGrandTotalRow: [{ qText: '99', qNum: 99 }],
    qDataPages: [
      {
        qArea: { qTop: 0, qLeft: 0, qWidth: 2, qHeight: 2 },
        qMatrix: [
          [
            { qText: 'N', qNum: 'NaN', qElemNumber: 3, qState: 'S' },
            { qText: '9', qNum: 9, qElemNumber: 0, qState: 'L' },
          ],
          [
            { qText: '-', qNum: 'NaN', qElemNumber: -2, qIsNull: true, qState: 'X' },
            { qText: '1', qNum: 1 },
          ],
        ],
      },
    ],
  },
};

describe('injectHypercube', () => {
  const page = useEnginePage();
  const definition = signal<HypercubeDefinition | undefined>(undefined);
  const begin = async () => {
    const hypercube = TestBed.runInInjectionContext(() =>
      injectHypercube(
        injectAppSession(() => ({ connectionId: 'a', appId: 'sales' })),
        definition,
      ),
    );
    await page.settle();
    return hypercube;
  };
  const cube = () => page.qix.last.doc.objectOf('ngx-qlik-table');
  const callsOf = (object: FakeObject) => object.calls.map(([name]) => name);

  beforeEach(() => {
    definition.set({ dimensions: ['Region'], measures: ['Sum(Sales)'] });
    page.qix.prepare = (doc) => (doc.layoutFor = () => LAYOUT);
  });

  it('reads columns, size and the first rows from the layout', async () => {
    const hypercube = await begin();
    expect(hypercube.rowCount()).toBe(1_000);
    expect(hypercube.columns()).toEqual([
      {
        kind: 'dimension',
        index: 0,
        indexInKind: 0,
        title: 'Region',
        direction: 'ascending',
        isNumeric: false,
      },
      {
        kind: 'measure',
        index: 1,
        indexInKind: 0,
        title: 'Sales',
        direction: 'descending',
        sorted: 'descending',
        isNumeric: true,
        min: 1,
        max: 9,
      },
    ]);
    expect(hypercube.firstRows()).toEqual([
      {
        index: 0,
        cells: [
          { text: 'N', elementNumber: 3, state: 'selected', isNull: false },
          { text: '9', number: 9, elementNumber: 0, state: 'locked', isNull: false },
        ],
      },
      {
        index: 1,
        cells: [
          { text: '-', elementNumber: -2, state: 'excluded', isNull: true },
          { text: '1', number: 1, elementNumber: -1, isNull: false },
        ],
      },
    ]);
    expect(await hypercube.page(0, 2)).toEqual(hypercube.firstRows());
    expect(callsOf(cube())).toEqual([]);
  });

  it('converts fields, expressions, labels, library items and order to properties', async () => {
    definition.set({
      dimensions: ['Region', { field: '=Year(Date)', label: 'Year', hidesNull: true }, { libraryId: 'd' }],
      measures: [
        '=Sum(Sales)',
        { expression: 'Avg(Price)', label: 'Price', format: '#,##0' },
        { libraryId: 'm' },
      ],
      sort: { column: 3, direction: 'ascending' },
      suppressesZero: true,
      stateName: 'Left',
    });
    await begin();
    const properties = JSON.parse(JSON.stringify(cube().properties)) as {
      qStateName: string;
      qHyperCubeDef: Record<string, unknown>;
    };
    const { qHyperCubeDef } = properties;
    expect(properties.qStateName).toBe('Left');
    expect(qHyperCubeDef['qInterColumnSortOrder']).toEqual([3, 0, 1, 2, 4, 5]);
    expect(qHyperCubeDef['qSuppressZero']).toBeTrue();
    expect(qHyperCubeDef['qInitialDataFetch']).toEqual([{ qTop: 0, qLeft: 0, qWidth: 6, qHeight: 100 }]);
    const dimensions = qHyperCubeDef['qDimensions'] as {
      qDef: { qFieldDefs?: string[]; qFieldLabels?: string[] };
    }[];
    expect(dimensions.map(({ qDef }) => qDef.qFieldDefs)).toEqual([['[Region]'], ['=Year(Date)'], undefined]);
    expect(dimensions.map(({ qDef }) => qDef.qFieldLabels)).toEqual([['Region'], ['Year'], undefined]);
    const measures = qHyperCubeDef['qMeasures'] as { qDef: { qDef?: string; qReverseSort: boolean } }[];
    expect(measures.map(({ qDef }) => qDef.qDef)).toEqual(['Sum(Sales)', 'Avg(Price)', undefined]);
    // The natural order is descending, so ascending is reversed.
    expect(measures.map(({ qDef }) => qDef.qReverseSort)).toEqual([true, false, false]);
  });

  it('fetches pages, and new ones after a change', async () => {
    const hypercube = await begin();
    cube().hyperCubeData = (top, height) => ({
      qArea: { qTop: top },
      qMatrix: Array.from({ length: height }, (_, row) => [{ qText: `${top + row}` }, {}]),
    });
    const rows = await hypercube.page(700, 3);
    expect(rows.map(({ index, cells }) => [index, cells[0]?.text])).toEqual([
      [700, '700'],
      [701, '701'],
      [702, '702'],
    ]);
    await hypercube.page(701, 2);
    expect(callsOf(cube())).toEqual(['getHyperCubeData']);
    const before = hypercube.state();
    cube().emit('changed');
    await page.settle();
    expect(hypercube.state()).not.toBe(before);
    await hypercube.page(701, 2);
    expect(callsOf(cube())).toEqual(['getHyperCubeData', 'getHyperCubeData']);
  });

  it('selects, and fails when the engine rejects the selection', async () => {
    const hypercube = await begin();
    await hypercube.select(0, [3]);
    await hypercube.select(0, [3, 4], { mode: 'toggle' });
    expect(cube().calls).toEqual([
      ['selectHyperCubeValues', '/qHyperCubeDef', 0, [3], false],
      ['selectHyperCubeValues', '/qHyperCubeDef', 0, [3, 4], true],
    ]);
    cube().isSelectable = false;
    await expectAsync(hypercube.select(0, [3])).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
  });

  it('sorts for this session only', async () => {
    const hypercube = await begin();
    await hypercube.sort({ column: 0, direction: 'descending' });
    await hypercube.sort({ column: 1, direction: 'descending' });
    expect(cube().calls).toEqual([
      [
        'applyPatches',
        [
          { qOp: 'Replace', qPath: '/qHyperCubeDef/qInterColumnSortOrder', qValue: '[0,1]' },
          { qOp: 'Replace', qPath: '/qHyperCubeDef/qDimensions/0/qDef/qReverseSort', qValue: 'true' },
        ],
        true,
      ],
      [
        'applyPatches',
        [
          { qOp: 'Replace', qPath: '/qHyperCubeDef/qInterColumnSortOrder', qValue: '[1,0]' },
          { qOp: 'Replace', qPath: '/qHyperCubeDef/qMeasures/0/qDef/qReverseSort', qValue: 'false' },
        ],
        true,
      ],
    ]);
    await expectAsync(hypercube.sort({ column: 7, direction: 'ascending' })).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
  });

  it('takes the table of an object of the app', async () => {
    const own = new FakeObject('chart', {}, LAYOUT);
    page.qix.prepare = (doc) => doc.ownObjects.set('chart', own);
    definition.set({ objectId: 'chart' });
    const hypercube = await begin();
    expect(hypercube.columns().map(({ title }) => title)).toEqual(['Region', 'Sales']);
    hypercube.destroy();
    expect(own.listenerCount).toBe(0);
  });

  it('shows the columns of such an object in display order, without hidden ones', async () => {
    const cube = {
      ...LAYOUT.qHyperCube,
      qColumnOrder: [2, 1, 0],
      qDimensionInfo: [
        { qFallbackTitle: 'Region', qSortIndicator: 'A' },
        { qFallbackTitle: 'Year', qError: { qErrorCode: 7005, qContext: '', qExtendedMessage: 'Pick one' } },
      ],
      qEffectiveInterColumnSortOrder: [1, 2, 0],
    };
    page.qix.prepare = (doc) =>
      doc.ownObjects.set('chart', new FakeObject('chart', {}, { qHyperCube: cube }));
    definition.set({ objectId: 'chart' });
    const hypercube = await begin();
    expect(hypercube.columns().map(({ title }) => title)).toEqual(['Region', 'Year', 'Sales']);
    expect(hypercube.shownColumns().map(({ title }) => title)).toEqual(['Sales', 'Region']);
    expect(hypercube.columns().map(({ isHidden }) => isHidden)).toEqual([undefined, true, undefined]);
    expect(hypercube.columns()[1]?.error?.status).toBe(7005);
    // The hidden column, first in the sort order, sorts nothing.
    expect(hypercube.columns().map(({ sorted }) => sorted)).toEqual([undefined, undefined, 'descending']);
    expect(hypercube.firstRows()[1]?.cells.map(({ text }) => text)).toEqual(['1', '', '-']);
    await expectAsync(hypercube.sort({ column: 1, direction: 'ascending' })).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error' }),
    );
  });

  it('rejects rows that do not match its columns', async () => {
    const hypercube = await begin();
    cube().hyperCubeData = (top) => ({ qArea: { qTop: top }, qMatrix: [[{ qText: 'N' }, {}, {}]] });
    await expectAsync(hypercube.page(700, 1)).toBeRejectedWith(
      jasmine.objectContaining({ code: 'engine-error', isRetryable: true }),
    );
  });

  it('fails when the width of its rows does not match its columns', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({ qHyperCube: { ...LAYOUT.qHyperCube, qSize: { qcx: 3, qcy: 1 } } }));
    const state = (await begin()).state();
    if (state.status !== 'failed') throw new Error(`It is ${state.status}.`);
    expect(state.error.code).toBe('engine-error');
    expect(state.error.remedy).toContain('readObjectColumns');
  });

  it('sorts by value when the column has no direction', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qHyperCube: {
          ...LAYOUT.qHyperCube,
          qDimensionInfo: [{ qSortIndicator: 'N', qGroupFieldDefs: ['Region', 'City'] }],
          qMeasureInfo: [{ qSortIndicator: 'N', qReverseSort: true }],
        },
      }));
    const hypercube = await begin();
    await hypercube.sort({ column: 0, direction: 'descending' });
    await hypercube.sort({ column: 1, direction: 'ascending' });
    const changes = cube().calls.map(([, patches]) =>
      (patches as { qPath: string; qValue: string }[]).slice(1).map(({ qPath, qValue }) => [qPath, qValue]),
    );
    const natural = '{"qSortByNumeric":1,"qSortByAscii":1,"qSortByLoadOrder":1}';
    expect(changes).toEqual([
      [
        ['/qHyperCubeDef/qDimensions/0/qDef/qSortCriterias', `[${natural},${natural}]`],
        ['/qHyperCubeDef/qDimensions/0/qDef/qReverseSort', 'true'],
      ],
      [
        ['/qHyperCubeDef/qMeasures/0/qSortBy', '{"qSortByNumeric":1}'],
        ['/qHyperCubeDef/qMeasures/0/qDef/qReverseSort', 'false'],
      ],
    ]);
  });

  it('fails with the engine’s error for the table', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qHyperCube: { qError: { qErrorCode: 7000, qContext: 'Sum(', qExtendedMessage: 'unexpected end' } },
      }));
    const state = (await begin()).state();
    if (state.status !== 'failed') throw new Error(`It is ${state.status}.`);
    expect(state.error.code).toBe('engine-error');
    expect(state.error.message).toContain('Sum(: unexpected end');
    expect(state.error.status).toBe(7000);
  });

  it('marks a column that cannot be calculated', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qHyperCube: { qDimensionInfo: [{ qError: {} }], qMeasureInfo: [], qSize: {} },
      }));
    const hypercube = await begin();
    expect(hypercube.columns()[0]?.error?.message).toBe('This column cannot be calculated.');
    expect(hypercube.rowCount()).toBe(0);
  });

  it('is ready with the error of a measure at its column, as the sandbox has it', async () => {
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qHyperCube: {
          qDimensionInfo: [{ qFallbackTitle: 'Region' }],
          qMeasureInfo: [
            { qFallbackTitle: 'Wrong', qError: { qErrorCode: 7000, qContext: 'Sum((' } },
            { qFallbackTitle: 'Right' },
          ],
          qSize: { qcx: 3, qcy: 1 },
          qDataPages: [
            {
              qArea: { qLeft: 0, qTop: 0, qWidth: 3, qHeight: 1 },
              qMatrix: [[{ qText: 'North' }, { qText: '-', qIsNull: true }, { qText: '7', qNum: 7 }]],
            },
          ],
        },
      }));
    const hypercube = await begin();
    expect([hypercube.status(), hypercube.error()]).toEqual(['resolved', undefined]);
    expect(hypercube.columns().map(({ error }) => error?.message)).toEqual([
      undefined,
      'This column cannot be calculated. (Sum(()',
      undefined,
    ]);
    expect(hypercube.firstRows()[0]?.cells.map(({ text }) => text)).toEqual(['North', '-', '7']);
  });

  it('is empty without a definition', async () => {
    definition.set(undefined);
    const hypercube = await begin();
    expect(hypercube.columns()).toEqual([]);
    expect(hypercube.firstRows()).toEqual([]);
    expect(await hypercube.page(0, 10)).toEqual([]);
    await expectAsync(hypercube.sort({ column: 0, direction: 'ascending' })).toBeRejected();
  });
});
