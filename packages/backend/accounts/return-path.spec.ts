import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readReturnPath } from './return-path.ts';

describe('the path to return to', () => {
  it('is kept with query and fragment, and is / when there is none', () => {
    assert.equal(readReturnPath('/spaces?x=1#y'), '/spaces?x=1#y');
    assert.equal(readReturnPath(undefined), '/');
  });

  for (const path of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/..//evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    'spaces',
    '/a\r\nset-cookie: x=1',
    '/ä',
    `/${'a'.repeat(3000)}`,
    ['/a', '/b'],
  ]) {
    it(`is not ${JSON.stringify(path).slice(0, 40)}`, () => {
      assert.throws(() => readReturnPath(path), /returnTo/);
    });
  }

  it('never leads to another site, for any input', () => {
    const part = fc.constantFrom('/', '\\', '.', '..', '@', ':', 'evil.example', '%2f', '?', '#', '\t', 'a');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        let path: string;
        try {
          path = readReturnPath(parts.join(''));
        } catch {
          return;
        }
        assert.equal(new URL(path, 'https://app.example/x/').origin, 'https://app.example');
      }),
      { numRuns: 2_000 },
    );
  });
});
