import { signal } from '@angular/core';
import { qlikErrorOf } from 'ngx-qlik/testing';
import { useSalesApp } from '../sales-app.spec';
import { type FieldList, injectList } from './inject-list';
import type { ListDefinition } from './list-object';

describe('a list of values', () => {
  const sales = useSalesApp();
  const create = async (definition: ListDefinition = 'Product'): Promise<FieldList> => {
    const list = sales.run(() => injectList(sales.appSession, definition));
    await sales.stable();
    return list;
  };
  const textsOf = (list: FieldList) => list.firstValues().map(({ text }) => text);
  const elementOf = (list: FieldList, text: string) =>
    list.firstValues().find((value) => value.text === text)?.elementNumber ?? NaN;

  it('has the values with their states, selected ones first', async () => {
    const list = await create();
    expect([textsOf(list), list.size(), list.value()?.title]).toEqual([
      ['Cocoa', 'Coffee', 'Tea'],
      3,
      'Product',
    ]);
    await list.select([elementOf(list, 'Tea')]);
    await sales.stable();
    expect(list.firstValues().map(({ text, state }) => [text, state])).toEqual([
      ['Tea', 'selected'],
      ['Cocoa', 'alternative'],
      ['Coffee', 'alternative'],
    ]);
    expect(list.value()?.counts).toEqual({
      selected: 1,
      locked: 0,
      possible: 0,
      alternative: 2,
      excluded: 0,
    });
    expect(sales.app.selections).toEqual({ Product: ['Tea'] });
  });

  it('toggles, selects by state, and clears', async () => {
    const list = await create();
    await list.select([elementOf(list, 'Tea')]);
    await list.select([elementOf(list, 'Coffee')], { mode: 'toggle' });
    expect(sales.app.selections['Product']).toEqual(['Tea', 'Coffee']);
    await list.selectGroup('alternative');
    expect(sales.app.selections['Product']).toEqual(['Cocoa']);
    await list.selectGroup('excluded');
    expect(sales.app.selections['Product']).toEqual(['Tea', 'Coffee']);
    await list.selectGroup('all');
    expect(sales.app.selections['Product']).toEqual(['Tea', 'Coffee', 'Cocoa']);
    await list.selectGroup('possible');
    await list.clear();
    expect(sales.app.selections).toEqual({});
  });

  it('locks the selection, and says that the engine refuses another', async () => {
    const list = await create();
    await list.select([elementOf(list, 'Tea')]);
    await list.lock();
    await sales.stable();
    expect([list.value()?.isLocked, list.firstValues()[0]?.state]).toEqual([true, 'locked']);
    const error = await qlikErrorOf(list.select([elementOf(list, 'Cocoa')]));
    expect(error.code).toBe('engine-error');
    await list.unlock();
    await list.select([elementOf(list, 'Cocoa')]);
    expect(sales.app.selections['Product']).toEqual(['Cocoa']);
  });

  it('searches without a selection, selects what was found, and ends the search', async () => {
    const list = await create();
    await list.search('co');
    await sales.stable();
    expect([list.searchText(), textsOf(list), list.size()]).toEqual(['co', ['Cocoa', 'Coffee'], 2]);
    expect(sales.app.selections).toEqual({});
    await list.acceptSearch();
    await sales.stable();
    expect([list.searchText(), list.size(), sales.app.selections['Product']]).toEqual([
      '',
      3,
      ['Coffee', 'Cocoa'],
    ]);
    await list.search('t*');
    await list.acceptSearch({ mode: 'toggle' });
    expect(sales.app.selections['Product']).toEqual(['Coffee', 'Cocoa', 'Tea']);
    await list.search('zzz');
    await list.search('');
    await sales.stable();
    expect([list.searchText(), list.size()]).toEqual(['', 3]);
  });

  it('compares numbers in a search', async () => {
    const list = await create('Sales');
    await list.search('>=15');
    await sales.stable();
    expect(list.firstValues().map(({ number }) => number)).toEqual([15, 20]);
  });

  it('keeps the search when the engine has lost the session', async () => {
    const list = await create();
    await list.search('co');
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    expect([list.searchText(), textsOf(list)]).toEqual(['co', ['Cocoa', 'Coffee']]);
  });

  it('fetches other values by page, and fails when the list changes meanwhile', async () => {
    sales.app.setRows(Array.from({ length: 1200 }, (_, index) => ({ Product: index, Region: 'North' })));
    const list = await create();
    expect([list.size(), list.firstValues().length]).toEqual([1200, 100]);
    const values = await list.page(1195, 10);
    expect(values.map(({ index, number }) => [index, number])).toEqual([
      [1195, 1195],
      [1196, 1196],
      [1197, 1197],
      [1198, 1198],
      [1199, 1199],
    ]);
    const resume = sales.app.pause('getListObjectData');
    const pending = qlikErrorOf(list.page(600, 1));
    sales.app.select('Product', [3]);
    await sales.stable();
    resume();
    const { code, isRetryable } = await pending;
    expect([code, isRetryable]).toEqual(['engine-error', true]);
  });

  it('is of a master dimension, of an alternate state, and descending', async () => {
    const list = await create({ libraryId: 'region', stateName: 'Left', isDescending: true });
    expect([list.value()?.title, textsOf(list)]).toEqual(['Where', ['West', 'South', 'North']]);
    await list.select([elementOf(list, 'South')]);
    expect(sales.app.selections).toEqual({});
  });

  it('replaces the list with its definition, and forgets the search', async () => {
    const field = signal('Product');
    const list = sales.run(() => injectList(sales.appSession, field));
    await sales.stable();
    await list.search('co');
    field.set('Region');
    await sales.stable();
    expect([list.searchText(), textsOf(list)]).toEqual(['', ['North', 'South', 'West']]);
    expect(sales.app.countOf('destroySessionObject')).toBe(1);
    list.destroy();
    await sales.stable();
    expect(sales.app.countOf('destroySessionObject')).toBe(2);
  });

  it('does not show a search that was answered after the definition changed', async () => {
    const field = signal('Product');
    const list = sales.run(() => injectList(sales.appSession, field));
    await sales.stable();
    const resume = sales.app.pause('searchListObjectFor');
    const pending = list.search('co');
    field.set('Region');
    resume();
    await pending;
    await sales.stable();
    expect([list.searchText(), list.size()]).toEqual(['', 3]);
  });

  it('keeps the search of the next definition when a search was accepted late', async () => {
    const field = signal('Product');
    const list = sales.run(() => injectList(sales.appSession, field));
    await sales.stable();
    await list.search('co');
    const resume = sales.app.pause('acceptListObjectSearch');
    const pending = list.acceptSearch();
    field.set('Region');
    await sales.stable();
    await list.search('n*');
    resume();
    await pending.catch(() => undefined);
    await sales.stable();
    expect([list.searchText(), list.size()]).toEqual(['n*', 1]);
  });

  it('says that a search failed', async () => {
    const list = await create();
    sales.app.failNext('searchListObjectFor', Object.assign(new Error('Bad search'), { code: 7 }));
    const error = await qlikErrorOf(list.search('x'));
    expect([error.code, list.searchText()]).toEqual(['engine-error', '']);
  });
});
