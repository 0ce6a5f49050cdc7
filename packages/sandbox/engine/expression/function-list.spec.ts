import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { AGGREGATIONS } from './aggregation-names.ts';
import { APP_FUNCTIONS, INTER_RECORD_FUNCTIONS, SELECTION_FUNCTIONS } from './contextual-functions.ts';
import { functionCatalog, scriptFunctions } from './function-catalog.ts';
import { withFunctionList } from './function-list.ts';
import { functionNames } from './functions.ts';
import { parseExpression } from './parser.ts';

describe('the list of functions', () => {
  it('in the README contains the functions that the engine has', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    assert.equal(
      readme,
      withFunctionList(readme),
      'Remedy: cd packages/sandbox && node --import tsx engine/expression/write-function-list.ts',
    );
  });

  it('has each name once, and every function of the engine', () => {
    const names = functionCatalog().map(({ name }) => name.toLowerCase());
    assert.equal(new Set(names).size, names.length);
    const known = [
      ...functionNames(),
      ...[AGGREGATIONS, APP_FUNCTIONS, INTER_RECORD_FUNCTIONS, SELECTION_FUNCTIONS].flatMap(Object.keys),
    ];
    assert.deepEqual(
      known.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('says for each function that is refused why, also in the error of an expression', () => {
    for (const { name, isSupported, reason } of functionCatalog()) {
      assert.ok(!isSupported || reason === undefined, `${name} is both supported and refused`);
      if (reason === undefined) continue;
      assert.throws(
        () => parseExpression(`${name}(1)`),
        (error) =>
          error instanceof Error && error.message.includes(`${name} is not available here: ${reason}`),
      );
    }
  });

  it('has signatures with optional parameters in brackets', () => {
    const signatures = new Map(scriptFunctions('ALL').map(({ name, signature }) => [name, signature]));
    assert.equal(signatures.get('Mid'), 'Mid(expr1, expr2[, expr3])');
    assert.equal(signatures.get('Pmt'), 'Pmt(expr1, expr2, expr3[, expr4[, expr5]])');
    assert.equal(signatures.get('Concat'), 'Concat([distinct] expr1[, expr2[, expr3]])');
    assert.equal(signatures.get('RangeSum'), 'RangeSum(expr1 [, …])');
    assert.equal(signatures.get('Pi'), 'Pi()');
    assert.equal(signatures.get('GetObjectField'), undefined);
  });
});
