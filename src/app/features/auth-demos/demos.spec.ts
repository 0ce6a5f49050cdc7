import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { canForceLogin } from '../../connections/auth-type-facts';
import { AUTH_DEMOS } from './demos';

describe('the demos', () => {
  it('are one for each auth type that makes calls or refers to a connection that does', () => {
    const demos = AUTH_DEMOS.map(({ type }) => type as string);
    expect(demos.sort()).toEqual(
      Object.keys(AUTH_TYPES)
        .filter((type) => type !== 'noauth')
        .sort(),
    );
  });

  for (const { type, configuration, signIn, needsHostUser, canForceLogin: canForce } of AUTH_DEMOS) {
    it(`agree with the table of auth types: ${type}`, () => {
      const facts = AUTH_TYPES[type];
      expect([configuration.platform, 'any']).toContain(facts?.platform ?? 'missing');
      expect(signIn === 'silent').toBe(!facts?.isInteractive);
      expect(canForce).toBe(canForceLogin(type));
      // The demo of `none` goes through the backend, which knows the user; the type does not need one.
      if (type !== 'none') expect(needsHostUser).toBe(facts?.usesBackend ?? false);
    });
  }
});
