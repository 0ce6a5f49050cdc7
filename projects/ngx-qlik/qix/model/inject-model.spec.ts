import { useSalesApp } from '../sales-app.spec';
import { readModel } from './data-model';
import { injectModel } from './inject-model';

describe('the data model of an app', () => {
  const sales = useSalesApp();

  it('has tables with their fields, and is read again after a reload only', async () => {
    const model = sales.run(() => injectModel(sales.appSession));
    await sales.stable();
    const [table] = model.value()?.tables ?? [];
    expect([table?.name, table?.rowCount, table?.fields.map(({ name }) => name)]).toEqual([
      'Data',
      5,
      ['Region', 'Product', 'Sales'],
    ]);
    expect(table?.fields[0]).toEqual({
      name: 'Region',
      distinctCount: 3,
      totalDistinctCount: 3,
      subsetRatio: 1,
      informationDensity: 0.8,
      hasNull: true,
      keyType: 'none',
      tags: ['$ascii', '$text'],
      comment: '',
    });
    sales.app.select('Region', ['North']);
    await sales.stable();
    expect(sales.app.countOf('getTablesAndKeys')).toBe(1);
    sales.app.setRows([{ Region: 'East' }]);
    await sales.stable();
    expect([model.value()?.tables[0]?.rowCount, sales.app.countOf('getTablesAndKeys')]).toEqual([1, 2]);
  });

  it('has associations, and accepts an engine that says less', () => {
    const model = readModel({
      qtr: [{ qName: 'Orders', qLoose: true, qFields: [{ qName: 'Id', qKeyType: 'PRIMARY_KEY' }] }, {}],
      qk: [{ qKeyFields: ['Id'], qTables: ['Orders', 'Lines'] }],
    });
    expect(model.tables.map(({ name, isLoose }) => [name, isLoose])).toEqual([
      ['Orders', true],
      ['', false],
    ]);
    expect(model.tables[0]?.fields[0]?.keyType).toBe('primary');
    expect(model.associations).toEqual([{ fields: ['Id'], tables: ['Orders', 'Lines'] }]);
    expect(readModel(undefined)).toEqual({ tables: [], associations: [] });
  });
});
