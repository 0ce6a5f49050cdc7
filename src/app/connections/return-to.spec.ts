import { toReturnPath } from './return-to';

describe('the page to go on with after a sign-in', () => {
  it('is the path that was wanted, with its query', () => {
    expect(toReturnPath('/connections/a/spaces?name=x')).toBe('/connections/a/spaces?name=x');
  });

  it('is the overview where an address claims another site, a script, or nothing', () => {
    for (const wanted of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '',
      undefined,
    ]) {
      expect(toReturnPath(wanted)).withContext(String(wanted)).toBe('/');
    }
  });

  it('is never a sign-in page, which would lead in a circle', () => {
    expect(toReturnPath('/sign-in/a?returnTo=%2Fsign-in%2Fa')).toBe('/');
  });
});
