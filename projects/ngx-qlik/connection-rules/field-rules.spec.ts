import fc from 'fast-check';
import { generatedCases } from '../generated-cases.spec';
import { withoutCredentials } from './field-rules';

/** The same by patterns, which take the square of the length of some texts. */
function byPatterns(value: string): string {
  return value
    .replace(/^[^?#]*:[^?#]*@/, '[redacted]@')
    .replace(/^([^?#]*[:/@][^?#]*)([?#])[^]+$/, '$1$2[redacted]');
}

describe('withoutCredentials', () => {
  for (const [value, shown] of [
    ['https://ada:secret@tenant.example/vp', '[redacted]@tenant.example/vp'],
    ['https://tenant.example/?token=secret#more', 'https://tenant.example/?[redacted]'],
    ['ada:secret@tenant.example#secret', '[redacted]@tenant.example#[redacted]'],
    ['a name?', 'a name?'],
    ['a name?b', 'a name?b'],
    ['https://tenant.example', 'https://tenant.example'],
    ['', ''],
  ] as const)
    it(`shows "${value}" as "${shown}"`, () => {
      expect(withoutCredentials(value)).toBe(shown);
    });

  it('does what patterns would do, with every mixture of their parts', () => {
    const part = fc.constantFrom(':', '@', '?', '#', '/', 'a', '\n', '[redacted]');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        expect(withoutCredentials(parts.join(''))).toBe(byPatterns(parts.join('')));
      }),
      { numRuns: generatedCases(1_000) },
    );
  });

  for (const text of [':', '@:', '/', ':/', '?'])
    it(`needs no more than a moment for a million of "${text}"`, () => {
      const begun = performance.now();
      withoutCredentials(text.repeat(1_000_000));
      // What grows with the square of the length takes minutes.
      expect(performance.now() - begun).toBeLessThan(8_000);
    });
});
