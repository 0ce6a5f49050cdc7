import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wildcardPattern } from './wildcards.ts';

describe('a text with wildcards', () => {
  it('matches what an expression that tries all ways matches', () => {
    const text = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 10 });
    fc.assert(
      fc.property(text('ab1.*?'), text('ab1.\n'), (pattern, value) => {
        const source = pattern.replace(/[.*?]/g, (found) => ({ '*': '.*', '?': '.' })[found] ?? '[.]');
        assert.equal(
          wildcardPattern(pattern).test(value),
          new RegExp(`^${source}$`, 's').test(value),
          JSON.stringify([pattern, value]),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it('is compared in either case where asked for', () => {
    assert.equal(wildcardPattern('*B?D*', 'i').test('abcd'), true);
    assert.equal(wildcardPattern('*B?D*').test('abcd'), false);
  });
});
