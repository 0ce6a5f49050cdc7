import { toReturnPath } from './sign-in-page.component';

describe('toReturnPath', () => {
  it('returns the path with its query', () => {
    expect(toReturnPath('/connections/a/spaces?name=x')).toBe('/connections/a/spaces?name=x');
  });

  it('returns the overview for another origin, a script, or nothing', () => {
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

  it('never returns a sign-in page, which would be a loop', () => {
    expect(toReturnPath('/sign-in/a?returnTo=%2Fsign-in%2Fa')).toBe('/');
  });
});
