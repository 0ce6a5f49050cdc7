import { HttpErrorResponse } from '@angular/common/http';
import { isRefusal } from './qlik-interceptor';

describe('isRefusal', () => {
  const refused = (status: number, error?: unknown) =>
    isRefusal(new HttpErrorResponse({ status, error }), error);

  for (const [what, body] of [
    ["Qlik's body", { code: 'CSRF-TOKEN-2' }],
    ['a body with a list', { errors: [null, { code: 'CSRF-TOKEN-2', title: 'Forbidden' }] }],
    ['the same as a text', '{"code":"CSRF-TOKEN-2"}'],
  ] as const) {
    it(`takes 403 for the CSRF token in ${what} for one`, () => expect(refused(403, body)).toBeTrue());
  }

  it('takes 401 for one, whatever it says', () => expect(refused(401)).toBeTrue());

  it('takes nothing else for one', () => {
    expect(refused(403, { code: 'SPACES-3' })).toBeFalse();
    expect(refused(403, '<html>')).toBeFalse();
    expect(refused(403, null)).toBeFalse();
    expect(refused(403)).toBeFalse();
    expect(refused(500, { code: 'CSRF-TOKEN-2' })).toBeFalse();
  });
});
