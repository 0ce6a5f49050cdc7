import { subjectOf } from './tokens';

const tokenWith = (claims: unknown) => ['e30', btoa(JSON.stringify(claims)), 's'].join('.');

describe('subjectOf', () => {
  it('reads whom a token is for', () => {
    expect(subjectOf(tokenWith({ sub: 'ada' }))).toBe('ada');
    expect(subjectOf('e30.eyJzdWIiOiI_Pz8-Pj4ifQ.s')).toBe('???>>>');
  });

  for (const token of ['', 'opaque', 'a.%.b', tokenWith({}), tokenWith(null), tokenWith({ sub: 5 })]) {
    it(`does not know for "${token}"`, () => expect(subjectOf(token)).toBeUndefined());
  }
});
