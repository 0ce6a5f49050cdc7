import { readColumns } from './chart-columns';

const DIMENSIONS = [
  { qLibraryId: 'dim-month', qDef: {} },
  { qDef: { qFieldDefs: ['=Year(Date)'], qFieldLabels: ['Year'] } },
  { qDef: { qFieldDefs: ['Carrier'], qFieldLabels: [''] } },
  { qDef: {} },
];
const MEASURES = [
  { qLibraryId: 'msr-flights' },
  { qDef: { qDef: '=Sum(Delay)', qLabel: 'Delay', qNumFormat: { qFmt: '#,##0' } } },
  { qDef: { qDef: '' } },
];

describe("the columns of an object's data", () => {
  it('are those of its hypercube, master items or its own', () => {
    expect(
      readColumns({ qHyperCubeDef: { qMode: 'P', qDimensions: DIMENSIONS, qMeasures: MEASURES } }),
    ).toEqual({
      suppressesZero: false,
      suppressesMissing: false,
      dimensions: [{ libraryId: 'dim-month' }, { field: '=Year(Date)', label: 'Year' }, { field: 'Carrier' }],
      measures: [
        { libraryId: 'msr-flights' },
        { expression: '=Sum(Delay)', label: 'Delay', format: '#,##0' },
      ],
    });
  });

  it('are found one level below, for objects like box plots', () => {
    const columns = readColumns({ boxplotDef: { qHyperCubeDef: { qDimensions: DIMENSIONS.slice(0, 1) } } });
    expect(columns?.dimensions).toEqual([{ libraryId: 'dim-month' }]);
    expect(columns?.measures).toEqual([]);
  });

  it('omit the same rows, in the same state', () => {
    const dimensions = DIMENSIONS.slice(0, 3).map((each) => ({ ...each, qNullSuppression: true }));
    const cube = { qDimensions: dimensions, qSuppressZero: true, qSuppressMissing: true };
    const columns = readColumns({ qStateName: 'Left', qHyperCubeDef: cube });
    expect(columns?.dimensions).toEqual([
      { libraryId: 'dim-month', hidesNull: true },
      { field: '=Year(Date)', label: 'Year', hidesNull: true },
      { field: 'Carrier', hidesNull: true },
    ]);
    expect(columns).toEqual(
      jasmine.objectContaining({ suppressesZero: true, suppressesMissing: true, stateName: 'Left' }),
    );
    const own = readColumns({ qStateName: 'Left', qHyperCubeDef: { ...cube, qStateName: 'Right' } });
    expect(own?.stateName).toBe('Right');
  });

  it('omit hidden columns at every level', () => {
    const definition = { qHyperCubeDef: { qDimensions: DIMENSIONS, qMeasures: MEASURES } };
    const hidden = { qError: { qErrorCode: 7005 } };
    // A column with a calculation error is shown, with its error.
    const failing = { qError: { qErrorCode: 7000 } };
    const layout = {
      qHyperCube: { qDimensionInfo: [failing, hidden, {}, {}], qMeasureInfo: [hidden, {}, {}] },
    };
    for (const columns of [
      readColumns(definition, layout),
      readColumns({ boxplotDef: definition }, { boxplotDef: layout }),
    ]) {
      expect(columns?.dimensions).toEqual([{ libraryId: 'dim-month' }, { field: 'Carrier' }]);
      expect(columns?.measures).toEqual([{ expression: '=Sum(Delay)', label: 'Delay', format: '#,##0' }]);
    }
  });

  for (const isNested of [false, true])
    for (const indicator of ['A', 'D', 'N'])
      for (const [order, hidden, sorted] of [
        [[3, 0, 1, 2, 4], [], 3],
        [[3, 0, 1, 2, 4], [1], 2],
        [[3, 4, 0, 1, 2], [3], 3],
        [[-1, 1, 0, 2, 3, 4], [], 1],
        [[], [0], 0],
      ] as const)
        it(`have the order of the chart: ${JSON.stringify({ isNested, indicator, order, hidden })}`, () => {
          const infos = [0, 1, 2, 3, 4].map((column) => ({
            qSortIndicator: indicator,
            ...((hidden as readonly number[]).includes(column) && { qError: { qErrorCode: 7005 } }),
          }));
          const own = {
            qHyperCubeDef: { qDimensions: DIMENSIONS.slice(0, 3), qMeasures: MEASURES.slice(0, 2) },
          };
          const cube = {
            qHyperCube: {
              qDimensionInfo: infos.slice(0, 3),
              qMeasureInfo: infos.slice(3),
              qEffectiveInterColumnSortOrder: order,
            },
          };
          const columns = readColumns(isNested ? { box: own } : own, isNested ? { box: cube } : cube);
          const direction = indicator === 'A' ? 'ascending' : 'descending';
          expect(columns?.sort).toEqual(indicator === 'N' ? undefined : { column: sorted, direction });
        });

  it('of a histogram count the values, as the chart does', () => {
    const histogram = (dimension: object, more: object = {}) => ({
      qInfo: { qType: 'histogram' },
      ...more,
      qHyperCubeDef: { qDimensions: [dimension], qMeasures: [] },
    });
    const layoutOf = (field: string, more: object = {}) => ({
      qHyperCube: { qDimensionInfo: [{ qGroupFieldDefs: [field], ...more }], qMeasureInfo: [] },
    });
    const count = (expression: string) => [{ expression, label: 'Frequency', format: '#,##0' }];
    const field = (name: string) => ({ qDef: { qFieldDefs: [name] } });
    expect(readColumns(histogram(field('Delay')), layoutOf('Delay'))?.measures).toEqual(
      count('Count([Delay])'),
    );
    expect(readColumns(histogram(field('[Delay (min)]')))?.measures).toEqual(count('Count([Delay (min)])'));
    expect(readColumns(histogram(field('=Hour(Time)')))?.measures).toEqual(count('Count(Hour(Time))'));
    expect(readColumns(histogram({ qLibraryId: 'dim' }), layoutOf('[Delay]'))?.measures).toEqual(
      count('Count([Delay])'),
    );
    const distinct = { bins: { countDistinct: true }, visualization: 'sn-histogram' };
    expect(readColumns(histogram(field('Delay'), distinct))?.measures).toEqual(
      count('Count(distinct [Delay])'),
    );
    expect(
      readColumns(histogram(field('Delay')), layoutOf('Delay', { qError: { qErrorCode: 7005 } })),
    ).toBeUndefined();
    const bars = { qInfo: { qType: 'barchart' }, qHyperCubeDef: { qDimensions: [field('Delay')] } };
    expect(readColumns(bars, layoutOf('Delay'))?.measures).toEqual([]);
  });

  it('of a histogram are its bins, where the chart has calculated them', () => {
    const bins = 'Class(aggr([Delay],[Delay]),20)';
    const box = {
      qDimensions: [{ qDef: { qFieldDefs: [`=${bins}`], qFieldLabels: ['Delay (min)'] } }],
      qMeasures: [{ qDef: { qDef: 'Count([Delay])', qLabel: 'Number' } }],
      qSuppressMissing: true,
    };
    const properties = (type: string) => ({
      qInfo: { qType: type },
      qStateName: 'group',
      qHyperCubeDef: { qDimensions: [{ qDef: { qFieldDefs: ['Delay'] } }], qMeasures: [] },
      qUndoExclude: { box: { qHyperCubeDef: box } },
    });
    expect(readColumns(properties('histogram'))).toEqual({
      dimensions: [{ field: `=${bins}`, label: 'Delay (min)' }],
      measures: [{ expression: 'Count([Delay])', label: 'Number' }],
      suppressesZero: false,
      suppressesMissing: true,
      stateName: 'group',
    });
    // Another chart's derived table is not its own.
    expect(readColumns(properties('barchart'))?.dimensions).toEqual([{ field: 'Delay' }]);
    // The condition that hides the dimension hides its bins.
    const hidden = { qHyperCube: { qDimensionInfo: [{ qError: { qErrorCode: 7005 } }] } };
    expect(readColumns(properties('histogram'), hidden)).toBeUndefined();
  });

  it('are none for objects without data', () => {
    expect(readColumns({ qInfo: { qType: 'filterpane' } })).toBeUndefined();
    expect(readColumns({ qHyperCubeDef: { qDimensions: [], qMeasures: [] } })).toBeUndefined();
    expect(readColumns(undefined)).toBeUndefined();
  });
});
