import { AUTH_RULES } from './auth-rules';

const problemOf = (field: string, value: unknown) => AUTH_RULES.oauth2.fields[field]?.(value);

describe('the parameters of a sign-in (auth.authorizeParameters)', () => {
  it('are texts and numbers', () => {
    for (const right of [undefined, {}, { acr_values: 'mfa', max_age: 60, prompt: 'login consent' }])
      expect(problemOf('authorizeParameters', right)).toBeUndefined();
  });

  for (const [wrong, expected] of [
    [null, 'an object'],
    [['state'], 'an object'],
    ['state=x', 'an object'],
    [{ acr_values: ['mfa'] }, 'a text or number as "acr_values"'],
    [{ login_hint: null }, 'a text or number as "login_hint"'],
    [{ prompt: 'none' }, 'silentSignIn'],
    [{ prompt: 'login none' }, 'silentSignIn'],
    [{ state: 'x' }, 'no "state"'],
    [{ code_challenge: 'x' }, 'no "code_challenge"'],
    [{ redirect_uri: 'https://evil.example' }, 'no "redirect_uri"'],
    [{ request: 'x' }, 'no "request"'],
  ] as const) {
    it(`are not ${JSON.stringify(wrong)}`, () =>
      expect(problemOf('authorizeParameters', wrong)).toContain(expected));
  }
});

describe('whether a page signs in without the user (auth.silentSignIn)', () => {
  it('is true or false', () => {
    for (const right of [undefined, true, false]) expect(problemOf('silentSignIn', right)).toBeUndefined();
    for (const wrong of ['true', 1, null]) expect(problemOf('silentSignIn', wrong)).toBe('true or false');
  });
});
