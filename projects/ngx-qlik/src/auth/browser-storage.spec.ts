import { fakeConnection } from 'ngx-qlik/testing';
import { SignedOutFlag, sharedName, StorageEntry, UserHash } from './browser-storage';

describe('StorageEntry', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  afterEach(() => localStorage.clear());

  for (const [area, storage, other] of [
    ['session', sessionStorage, localStorage],
    ['local', localStorage, sessionStorage],
  ] as const) {
    it(`is read, written, removed and taken in ${area} storage`, () => {
      const entry = new StorageEntry(area, 'k');
      expect([entry.read(), entry.readJson()]).toEqual([undefined, null]);
      expect(entry.write('{"a":1}')).toBeUndefined();
      expect([storage.getItem('k'), entry.read(), other.length]).toEqual(['{"a":1}', '{"a":1}', 0]);
      expect(entry.readJson()).toEqual({ a: 1 });
      entry.write('not JSON');
      expect(entry.readJson()).toBeUndefined();
      expect([entry.take(), entry.take(), storage.length]).toEqual(['not JSON', undefined, 0]);
      entry.write('x');
      entry.write(undefined);
      expect(storage.length).toBe(0);
    });
  }

  it('is never there where storage is blocked, and says so when it is written', () => {
    const error = new DOMException('', 'SecurityError');
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError(error);
    const entry = new StorageEntry('session', 'k');
    expect(entry.write('x')).toEqual({ cause: error });
    expect(entry.write(undefined)).toEqual({ cause: error });
    expect([entry.read(), entry.readJson(), entry.take()]).toEqual([undefined, null, undefined]);
  });
});

describe('SignedOutFlag', () => {
  const flag = (id = 'acme') => new SignedOutFlag(fakeConnection({ id }));
  beforeEach(() => sessionStorage.clear());

  it('outlives the page, per connection, until it is cleared', () => {
    flag().set();
    expect([flag().isSet, flag('other').isSet]).toEqual([true, false]);
    flag().clear();
    expect(flag().isSet).toBeFalse();
  });

  it('lasts as long as the page where storage is blocked', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    const one = flag();
    expect(one.isSet).toBeFalse();
    one.set();
    expect([one.isSet, flag().isSet]).toEqual([true, false]);
    one.clear();
    expect(one.isSet).toBeFalse();
  });
});

const connection = fakeConnection({ id: 'acme' });
const KEY = sharedName('user', connection);
const begin = () => new UserHash(connection);

describe('UserHash', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('distinguishes users and contains no name', () => {
    const hash = begin();
    hash.set('ada');
    const first = localStorage.getItem(KEY);
    expect(first).toBeTruthy();
    expect(first).not.toContain('ada');
    hash.set('grace');
    expect(localStorage.getItem(KEY)).not.toBe(first);
    begin().set('ada');
    expect(localStorage.getItem(KEY)).toBe(first);
    expect(hash.isOwn).toBeFalse();
  });

  it('treats a missing hash, and one that it has not set, as no other user', () => {
    expect(begin().isOwn).toBeTrue();
    begin().set('ada');
    expect(begin().isOwn).toBeTrue();
  });

  it('is cleared by the tab whose user it is only', () => {
    const [hash, other] = [begin(), begin()];
    hash.set('ada');
    other.set('grace');
    hash.clear();
    expect(localStorage.getItem(KEY)).not.toBeNull();
    other.clear();
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it('does without storage that is blocked', () => {
    spyOn(Storage.prototype, 'getItem').and.throwError('blocked');
    spyOn(Storage.prototype, 'setItem').and.throwError('blocked');
    spyOn(Storage.prototype, 'removeItem').and.throwError('blocked');
    const hash = begin();
    hash.set('ada');
    expect(hash.isOwn).toBeTrue();
    expect(() => hash.clear()).not.toThrow();
  });
});
