import fc from 'fast-check';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { table, testScope } from '../testing/test-scope.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { ExpressionError } from './tokens.ts';

type Variables = Readonly<Record<string, string>>;

const TABLE = table('Sales', { Amount: [1, 2] });
const scopeOf = (variables: Variables): EvaluationScope =>
  testScope([TABLE], {}, { variable: (name) => variables[name] });

/** Uses of a variable, in each form that refers to one. */
const use = fc
  .tuple(fc.constantFrom('vA', 'vB', 'vC'), fc.integer({ min: 0, max: 5 }))
  .map(
    ([name, form]) =>
      [
        `$(${name})`,
        name,
        `$(=${name})`,
        `$(=$(${name}))`,
        `$(${name}(1, $1))`,
        `Sum({<Amount={"=${name}"}>} Amount)`,
      ][form] ?? name,
  );
const definition = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.oneof(use, fc.constantFrom('1', 'Sum(Amount)')), { minLength: 1, maxLength: 3 }),
  )
  .map(([isFormula, parts]) => `${isFormula ? '=' : ''}${parts.join(' + ')}`);

describe('variables that refer to themselves', () => {
  it('are named by an error', () => {
    for (const variables of [
      { vA: '=$(vB)+1', vB: '=$(vA)+1' },
      { vA: '=vB+1', vB: '=vA+1' },
      { vA: '=$(vA)' },
      { vA: '=$(=$(vB))', vB: '=vA' },
    ])
      for (const expression of ['$(vA)', 'Sum(Amount) * $(vA)', '$(=$(vA))'])
        assert.throws(
          () => scopeOf(variables).evaluate(expression),
          (error) => error instanceof ExpressionError && /"v[AB]" refers to itself/.test(error.message),
        );
  });

  it('have a value or an error in each form', () => {
    fc.assert(
      fc.property(
        fc.record({ vA: definition, vB: definition, vC: definition }),
        use,
        (variables, expression) => {
          const scope = scopeOf(variables);
          for (const evaluate of [
            () => scope.evaluate(expression),
            () => scope.within('{1}', '$').evaluate(expression),
            () => scope.inChart([{ label: 'vA', expression }]).evaluate('[vA]'),
            () => scope.dimensionField(`=${expression}`),
          ])
            try {
              evaluate();
            } catch (error) {
              assert.ok(
                error instanceof ExpressionError,
                error instanceof Error ? error.stack : String(error),
              );
            }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are told from those that are used twice, and from a long row of them', () => {
    const twice = scopeOf({ vA: '=$(vB) + $(vB) + vB', vB: '=Sum(Amount)' });
    assert.equal(twice.evaluate('$(vA) + $(vA)'), 18);
    for (const form of [(name: string) => `=$(${name}) + 1`, (name: string) => `=${name} + 1`]) {
      const rowOf = (length: number): Variables =>
        Object.fromEntries(
          Array.from({ length }, (_, at) => [`v${at}`, at === length - 1 ? '=1' : form(`v${at + 1}`)]),
        );
      assert.equal(scopeOf(rowOf(50)).evaluate('$(v0)'), 50);
      assert.throws(() => scopeOf(rowOf(3000)).evaluate('$(v0)'), /variables deep in others/);
    }
  });
});
