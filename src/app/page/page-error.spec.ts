import { toPageError } from './page-error';

describe('toPageError', () => {
  for (const message of [
    'Failed to fetch dynamically imported module: https://app.example/chunk-1.js',
    'error loading dynamically imported module: https://app.example/chunk-1.js',
    'Importing a module script failed.',
  ]) {
    it(`has a remedy for: ${message}`, () => {
      const error = toPageError(new TypeError(message));
      expect(error.code).toBe('http-unreachable');
      expect(error.message).not.toContain('chunk');
      expect(error.remedy).toContain('try again');
    });
  }

  it('does not change other errors', () => {
    expect(toPageError(new TypeError('x is undefined')).code).toBe('unexpected');
    expect(toPageError('a text').code).toBe('unexpected');
  });
});
