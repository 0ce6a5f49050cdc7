import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Doc, GenericObject } from '@qlik/api/qix';
import { type FlightsSession, openFlights } from 'qlik-sandbox/engine/testing/flights-session.ts';
import {
  LIST_PATH,
  type ListDefinition,
  readList,
  readListPage,
  toListProperties,
} from '../lists/list-object';
import { textAt } from '../objects/layout';
import { readModel } from '../model/data-model';
import { selectInField } from '../selections/select-in-field';

describe("the library's lists, selections and model, with @qlik/api", { timeout: 60_000 }, () => {
  let flights: FlightsSession;
  let doc: Doc;
  before(async () => {
    flights = await openFlights();
    ({ doc } = flights);
    await doc.addSessionAlternateState('Left', '');
  });
  after(() => flights.close());
  beforeEach(async () => {
    await doc.clearAll(true);
    await doc.clearAll(true, 'Left');
  });

  const createList = (definition: ListDefinition): Promise<GenericObject> =>
    doc.createSessionObject(toListProperties(definition));
  const contentsOf = async (list: GenericObject) => readList(await list.getLayout());
  const selectedIn = async (field: string, stateName?: string): Promise<readonly string[]> => {
    const list = await createList({ field, ...(stateName !== undefined && { stateName }) });
    const { firstValues } = await contentsOf(list);
    return firstValues
      .filter(({ state }) => state === 'selected' || state === 'locked')
      .map(({ text }) => text);
  };

  it('lists values with states and counts, and pages', async () => {
    const list = await createList('Weekday');
    const { title, size, counts, firstValues } = await contentsOf(list);
    assert.equal(title, 'Weekday');
    assert.equal(size, 7);
    assert.deepEqual(counts, { selected: 0, locked: 0, possible: 7, alternative: 0, excluded: 0 });
    const [first] = firstValues;
    assert.ok(first);
    await list.selectListObjectValues(LIST_PATH, [first.elementNumber], false);
    const after = await contentsOf(list);
    assert.equal(after.firstValues[0]?.state, 'selected');
    assert.equal(after.counts.alternative, 6);
    const [page] = await list.getListObjectData(LIST_PATH, [{ qTop: 5, qLeft: 0, qWidth: 1, qHeight: 10 }]);
    assert.deepEqual(
      readListPage(page).map(({ index }) => index),
      [5, 6],
    );
  });

  it('counts frequencies', async () => {
    const counted = await contentsOf(await createList({ field: 'Weekday', frequency: 'count' }));
    const shares = await contentsOf(await createList({ field: 'Weekday', frequency: 'share' }));
    const total = counted.firstValues.reduce((sum, { frequency = NaN }) => sum + frequency, 0);
    assert.ok(total > 100);
    const sum = shares.firstValues.reduce((all, { frequency = NaN }) => all + frequency, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6, String(sum));
  });

  it('searches, accepts and ends a search, and locks', async () => {
    const list = await createList({ field: 'Weekday' });
    await list.searchListObjectFor(LIST_PATH, 't*');
    assert.deepEqual((await contentsOf(list)).firstValues.map(({ text }) => text).sort(), ['Thu', 'Tue']);
    await list.acceptListObjectSearch(LIST_PATH, false, false);
    assert.deepEqual([...(await selectedIn('Weekday'))].sort(), ['Thu', 'Tue']);
    await list.searchListObjectFor(LIST_PATH, 'mon');
    await list.abortListObjectSearch(LIST_PATH);
    assert.equal((await contentsOf(list)).size, 7);
    await list.lock(LIST_PATH);
    assert.equal((await contentsOf(list)).isLocked, true);
    assert.equal(await list.selectListObjectAll(LIST_PATH), false);
    await list.unlock(LIST_PATH);
    assert.equal(await list.selectListObjectPossible(LIST_PATH), true);
  });

  it('sorts in the other direction, and in an alternate state', async () => {
    const texts = async (definition: ListDefinition) =>
      (await contentsOf(await createList(definition))).firstValues.map(({ text }) => text);
    const up = await texts({ field: 'Origin State', sort: ['text'] });
    const down = await texts({ field: 'Origin State', sort: ['text'], isDescending: true });
    assert.deepEqual(down, [...up].reverse());
    assert.equal(await selectInField(doc, { field: 'Weekday', values: ['Mon'], stateName: 'Left' }), true);
    assert.deepEqual(await selectedIn('Weekday', 'Left'), ['Mon']);
    assert.deepEqual(await selectedIn('Weekday'), []);
  });

  it('selects by texts, numbers and matches, toggles, clears and locks', async () => {
    assert.equal(await selectInField(doc, { field: 'Weekday', values: ['Mon', 'Tue'] }), true);
    assert.equal(
      await selectInField(doc, { field: 'Weekday', values: ['Tue', 'Wed'], mode: 'toggle' }),
      true,
    );
    assert.deepEqual([...(await selectedIn('Weekday'))].sort(), ['Mon', 'Wed']);
    assert.equal(await selectInField(doc, { field: 'Weekday', search: 's*' }), true);
    assert.deepEqual([...(await selectedIn('Weekday'))].sort(), ['Sat', 'Sun']);
    assert.equal(await selectInField(doc, { field: 'Weekday' }), true);
    assert.deepEqual(await selectedIn('Weekday'), []);
    const numbers = (await contentsOf(await createList('Month'))).firstValues.flatMap(
      ({ number }) => number ?? [],
    );
    const [number] = numbers;
    assert.ok(number !== undefined);
    assert.equal(await selectInField(doc, { field: 'Month', values: [number], isLocked: true }), true);
    assert.equal((await selectedIn('Month')).length, 1);
    assert.equal(await selectInField(doc, { field: 'Month', search: '*' }), false);
    await assert.rejects(selectInField(doc, { field: 'No such field', values: ['x'] }));
  });

  it('hears of each change before the answer to the call that made it', async () => {
    const lists = await Promise.all([
      doc.createSessionObject({ qInfo: { qType: 'selections' }, qSelectionObjectDef: {} }),
      doc.createSessionObject({ qInfo: { qType: 'bookmarks' }, qBookmarkListDef: { qType: 'bookmark' } }),
      doc.createSessionVariable({ qInfo: { qType: 'variable' }, qName: 'vHeard' }),
    ]);
    const [selections, bookmarks, variable] = lists;
    const heard = new Set<unknown>();
    lists.forEach((each) => each.on('changed', () => heard.add(each)));
    const field = await doc.getField('Weekday');
    const properties = { qInfo: { qType: 'bookmark' }, qMetaDef: { title: 'Heard' } };
    let id = '';
    const calls: readonly [changed: unknown, call: () => Promise<unknown>][] = [
      [selections, () => field.select('Mon', false)],
      [selections, () => field.lock()],
      [selections, () => field.unlock()],
      [bookmarks, async () => ({ id } = await doc.createBookmark(properties))],
      [selections, () => doc.clearAll(false)],
      [selections, () => doc.applyBookmark(id)],
      [selections, () => field.clear()],
      [selections, () => doc.back()],
      [selections, () => doc.forward()],
      [bookmarks, async () => (await doc.getBookmark(id)).publish()],
      [bookmarks, () => doc.destroyBookmark(id)],
      [variable, () => variable.setNumValue(3)],
    ];
    for (const [changed, call] of calls) {
      await Promise.all(lists.map((each) => each.getLayout()));
      heard.clear();
      await call();
      assert.ok(heard.has(changed), String(call));
    }
  });

  it('reads tables, their fields and associations', async () => {
    const size = { qcx: 0, qcy: 0 };
    const { tables, associations } = readModel(await doc.getTablesAndKeys(size, size, 0, false, false));
    assert.ok(tables.length > 1, String(tables.length));
    const [key] = associations;
    assert.ok(key && key.tables.length > 1 && key.fields.length > 0);
    const [field] = tables.flatMap(({ fields }) => fields).filter(({ name }) => name === key.fields[0]);
    assert.notEqual(field?.keyType, 'none');
    assert.ok(tables.every(({ rowCount, fields }) => rowCount > 0 && fields.length > 0));
  });

  it('creates, renames, replaces, publishes and deletes bookmarks, and sets variables', async () => {
    await selectInField(doc, { field: 'Weekday', values: ['Fri'] });
    const created = await doc.createBookmark({ qInfo: { qType: 'bookmark' }, qMetaDef: { title: 'Mine' } });
    const bookmark = await doc.getBookmark(created.id);
    const properties = await bookmark.getProperties();
    await bookmark.setProperties({ ...properties, qMetaDef: { ...properties.qMetaDef, title: 'Ours' } });
    assert.equal(textAt(await bookmark.getLayout(), 'qMeta', 'title'), 'Ours');
    await selectInField(doc, { field: 'Weekday', values: ['Sat'] });
    await doc.replaceBookmark(created.id);
    await doc.clearAll(true);
    assert.equal(await doc.applyBookmark(created.id), true);
    assert.deepEqual(await selectedIn('Weekday'), ['Sat']);
    await bookmark.publish();
    assert.equal(await doc.destroyBookmark(created.id), true);
    await assert.rejects(doc.getBookmark(created.id));
    const variable = await doc.createSessionVariable({ qInfo: { qType: 'variable' }, qName: 'vOwn' });
    await variable.setStringValue('=1+1');
    const same = await doc.getVariableByName('vOwn');
    const isChanged = new Promise<void>((resolve) => same.once('changed', resolve));
    assert.equal((await same.getLayout()).qNum, 2);
    await variable.setNumValue(7);
    await isChanged;
    assert.equal((await same.getLayout()).qText, '7');
    await assert.rejects(doc.getVariableByName('vNone'), (thrown: { code?: number }) => {
      assert.ok([-2, 2, -32602].includes(thrown.code ?? NaN), String(thrown.code));
      return true;
    });
  });
});
