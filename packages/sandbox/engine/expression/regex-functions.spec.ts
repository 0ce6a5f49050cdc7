import { describe, it } from 'node:test';
import { assertValues, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([table('T', { A: [1] })]);

/** Values are those of the examples in Qlik's help, where it has them. */
describe('functions over regular expressions', () => {
  it('extract texts', () => {
    assertValues(scope, [
      ["ExtractRegEx('a,b c;1 2,3', '[a-z]|[0-9]', 2)", 'b'],
      ["ExtractRegEx('a,b c;1 2,3', '[a-z]|[0-9]', 4)", '1'],
      ["ExtractRegEx('abc', 'a|b', -1)", 'b'],
      ["ExtractRegEx('A,B C;1 2,3', '[a-c]|[4-9]')", null],
      ["ExtractRegExI('A,B C;1 2,3', '[a-c]|[4-9]')", 'A'],
      ["ExtractRegExGroup('abc123 def456', '([a-z]+)([0-9]+)', 1)", 'abc'],
      ["ExtractRegExGroup('abc123 def456', '([a-z]+)([0-9]+)', 1, 2)", 'def'],
      ["ExtractRegExGroup('abc123 def456', '([a-z]+)([0-9]+)', 2, 2)", '456'],
      ["ExtractRegExGroup('abc123 def456', '([a-z]+)([0-9]+)', -1)", '123'],
      ["ExtractRegExGroupI('ABC123', '([a-z]+)([0-9]+)', 1)", 'ABC'],
      ["SubFieldRegEx('a,b c;1 2,3', ' |,|;', 1)", 'a'],
      ["SubFieldRegEx('a;b;c;1;2;3', ';', 2)", 'b'],
      ["SubFieldRegEx('a,b c;1 2,3', ' |,|;', 4)", '1'],
      ["SubFieldRegEx('a,b', ',', -1)", 'b'],
      ["SubFieldRegExI('aXb', 'x', 2)", 'b'],
    ]);
  });

  it('find positions', () => {
    assertValues(scope, [
      ["IndexRegExGroup('abc123', '([a-z])([0-9]+)', 0)", 3],
      ["IndexRegExGroup('abc123', '([a-z])([0-9]+)', 1)", 3],
      ["IndexRegExGroup('abc123', '([a-z])([0-9]+)', 2)", 4],
      ["IndexRegExGroup('ABC123', '([a-z])([0-9]+)', 1)", 0],
      ["IndexRegExGroupI('ABC123', '([a-z])([0-9]+)', 1)", 3],
      ["IndexRegEx('abcabc', 'b', 2)", 5],
      ["IndexRegEx('abcabc', 'b', -1)", 5],
      ["IndexRegEx('abcabc', 'x')", 0],
      ["IndexRegExI('ABC', 'b')", 2],
      ["CountRegEx('abc123', '[0-9]')", 3],
      ["CountRegEx('ABC', '[a-c]')", 0],
      ["CountRegExI('ABC', '[a-c]')", 3],
    ]);
  });

  it('match the whole text', () => {
    assertValues(scope, [
      ["MatchRegEx('testSample', 'test')", 0],
      ["MatchRegEx('abc123', '[a-z]', '[0-9]', '[a-z]+[0-9]+', '.+')", 3],
      ["MatchRegEx('ABC', '[a-z]+')", 0],
      ["MatchRegExI('ABC', '[a-z]+')", 1],
      ["MatchRegEx('b', 'a|b')", 1],
      ["IsRegEx('[a-z]')", -1],
      ["IsRegEx('[a-z')", 0],
      ["Len(IsRegEx('[a-z', 1)) > 2", -1],
      ["IsRegExI('(a)')", -1],
    ]);
  });

  it('replace texts', () => {
    assertValues(scope, [
      ["ReplaceRegEx('abc123', '[0-9]', 'x')", 'abcxxx'],
      ["ReplaceRegEx('abc123', '[0-9]', 'x', 1)", 'abcx23'],
      ["ReplaceRegEx('abc123', '[0-9]', 'x', 4)", 'abc123'],
      ["ReplaceRegEx('abc123', '[0-9]', 'x', -1)", 'abc12x'],
      ["ReplaceRegEx('ABC123', '[a-c]', '5')", 'ABC123'],
      ["ReplaceRegExI('ABC123', '[a-c]', '5')", '555123'],
      ["ReplaceRegExGroup('abc123', '([a-z])([0-9]+)', 'x', 0)", 'abx'],
      ["ReplaceRegExGroup('abc123', '([a-z])([0-9]+)', 'x', 1)", 'abx123'],
      ["ReplaceRegExGroup('abc123', '([a-z])([0-9]+)', 'x', 2)", 'abcx'],
      ["ReplaceRegExGroup('abc123abc123', '([a-z])([0-9]+)', 'x', 1, 2)", 'abc123abx123'],
      ["ReplaceRegExGroup('ABC123ABC123', '([a-z])([0-9]+)', 'x', 1)", 'ABC123ABC123'],
      ["ReplaceRegExGroupI('ABC123ABC123', '([a-z])([0-9]+)', 'x', 1)", 'ABx123ABx123'],
      // What is special in a replacement of JavaScript is not special here.
      ["ReplaceRegEx('ab', 'a', '$&$$')", '$&$$b'],
      ["Replace('ab', 'a', '$&$$')", '$&$$b'],
    ]);
  });

  it('have no value for null and for invalid expressions', () => {
    assertValues(scope, [
      ["ExtractRegEx(Null(), 'a')", null],
      ["ReplaceRegEx('a', '(', 'x')", null],
      ["CountRegEx('a', '[')", null],
    ]);
  });
});
