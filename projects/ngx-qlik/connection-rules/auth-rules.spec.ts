import { AUTH_RULES } from './auth-rules';

describe('the names of a tenant (auth.issuers)', () => {
  const problemOf = (issuers: unknown) => AUTH_RULES.oauth2.fields['issuers']?.(issuers);

  it('may be missing, or are addresses of servers', () => {
    expect(problemOf(undefined)).toBeUndefined();
    expect(problemOf(['https://acme.eu.qlikcloud.com', 'https://analytics.acme.example'])).toBeUndefined();
  });

  for (const wrong of [
    [],
    'https://acme.example',
    ['acme.example'],
    ['http://acme.example'],
    [7],
    {},
    null,
  ]) {
    it(`are not ${JSON.stringify(wrong)}`, () => {
      expect(problemOf(wrong)).toContain('a list of addresses');
    });
  }
});
