import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressOf, type ClassicView, viewOf } from './browser/classic/classic-view.ts';

const EVERYTHING = {
  appId: 'app 1',
  id: 'sheet/1',
  bookmarkId: 'b1',
  clearsSelections: true,
  selections: [
    { field: 'Origin State', values: ['TX', 'a;b,c', '100%'] },
    { field: 'Year', values: ['2024'] },
  ],
  theme: 'card',
  language: 'sv-SE',
  identity: 'left',
  options: ['noselections', 'currsel'],
} as const;

describe('the address of one of the tenant’s own pages', () => {
  for (const view of [
    { ...EVERYTHING, kind: 'app' },
    { ...EVERYTHING, kind: 'sheet' },
    { ...EVERYTHING, kind: 'object' },
    { appId: 'a', kind: 'app' },
    { appId: 'a', kind: 'object', id: 'b' },
  ] satisfies ClassicView[]) {
    it(`of ${view.kind} has ${Object.keys(view).length} members and is parsed to the same view`, () => {
      assert.deepEqual(viewOf(addressOf(view)), view);
    });
  }

  it('has the form of Qlik’s APIs', () => {
    assert.equal(
      addressOf({ appId: 'a', kind: 'app', id: 's', selections: [{ field: 'F', values: ['1', '2'] }] }),
      '/sense/app/a/sheet/s/state/analysis/select/F/1;2',
    );
    assert.equal(
      addressOf({ appId: 'a', kind: 'object', id: 'o', options: ['currsel'], clearsSelections: true }),
      '/single/?appid=a&obj=o&opt=currsel&select=clearall',
    );
  });

  it('is parsed as in Qlik’s documentation', () => {
    const path =
      '/sense/app/a/sheet/s/state/analysis/options/clearselections/select/[Region%20Name]/Nordic;UK';
    assert.deepEqual(viewOf(path), {
      appId: 'a',
      kind: 'app',
      id: 's',
      clearsSelections: true,
      selections: [{ field: 'Region Name', values: ['Nordic', 'UK'] }],
    });
    assert.deepEqual(viewOf('/single?appid=a&sheet=s&opt=ctxmenu,currsel&select=[Region Name],Nordic'), {
      appId: 'a',
      kind: 'sheet',
      id: 's',
      options: ['ctxmenu', 'currsel'],
      selections: [{ field: 'Region Name', values: ['Nordic'] }],
    });
  });

  it('without an app id has no view', () => {
    for (const address of ['/single/', '/single/?appid=a', '/single/?obj=b', '/sense/app/', '/sense/app']) {
      assert.equal(viewOf(address), undefined, address);
    }
  });
});
