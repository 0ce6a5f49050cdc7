import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AGGREGATIONS } from './aggregation-names.ts';
import { INTER_RECORD_FUNCTIONS } from './contextual-functions.ts';
import { functionNames } from './functions.ts';
import { ExpressionError } from './tokens.ts';
import { table, testScope } from '../testing/test-scope.ts';

const scope = testScope(
  [
    table('T', { A: ['x', 'y', null], N: [1, 2, -3.5], D: [{ number: 45351, text: '2024-02-29' }, null, 0] }),
    table('Apart', { Z: [1, 2] }),
  ],
  { $: { A: ['x'] } },
  { variable: (name) => ({ v: '=Sum(N)', w: '$(v)', bad: '=Sum(' })[name] },
);

const NAMES = [
  ...Object.keys(AGGREGATIONS),
  ...Object.keys(INTER_RECORD_FUNCTIONS),
  ...functionNames(),
  'aggr',
  'if',
];

const argument: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'A',
    'N',
    'D',
    'Z',
    '[No such]',
    'v',
    "''",
    "'a'",
    '0',
    '-1',
    '3',
    '1e300',
    'Null()',
    "'YYYY-MM-DD'",
    "'#,##0.0%'",
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);

/** Well-formed calls with arbitrary arguments. */
const call = fc.letrec<{ call: string }>((tie) => ({
  call: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    argument,
    fc
      .tuple(fc.constantFrom(...NAMES), fc.array(tie('call'), { maxLength: 4 }))
      .map(([name, args]) => `${name}(${args.join(', ')})`),
    fc
      .tuple(
        tie('call'),
        fc.constantFrom('+', '-', '*', '/', '&', '=', '<', 'and', 'like', 'bitand'),
        tie('call'),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
  ),
})).call;

const PIECES = [
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  '=',
  ',',
  '"',
  "'",
  '[',
  ']',
  '$(',
  '$',
  '::',
  '+=',
  'total',
  'distinct',
  'Sum',
  'Aggr',
  'P',
  'E',
  'A',
  'N',
  '1',
  '//',
  '/*',
  ' ',
  '\n',
  'é',
  '\u0000',
];

function isAnswered(source: string): void {
  try {
    scope.evaluate(source);
  } catch (error) {
    assert.ok(error instanceof ExpressionError, `${source}: ${String(error)}`);
  }
}

describe('any expression', { timeout: 120_000 }, () => {
  it('has a value or fails with an ExpressionError for any function arguments', () => {
    fc.assert(fc.property(call, isAnswered), { numRuns: 1500 });
  });

  it('has a value or fails with an ExpressionError for any sequence of tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }), (pieces) =>
        isAnswered(pieces.join('')),
      ),
      {
        numRuns: 1500,
      },
    );
  });
});
