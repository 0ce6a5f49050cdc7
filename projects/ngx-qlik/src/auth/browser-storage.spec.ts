import { fakeConnection } from 'ngx-qlik/testing';
import { SignedOutFlag, UserHash, sharedName } from './browser-storage';

describe('SignOutMark', () => {
  const mark = (id = 'acme') => new SignedOutFlag(fakeConnection({ id }));
  beforeEach(() => sessionStorage.clear());

  it('outlives the page, per connection, until it is cleared', () => {
    mark().set();
    expect([mark().isSet, mark('other').isSet]).toEqual([true, false]);
    mark().clear();
    expect(mark().isSet).toBeFalse();
  });

  it('lasts as long as the page where storage is blocked', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    const one = mark();
    expect(one.isSet).toBeFalse();
    one.set();
    expect([one.isSet, mark().isSet]).toEqual([true, false]);
    one.clear();
    expect(one.isSet).toBeFalse();
  });
});

const connection = fakeConnection({ id: 'acme' });
const KEY = sharedName('user', connection);
const begin = () => new UserHash(connection);

describe('UserMark', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => localStorage.clear());

  it('distinguishes users and contains no name', () => {
    const mark = begin();
    mark.set('ada');
    const first = localStorage.getItem(KEY);
    expect(first).toBeTruthy();
    expect(first).not.toContain('ada');
    mark.set('grace');
    expect(localStorage.getItem(KEY)).not.toBe(first);
    begin().set('ada');
    expect(localStorage.getItem(KEY)).toBe(first);
    expect(mark.isOwn).toBeFalse();
  });

  it('treats a missing hash, and one that it has not set, as no other user', () => {
    expect(begin().isOwn).toBeTrue();
    begin().set('ada');
    expect(begin().isOwn).toBeTrue();
  });

  it('is cleared by the tab whose user it is only', () => {
    const [mark, other] = [begin(), begin()];
    mark.set('ada');
    other.set('grace');
    mark.clear();
    expect(localStorage.getItem(KEY)).not.toBeNull();
    other.clear();
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  it('does without storage that is blocked', () => {
    spyOn(Storage.prototype, 'getItem').and.throwError('blocked');
    spyOn(Storage.prototype, 'setItem').and.throwError('blocked');
    spyOn(Storage.prototype, 'removeItem').and.throwError('blocked');
    const mark = begin();
    mark.set('ada');
    expect(mark.isOwn).toBeTrue();
    expect(() => mark.clear()).not.toThrow();
  });
});
