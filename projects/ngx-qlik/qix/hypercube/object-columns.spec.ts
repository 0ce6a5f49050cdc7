import { readColumns } from './object-columns';

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
  it('are those of its hypercube, from the library or its own', () => {
    expect(
      readColumns({ qHyperCubeDef: { qMode: 'P', qDimensions: DIMENSIONS, qMeasures: MEASURES } }),
    ).toEqual({
      dimensions: [{ libraryId: 'dim-month' }, { field: '=Year(Date)', label: 'Year' }, { field: 'Carrier' }],
      measures: [
        { libraryId: 'msr-flights' },
        { expression: '=Sum(Delay)', label: 'Delay', format: '#,##0' },
      ],
    });
  });

  it('are found one level below, where some objects have them', () => {
    const columns = readColumns({ boxplotDef: { qHyperCubeDef: { qDimensions: DIMENSIONS.slice(0, 1) } } });
    expect(columns).toEqual({ dimensions: [{ libraryId: 'dim-month' }], measures: [] });
  });

  it('are none for objects without data', () => {
    expect(readColumns({ qInfo: { qType: 'filterpane' } })).toBeUndefined();
    expect(readColumns({ qHyperCubeDef: { qDimensions: [], qMeasures: [] } })).toBeUndefined();
    expect(readColumns(undefined)).toBeUndefined();
  });
});
