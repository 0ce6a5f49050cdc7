import { signal } from '@angular/core';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from './inject-selections';

describe('selections', () => {
  const sales = useSalesApp();

  it('are made by texts, numbers and matches', async () => {
    const selections = sales.run(() => injectSelections(sales.appSession));
    await sales.stable();
    await selections.select('Sales', [10, 5]);
    await selections.select('Sales', [20, 5], { mode: 'toggle' });
    await selections.selectMatches('Product', 'co*');
    await selections.selectMatches('Product', 'tea', { mode: 'toggle' });
    await sales.stable();
    expect(sales.app.selections).toEqual({ Sales: [10, 20], Product: ['Coffee', 'Cocoa', 'Tea'] });
    expect(selections.fields().map(({ field, count }) => [field, count])).toEqual([
      ['Sales', 2],
      ['Product', 3],
    ]);
    await selections.select('Sales', []);
    expect(Object.keys(sales.app.selections)).toEqual(['Product']);
    // A text without wildcards matches as a whole.
    for (const text of ['zzz', 'te'])
      expect((await qlikErrorOf(selections.selectMatches('Product', text))).code).toBe('engine-error');
  });

  it('are made in several fields, and say which fields failed', async () => {
    const selections = sales.run(() => injectSelections(sales.appSession));
    await sales.stable();
    const error = await qlikErrorOf(
      selections.selectAll([
        { field: 'Product', values: ['None'] },
        { field: 'Region', search: 'n*', isLocked: true },
        { field: 'Sales', values: [999] },
      ]),
    );
    expect([error.code, error.message]).toEqual([
      'engine-error',
      'These fields could not be selected in: Product, Sales.',
    ]);
    await sales.stable();
    expect(selections.fields().map(({ field, isLocked }) => [field, isLocked])).toEqual([['Region', true]]);
    const one = await qlikErrorOf(selections.selectAll([{ field: 'Region', values: ['West'] }]));
    expect([one.message, one.variant, one.params]).toEqual([
      'The engine did not accept the selection of West in the field "Region".',
      'field-selection',
      { selection: 'West', field: 'Region' },
    ]);
    const cleared = await qlikErrorOf(selections.clear('Region'));
    expect([cleared.message, cleared.variant]).toEqual([
      'The engine did not accept the selection in the field "Region".',
      'field-refusal',
    ]);
  });

  it('have all their texts on demand, where the engine lists none of so many', async () => {
    const names = Array.from({ length: 10_003 }, (_, index) => `Name ${index}`);
    sales.app.setRows([
      ...names.map((Name) => ({ Name, Region: 'North' })),
      { Name: 'Other', Region: 'South' },
    ]);
    const selections = sales.run(() => injectSelections(sales.appSession));
    const left = sales.run(() => injectSelections(sales.appSession, { stateName: 'Left' }));
    sales.app.select('Name', names);
    sales.app.select('Region', ['South'], 'Left');
    sales.app.lock('Name');
    await sales.stable();
    const [many] = selections.fields();
    expect([many?.count, many?.texts, many?.isComplete]).toEqual([10_003, [], false]);
    expect(await selections.texts('Name')).toEqual(names);
    expect(left.fields().map(({ texts, isComplete }) => [texts, isComplete])).toEqual([[['South'], true]]);
    expect([
      await left.texts('Region'),
      await selections.texts('Region', { stateName: 'Left' }),
      await selections.texts('Region'),
      await left.texts('Name'),
    ]).toEqual([['South'], ['South'], [], []]);
    await sales.stable();
    const made = sales.app.countOf('createSessionObject');
    // Two of the selections, and one of the session itself.
    expect(made - sales.app.countOf('destroySessionObject')).toBeLessThanOrEqual(3);
  });

  it('are locked, field by field and all', async () => {
    const selections = sales.run(() => injectSelections(sales.appSession));
    await sales.stable();
    expect((await qlikErrorOf(selections.lock('Region'))).message).toContain(
      'did not lock the field "Region"',
    );
    sales.app.select('Region', ['North']);
    await selections.lock('Region');
    expect((await qlikErrorOf(selections.select('Region', ['West']))).code).toBe('engine-error');
    expect((await qlikErrorOf(selections.clear('Region'))).code).toBe('engine-error');
    await selections.unlock('Region');
    await selections.lock();
    await selections.clear();
    expect(sales.app.selections).toEqual({ Region: ['North'] });
    await selections.unlock();
    await selections.clear();
    expect(sales.app.selections).toEqual({});
  });

  it('are those of an alternate state', async () => {
    const stateName = signal<string | undefined>('Left');
    const selections = sales.run(() => injectSelections(sales.appSession, { stateName }));
    await sales.stable();
    await selections.select('Region', ['North']);
    await sales.stable();
    expect([selections.fields().map(({ texts }) => texts), sales.app.selections]).toEqual([[['North']], {}]);
    await selections.selectAll([{ field: 'Product', values: ['Tea'], stateName: '$' }]);
    expect(sales.app.selections).toEqual({ Product: ['Tea'] });
    stateName.set(undefined);
    await sales.stable();
    expect(selections.fields().map(({ field }) => field)).toEqual(['Product']);
    await selections.clear('Region', { stateName: 'Left' });
    await selections.clear(undefined, { stateName: '$' });
    expect(sales.app.selections).toEqual({});
  });
});
