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

describe('SWITCH', () => {
  const script = (value: string) => `
    Switch ${value}
      Case 1
        Let result = 'one';
      Case 2, 3, 1 + 3 // several
        Let result = 'few';
      Case 'x;y', 'z'
        Let result = 'text';
      Default
        Let result = 'other';
    End Switch`;
  testScripts({
    'runs the case of a number': { script: script('1'), variables: { result: 'one' } },
    'runs the case with one of several values': { script: script('3'), variables: { result: 'few' } },
    'compares with expressions': { script: script('2 * 2'), variables: { result: 'few' } },
    'compares texts with semicolons': { script: script(`'x;y'`), variables: { result: 'text' } },
    'compares case-sensitive': { script: script(`'Z'`), variables: { result: 'other' } },
    'runs the default for null': { script: script('Null()'), variables: { result: 'other' } },
    'takes variables': { script: `Let v = 'z'; ${script('v')}`, variables: { result: 'text' } },
    'takes dollar expansions': { script: `Let v = 1; ${script('$(v)')}`, variables: { result: 'one' } },
    'may have no default': {
      script: `Let r = 0; Switch 9; Case 1; Let r = 1; End Switch; Let after = 1;`,
      variables: { r: '0', after: '1' },
    },
    'contains loops and other switches': {
      script: `Switch 'a'
          Case 'a'
            For i = 1 to 3
              Switch i
                Case 2
                  Exit For
              End Switch
            Next
        End Switch`,
      variables: { i: '2' },
    },
    'fails with statements before the first case': {
      script: `Switch 1\nLet a = 1;\nCase 1\nEnd Switch`,
      error: [1, /CASE expected after SWITCH/],
    },
    'fails with a case after the default': {
      script: `Switch 1\nDefault\nCase 1\nEnd Switch`,
      error: [3, /Unexpected "Case 1"/],
    },
    'fails without an end': { script: `Switch 1\nCase 1\nLet a = 1;`, error: [1, /"end switch" expected/] },
  });
});

describe('WHEN and UNLESS', () => {
  testScripts({
    'run a load': {
      script: `When 1 = 1 T: Load 1 as a AutoGenerate 1; When 1 = 2 U: Load 1 as b AutoGenerate 1;`,
      tables: { T: ['a', '1'] },
    },
    'stand on a line of their own': {
      script: `Unless 1 = 2\n[My table]:\nLoad 1 as a AutoGenerate 1;`,
      tables: { 'My table': ['a', '1'] },
    },
    'run assignments': {
      script: `When 1 Let a = 1; Unless 1 Let b = 1; When Len('x') = 1 c = 2; When 1=1 Set d = x y;`,
      variables: { a: '1', b: null, c: '2', d: 'x y' },
    },
    'test variables': {
      script: `Let full = 1; When full = 1 and not full = 2 Let a = 1; Unless full Let b = 1;`,
      variables: { a: '1', b: null },
    },
    'follow each other': {
      script: `Unless 1 = 2 When 1 = 1 Let a = 1; When 1 = 1 Unless 1 = 1 Let b = 1;`,
      variables: { a: '1', b: null },
    },
    'take brackets and functions': {
      script: `When (1 = 1 or 1 = 2) Let a = 1; When Match('x', 'y', 'x') Let b = 1;`,
      variables: { a: '1', b: '1' },
    },
    'drop and rename': {
      script: `T: Load 1 as a, 2 as b AutoGenerate 1; When NoOfTables() = 1 Rename Table T to U; Unless 0 Drop Field a;`,
      tables: { U: ['b', '2'] },
    },
    'trace with quotes and semicolons': {
      script: `When 1 = 1 Trace it is done;`,
      traces: ['it is done'],
    },
    'end the script': {
      script: `Let a = 1; Unless a = 1 Exit Script; Let b = 1; When a = 1 Exit Script; Let c = 1;`,
      variables: { b: '1', c: null },
    },
    'end loops and the script as clauses': {
      script: `For i = 1 to 9
          Exit For Unless i < 3
        Next
        Exit Script When i = 3
        Let late = 1;`,
      variables: { i: '3', late: null },
    },
    'fail without a statement': { script: `Let a = 1;\nWhen a = 1;`, error: [2, /A statement expected/] },
    'fail with an unknown statement that is not run': {
      script: `When 1 = 2 Drop Tabel x;`,
      error: [1, /Unknown statement: Drop/],
    },
  });
});

describe('FOR EACH', () => {
  testScripts({
    'goes over files in the order of the connection': {
      script: `For Each f in FileList('lib://Data/*.csv')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/feb.csv lib://Data/jan.csv ' },
    },
    'goes over the files of a folder': {
      script: `For Each f in FileList('lib://Data/north/*')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/north/apr.csv lib://Data/north/mar.csv ' },
    },
    'matches single characters': {
      script: `For Each f in FileList('lib://data/?an.csv')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/jan.csv ' },
    },
    'computes the mask': {
      script: `Let folder = 'lib://Data';
        For Each f in FileList(folder & '/j*.*')
          Let all = '$(all)' & '$(f)' & ' ';
        Next`,
      variables: { all: 'lib://Data/jan.csv ' },
    },
    'does not run without files': {
      script: `Let n = 0; For Each f in FileList('lib://Data/*.xml')\nLet n = 1;\nNext`,
      variables: { n: '0' },
    },
    'goes over folders': {
      script: `For Each d in DirList('lib://Data/*')
          For Each f in FileList('$(d)/m*.csv')
            Let all = '$(all)' & '$(f)';
          Next
        Next`,
      variables: { all: 'lib://Data/north/mar.csv' },
    },
    'goes over the values of a field, each once': {
      script: `T: Load * Inline [region
          north
          south
          north
          it's east];
        For Each r in FieldValueList('region')
          T: Load '$(=Len(r))' as n AutoGenerate 1;
        Next`,
      tables: { T: ['region', 'north', 'south', 'north', "it's east"], 'T-1': ['n', '5', '5', '9'] },
    },
    'takes field names without quotes and in brackets': {
      script: `T: Load 7 as [a b], 8 as c AutoGenerate 1;
        For Each v in FieldValueList([a b]), FieldValueList(c), FieldValueList('c')
          Let all = '$(all)' & '$(v)';
        Next`,
      variables: { all: '788' },
    },
    'mixes lists, texts, numbers and expressions': {
      script: `For Each v in 1, 'b', 2 + 1, FileList('lib://Data/f*.csv'), Upper('x')
          Let all = '$(all)' & '$(v)' & ',';
        Next v`,
      variables: { all: '1,b,3,lib://Data/feb.csv,X,' },
    },
    'loads each file': {
      script: `Set prefix = ;
        For Each f in FileList('lib://Data/*.csv')
          Sales: $(prefix)
          Load *, FileBaseName() as source From [$(f)] (txt, utf8, embedded labels);
          Set prefix = Concatenate (Sales);
        Next f`,
      tables: { Sales: ['id amount source', '3 30 feb', '1 10 jan', '2 20 jan'] },
    },
    'fails for an unknown field': {
      script: `Let a = 1;\nFor Each v in FieldValueList('none')\nNext`,
      error: [2, /Field 'none' not found/],
    },
    'fails for an unknown connection': {
      script: `For Each f in FileList('lib://Elsewhere/*')\nNext`,
      error: [1, /no connection 'Elsewhere'/],
    },
    'fails for a path outside of connections': {
      script: `For Each f in FileList('/etc/*')\nNext`,
      error: [1, /only lib:\/\/ paths/],
    },
  });
});
