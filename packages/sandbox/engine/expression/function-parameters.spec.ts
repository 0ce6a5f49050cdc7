import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { functionNames, scalarFunction } from './functions.ts';
import { DEFAULT_SETTINGS } from './regional-settings.ts';
import type { Value } from './value.ts';

/** Parameters of a function that are checked at most. */
const MAX_CHECKED = 6;
/** Functions with more parameters take a list of them: the first ones are checked. */
const MAX_NAMED = 10;
const MAX_TRIES = 60_000;

/** Values that are valid for one parameter or another. */
const VALUES: readonly Value[] = [
  null,
  ...[0, 1, 2, 3, 4, 5, 6, 7, 12, 0.25, 0.5, -1, -2, 10, 16, 255, 1234.5, 2024],
  ...[45_300, 45_310.5, 45_351, 45_352.25, 45_657, 45_658],
  ...[
    'a',
    'b',
    'aab',
    'a;b;ab',
    ';',
    ',',
    '.',
    "'",
    '1.234,5',
    '1,234.5',
    '5',
    '(5)',
    'Tokyo',
    'Berlin',
    'x',
  ],
  ...['YYYY-MM-DD', 'hh:mm', 'D hh', '#,##0.0', '0;(0)', '(hex)', '2024-02-29', '10:30', 'ff', '*a*'],
  ...['{"a":[1,2]}', '[3]', '[[1,2],[3,4],[1,2]]', '/a', '/a/0', 'array', 'object', 'é', 1251, 1252],
  { number: 45_351, text: '2024-02-29' },
];

/** Returns a deterministic sequence of pseudorandom numbers. */
function randomSequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function checkedCount(name: string): number {
  const { minArguments = 0, maxArguments = 0 } = scalarFunction(name) ?? {};
  return Math.min(maxArguments > MAX_NAMED ? Math.max(minArguments, 6) : maxArguments, MAX_CHECKED);
}

/** Returns whether arguments exist for which a change of one of them, and of nothing else, changes the result. */
function isHeeded(name: string, place: number): boolean {
  const known = scalarFunction(name);
  assert.ok(known);
  const random = randomSequence(place + 1);
  const least = Math.max(known.minArguments, place + 1);
  // A list of pairs can have one parameter before its pairs.
  const isList = known.maxArguments > MAX_NAMED;
  const most = Math.max(least, checkedCount(name)) + (isList ? 1 : 0);
  const value = (): Value => VALUES[random(VALUES.length)] ?? null;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    // Some functions depend on whether their arguments are equal.
    const same = value();
    const isSame = tries % 3 === 0;
    const args = Array.from({ length: least + random(most - least + 1) }, () => (isSame ? same : value()));
    const other = args.map((arg, at) => (at === place ? value() : arg));
    const results = [args, other].map((given) =>
      JSON.stringify(
        known.apply(
          given.map((arg) => (known.hasPlainArguments ? arg : DEFAULT_SETTINGS.argument(arg))),
          DEFAULT_SETTINGS,
        ),
      ),
    );
    if (results[0] !== results[1]) return true;
  }
  return false;
}

describe('functions', () => {
  it('heed each of their parameters', () => {
    const ignored = functionNames().flatMap((name) => {
      return Array.from({ length: checkedCount(name) }, (_, place) => place)
        .filter((place) => !isHeeded(name, place))
        .map((place) => `${name}: parameter ${place + 1}`);
    });
    assert.deepEqual(ignored, []);
  });
});
