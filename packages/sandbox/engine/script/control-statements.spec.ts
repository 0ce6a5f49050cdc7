import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

describe('a subroutine', () => {
  testScripts({
    'returns values through arguments that are variables': {
      script: `Sub Add(a, b, sum)
          Let sum = a + b;
        End Sub
        Let total = 0;
        Call Add(2, 3, total)`,
      variables: { total: '5', sum: null },
    },
    'returns through several arguments': {
      script: `Sub Swap(x, y)
          Let kept = x; Let x = y; Let y = kept;
        End Sub
        Let first = 1; Let second = 'two'; Call Swap(first, second);`,
      variables: { first: 'two', second: '1', x: null, y: null },
    },
    'returns through a variable that did not exist': {
      script: `Sub Give(out)
          Let out = 'x' & 'y';
        End Sub
        Call Give(made)`,
      variables: { made: 'xy' },
    },
    'does not change a variable in an expression': {
      script: `Sub Grow(n)
          Let n = n + 1;
        End Sub
        Let size = 1; Call Grow(size + 0); Call Grow('size'); Call Grow(7)`,
      variables: { size: '1' },
    },
    'returns at Exit Sub': {
      script: `Sub Stop(n)
          Let n = n + 1;
          Exit Sub when n > 5
          Let n = 0;
        End Sub
        Let low = 1; Let high = 5; Call Stop(low) ; Call Stop(high)`,
      variables: { low: '0', high: '6' },
    },
    'has null for parameters without an argument, as local variables': {
      script: `Sub Local(given, own)
          Let wasEmpty = If(Len(own) = 0, 'yes', 'no');
          Let own = 5; Let given = given + own;
        End Sub
        Let own = 'outer'; Let sum = 1; Call Local(sum)`,
      variables: { wasEmpty: 'yes', own: 'outer', sum: '6' },
    },
    'returns through calls in calls': {
      script: `Sub Inner(a)
          Let a = a * 10;
        End Sub
        Sub Outer(b)
          Call Inner(b)
          Let b = b + 1;
        End Sub
        Let n = 2; Call Outer(n)`,
      variables: { n: '21', a: null, b: null },
    },
    'calls itself': {
      script: `Sub Faculty(n, result)
          If n <= 1 Then
            Let result = 1;
          Else
            Let less = n - 1;
            Call Faculty(less, result)
            Let result = result * n;
          End If
        End Sub
        Call Faculty(5, answer)`,
      variables: { answer: '120' },
    },
    'takes arguments with commas and brackets': {
      script: `Sub Join(a, b)
          Let joined = a & '/' & b;
        End Sub
        Call Join('x, y', Left('abc', 2))`,
      variables: { joined: 'x, y/ab' },
    },
    'fails with too many arguments': {
      script: `Sub One(a)\nEnd Sub\nCall One(1, 2)`,
      error: [3, /takes 1 arguments, 2 given/],
    },
    'fails in its body with the line there': {
      script: `Sub Wrong(a)\nDrop Table Nowhere;\nEnd Sub\nCall Wrong(1)`,
      error: [2, /'Nowhere' not found/],
    },
  });
});

describe('the head of a control statement', () => {
  testScripts({
    'may have a comment after SUB and CALL': {
      script: `Sub Greet(who) // says hello; politely
          Let greeting = 'Hello ' & '$(who)';
        End Sub // done
        Call Greet('Ann'); // first;
        Call Greet('Bob') // it's Bob`,
      variables: { greeting: 'Hello Bob' },
    },
    'may have a block comment': {
      script: `For i /* counter; */ = 1 to 3 /* three
          times */ step 1
          Let last = i;
        Next /* i; */ i
        Let after = 1;`,
      variables: { last: '3', after: '1' },
    },
    'may have semicolons and brackets in quotes': {
      script: `For Each mark in ',', ';', ')', '(', '|', 'a//b', 'c/*d*/'
          Let marks = '$(marks)' & '$(mark)';
        Next mark`,
      variables: { marks: ',;)(|a//bc/*d*/' },
    },
    'may have keywords in quotes': {
      script: `If 'then' = 'then' Then
          Let a = 1;
        ElseIf 'x;y' = 'then' Then
          Let a = 2;
        End If
        If 'a // b' like '*//*' Then Let b = 1;
        End If`,
      variables: { a: '1', b: '1' },
    },
    'may have THEN before a comment': {
      script: `If 1 = 1 Then // then it's true; yes
          Let a = 1;
        Else // it isn't
          Let a = 2;
        End If // end`,
      variables: { a: '1' },
    },
    'may end with a semicolon': {
      script: `For i = 1 to 2; Let n = i; Next i;
        Do; Let m = 1; Exit Do; Loop;
        If 1 = 1 Then; Let k = 1; End If;`,
      variables: { n: '2', m: '1', k: '1' },
    },
    'may continue on the next line in brackets': {
      script: `Sub Two(a,
          b)
          Let both = a & b;
        End Sub
        Call Two('x', // first
          'y')
        Let after = 1;`,
      variables: { both: 'xy', after: '1' },
    },
    'may have quoted names with spaces': {
      script: `For Each [my value] in 'x'
          Let seen = '$(my value)';
        Next [my value]`,
      variables: { seen: 'x' },
    },
    'may have comments in DO and LOOP': {
      script: `Let n = 0;
        Do While n < 3 // until; three
          Let n = n + 1;
        Loop // again
        Do
          Let n = n - 1;
        Loop Until n = 0 /* zero; */
        Let after = 1;`,
      variables: { n: '0', after: '1' },
    },
    'is no keyword before a colon or an equals sign': {
      script: `Next: Load 1 as a AutoGenerate 1;
        Do = 3; Let Loop = 4;
        Default: Load 2 as b AutoGenerate 1;`,
      tables: { Next: ['a', '1'], Default: ['b', '2'] },
      variables: { Do: '3', Loop: '4' },
    },
    'fails where a quote is not closed on its line': {
      script: `Let a = 1;\nFor Each x in 'a, 'b'\nLet y = '1';\nNext`,
      error: [2, /quote of a control statement is not closed/],
    },
    'fails where IF has no THEN on its line': {
      script: `Let a = 1;\nIf a = 1\nThen\nEnd If`,
      error: [2, /IF takes a condition and THEN on one line/],
    },
    'fails where a loop has no condition': {
      script: `Do Whilst 1 = 2\nLoop`,
      error: [1, /WHILE or UNTIL expected/],
    },
  });
});
