import { qlikErrorOf } from 'ngx-qlik/testing';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { type Bookmarks, injectBookmarks } from './bookmarks';

describe('the bookmarks of an app', () => {
  const sales = useSalesApp();
  const create = async (): Promise<Bookmarks> => {
    const bookmarks = sales.run(() => injectBookmarks(sales.appSession));
    await sales.stable();
    return bookmarks;
  };
  const titlesOf = (bookmarks: Bookmarks) => bookmarks.value()?.map(({ title }) => title);

  it('are created with the present selections, and applied', async () => {
    const bookmarks = await create();
    sales.app.select('Region', ['North', 'West']);
    sales.app.select('Product', ['Coffee'], 'Left');
    const id = await bookmarks.create({ title: 'Mine', description: 'North and west' });
    sales.app.clear();
    await sales.stable();
    expect(bookmarks.value()?.find((each) => each.id === id)).toEqual({
      id,
      title: 'Mine',
      description: 'North and west',
      isPublished: false,
    });
    await bookmarks.apply(id);
    expect(sales.app.selections).toEqual({ Region: ['North', 'West'] });
  });

  it('are renamed, given other selections, published and deleted', async () => {
    const bookmarks = await create();
    expect(titlesOf(bookmarks)).toEqual(['All', 'Tea only']);
    await bookmarks.update('tea', { title: 'Hot' });
    sales.app.select('Region', ['South']);
    await bookmarks.replaceSelections('tea');
    await bookmarks.publish('tea');
    await bookmarks.unpublish('all');
    await sales.stable();
    expect(bookmarks.value()?.map(({ title, isPublished }) => [title, isPublished])).toEqual([
      ['All', false],
      ['Hot', true],
    ]);
    sales.app.clear();
    await bookmarks.apply('tea');
    expect(sales.app.selections).toEqual({ Region: ['South'] });
    await bookmarks.delete('tea');
    await sales.stable();
    expect(titlesOf(bookmarks)).toEqual(['All']);
  });

  it('are brought back after a deletion, by what they have selected', async () => {
    const bookmarks = await create();
    const selections = sales.run(() => injectSelections(sales.appSession));
    await sales.stable();
    sales.app.select('Sales', [10, 20]);
    const id = await bookmarks.create({ title: 'Mine', description: 'Two' });
    await selections.clear();
    await bookmarks.apply(id);
    const fields = await Promise.all(
      selections.fields().map(async ({ field }) => ({ field, values: await selections.texts(field) })),
    );
    const bookmark = bookmarks.value()!.find((each) => each.id === id)!;
    await bookmarks.delete(id);
    expect(titlesOf(bookmarks)).toEqual(['All', 'Tea only']);
    await selections.clear();
    await selections.selectAll(fields);
    const newId = await bookmarks.create(bookmark);
    expect(bookmarks.value()).toContain({ ...bookmark, id: newId });
    expect([newId === id, sales.app.selections]).toEqual([false, { Sales: [10, 20] }]);
    await selections.clear();
    await bookmarks.apply(newId);
    expect(selections.fields().map(({ texts }) => texts)).toEqual([['10', '20']]);
  });

  it('say that there is no such bookmark', async () => {
    const bookmarks = await create();
    const codes: string[] = [];
    for (const work of [
      () => bookmarks.update('none', { title: 'x' }),
      () => bookmarks.replaceSelections('none'),
      () => bookmarks.publish('none'),
      () => bookmarks.delete('none'),
      () => bookmarks.apply('none'),
    ])
      codes.push((await qlikErrorOf(work())).code);
    expect((await qlikErrorOf(bookmarks.publish('none'))).message).toBe(
      'There is no bookmark "none" in the app "sales".',
    );
    expect(codes).toEqual([
      'object-not-found',
      'object-not-found',
      'object-not-found',
      'engine-error',
      'engine-error',
    ]);
  });

  it('are applied in locked fields too, with the locks that they have', async () => {
    const [bookmarks, selections] = sales.run(() => [
      injectBookmarks(sales.appSession),
      injectSelections(sales.appSession),
    ]);
    await sales.stable();
    const fields = () => selections.fields().map(({ field, texts, isLocked }) => [field, ...texts, isLocked]);
    await selections.select('Region', ['North']);
    await selections.lock('Region');
    const id = await bookmarks.create({ title: 'Locked' });
    await selections.selectAll([{ field: 'Product', values: ['Coffee'], isLocked: true }]);
    await bookmarks.apply('tea');
    expect(fields()).toEqual([['Product', 'Tea', false]]);
    await selections.lock();
    await bookmarks.apply(id);
    expect(fields()).toEqual([['Region', 'North', true]]);
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    expect(fields()).toEqual([['Region', 'North', true]]);
  });
});
