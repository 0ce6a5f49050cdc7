import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

/** Expressions without a value. */
const NULLS = [
  'Null()',
  "TableNumber('none')",
  "If(1 = 2, 'x')",
  "Num#('x', '0') + 1",
  'neverSet',
  "Num(Date#('no date', 'YYYY'))",
  'Null() + 1',
  "SubField('a', ',', 2)",
  'Pick(3, 1, 2)',
  'Mid(Null(), 1)',
];

describe('a variable that is LET to NULL', () => {
  for (const expression of NULLS) {
    testScripts({
      [`by ${expression} has no value`]: {
        script: `Let v = 'before';
          Let v = ${expression};
          Let isNull = IsNull(v); Let isNot = not IsNull(v); Let length = Len(v);
          Let shown = '$(v)|' & v & '|'; Let count = 0;
          Do While not IsNull(v) or (count > 0 and count < 0)
            count = count + 1; v = Null();
          Loop
          T: Load '$(isNull) $(isNot) $(length) $(shown) $(count)' as a AutoGenerate 1;`,
        tables: { T: ['a', '-1 0 0 || 0'] },
        variables: { v: null },
      },
    });
  }
  testScripts({
    'keeps an empty text apart from NULL': {
      script: `Let v = ''; Let isNull = IsNull(v);`,
      variables: { v: '', isNull: '0' },
    },
    'answers through a parameter of a subroutine': {
      script: `Sub Clear(x)\nLet x = Null();\nEnd Sub\nLet v = 1;\nCall Clear(v);\nLet isNull = IsNull(v);`,
      variables: { isNull: '-1' },
    },
    'is what FOR EACH has for an item without a value': {
      script: `For Each v in Null(), 1\nLet isNull = IsNull(v);\nLet all = all & isNull & ';';\nNext`,
      variables: { all: '-1;0;' },
    },
  });
});
