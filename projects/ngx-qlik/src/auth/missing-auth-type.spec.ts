import * as library from 'ngx-qlik';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { findMissing, listOtherTypes } from './validate-connections';

const NOTHING = new Set<string>();

describe('findMissing', () => {
  for (const type of Object.keys(AUTH_TYPES)) {
    it(`names a function of the library for ${type}`, () => {
      const name = findMissing({ auth: { type } }, NOTHING)?.feature.replace('()', '') ?? '';
      expect((library as Readonly<Record<string, unknown>>)[name]).toBeInstanceOf(Function);
      expect(findMissing({ auth: { type } }, new Set([type]))).toBeUndefined();
    });
  }

  it('knows nothing of other types', () => {
    for (const auth of [undefined, 'oauth2', {}, { type: 7 }, { type: 'own' }, { type: 'toString' }])
      expect(findMissing({ auth }, NOTHING)).toBeUndefined();
  });
});

describe('listOtherTypes', () => {
  it('lists what the application does not provide', () => {
    const provided = new Set(Object.keys(AUTH_TYPES).filter((type) => type !== 'jwt' && type !== 'pfx'));
    expect(listOtherTypes(provided)).toBe('"jwt", "pfx"');
    expect(listOtherTypes(new Set([...provided, 'jwt', 'pfx']))).toBe('');
  });
});
