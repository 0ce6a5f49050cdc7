import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { anyText } from './any-text.ts';

it('has texts of all lengths that are asked for, of each plane and without halves of pairs', () => {
  const texts = fc.sample(anyText({ maxLength: 60 }), { numRuns: 300, seed: 1 });
  const characters = texts.flatMap((text) => [...text]);
  assert.ok(texts.every((text) => !/\p{Surrogate}/u.test(text) && [...text].length <= 60));
  for (const part of [/[ -~]/, /[^ -~]/, /[\u{10000}-\u{10ffff}]/u])
    assert.ok(
      characters.some((character) => part.test(character)),
      String(part),
    );
});

it('has the names that are dangerous in JavaScript', () => {
  const texts = fc.sample(anyText(), { numRuns: 1_000, seed: 1 });
  assert.ok(texts.some((text) => /__proto__|constructor|hasOwnProperty/.test(text)));
});

it('finds the simplest text that fails, also from one that is given', () => {
  const { counterexample } = fc.check(
    fc.property(anyText(), (text) => !/[^\0-\x7f]/.test(text)),
    { seed: 1 },
  );
  assert.equal(counterexample?.[0].length, 1);
  assert.ok(anyText().canShrinkWithoutContext('a\0é\u{1f600}'));
  assert.ok(!anyText().canShrinkWithoutContext('\ud800'));
});
