import { fakeConnection } from 'ngx-qlik/testing';
import { SignedOutFlag } from './signed-out-flag';

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
