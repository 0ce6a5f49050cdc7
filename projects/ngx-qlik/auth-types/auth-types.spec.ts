import { AUTH_RULES, type AuthRules } from 'ngx-qlik/connection-rules';
import type { BuiltInAuthTypes } from '../src/connections/connection-auth';
import { AUTH_TYPES, type AuthTypeFacts, type BuiltInAuthType, factsOfAuthType } from './auth-types';

describe('AUTH_TYPES', () => {
  it('has each type that a configuration may have', () => {
    // A type that one table has and another has not is an error of types here.
    const facts: Readonly<Record<keyof BuiltInAuthTypes, AuthTypeFacts>> = AUTH_TYPES;
    const rules: Readonly<Record<BuiltInAuthType, AuthRules>> = AUTH_RULES;
    expect(Object.keys(facts).sort()).toEqual(Object.keys(rules).sort());
  });

  it('says "backend" of the types whose configuration may name one', () => {
    const withBackend = Object.entries(AUTH_RULES).filter(([, { fields }]) => 'backend' in fields);
    const using = Object.entries(AUTH_TYPES).filter(([, { usesBackend }]) => usesBackend);
    expect(using.map(([type]) => type).sort()).toEqual(withBackend.map(([type]) => type).sort());
  });

  it('says "relay" of the types whose host is a path of the application', () => {
    const site = 'https://app.example';
    const own = Object.entries(AUTH_RULES).filter(
      ([, { hostRule }]) => hostRule?.('/qlik/a', site) === undefined && hostRule,
    );
    const relayed = Object.entries(AUTH_TYPES).filter(([, { credential }]) => credential === 'relay');
    expect([...relayed.map(([type]) => type), 'none'].sort()).toEqual(own.map(([type]) => type).sort());
  });
});

describe('factsOfAuthType', () => {
  it('knows the types of this library', () => {
    for (const [type, facts] of Object.entries(AUTH_TYPES)) expect(factsOfAuthType(type)).toBe(facts);
  });

  it('takes every other type for one of the application, which may ask the user', () => {
    for (const type of ['made-up', 'toString', '__proto__'])
      expect(factsOfAuthType(type)).toEqual({ platform: 'any', credential: 'own', isInteractive: true });
  });
});
