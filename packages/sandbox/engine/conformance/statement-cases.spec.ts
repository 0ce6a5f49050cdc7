import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

// The results are those of the examples in Qlik's help, or follow from its rules.
describe('statements', () => {
  testScripts({
    'end with their line when they assign without LET': {
      script: `Set x = 3+4;
        Let y = 3+4;
        z = $(y) + 1 // comment; more
        text = 'a;b'
          sum = z + 1
        one = sum & 'x'; two = 5
        If sum = 9 Then
          taken = 'yes'
        End If
        Sub Increase(p, q)
        p = p + 1
        Exit Sub when p < 10
        q = q + 1
        End Sub
        first = 9
        second = 1
        Call Increase(first, second)
        [with space] = 4
        Let twice = [with space] * 2;
        T: LOAD 1 as a
          AutoGenerate 1;`,
      variables: {
        z: '8',
        text: 'a;b',
        sum: '9',
        one: '9x',
        two: '5',
        taken: 'yes',
        first: '10',
        second: '2',
        twice: '8',
      },
      tables: { T: ['a', '1'] },
    },
    'copy parameters back to variables only': {
      script: `Sub Change(A, B, C)
          Let A = A + 1; Let B = B + 1; Let C = C & 'own';
        End Sub
        Let A = 1; Let X = 1; Let C = 1; Call Change(A, (X + 1) * 2)`,
      variables: { A: '2', X: '1', C: '1', B: null },
    },
    'define subroutines in subroutines': {
      script: `Sub Outer(x, y)
          Sub Inner(z)
            Let z = z & 'b';
          End Sub
          Call Inner(x);
          Let y = x & '!';
        End Sub
        Let p = 'p'; Call Outer(p, q);`,
      variables: { p: 'pb', q: 'pb!' },
    },
    'loop over steps, lists and conditions': {
      script: `Let down = '';
        For i = 10 To 1 Step -4
          Let down = down & i & ',';
          Exit For When i < 3;
        Next i
        Let none = 'none';
        For j = 1 To 0
          Let none = 'some';
        Next
        Let list = ''; Let item = 'c,d';
        For Each v In 'a;b', item, 3, (1 + 1), 'it''s'
          Let list = list & '[' & v & ']';
        Next v
        Let n = 0;
        Do While n < 5
          Let n = n + 1;
          Exit Do When n = 3;
        Loop
        Let m = 0;
        Do
          Let m = m + 2;
        Loop Until m >= 5`,
      variables: { down: '10,6,2,', none: 'none', list: "[a;b][c,d][3][2][it's]", n: '3', m: '6' },
    },
    'choose the first case that fits': {
      script: `Switch 'b' & 1
        Case 'a', 'b1'
          Let found = 'first; list';
        Case 'b1'
          Let found = 'second';
        Default
          Let found = 'none';
        End Switch
        Switch 4
        Case 1, 2 + 2
          Let number = 'sum';
        End Switch`,
      variables: { found: 'first; list', number: 'sum' },
    },
    'run under several conditions': {
      script: `T: LOAD 1 as a AutoGenerate 1; U: LOAD 1 as b AutoGenerate 1; Let x = 1; Let y = 2;
        When x = 1 Unless y = 2 Drop Table T;
        Unless x = 2 When y = 2 Drop Table U;
        Exit Script Unless x = 2
        Let never = 1;`,
      tables: { T: ['a', '1'] },
      variables: { never: null },
    },
    'expand variables in variables': {
      script: `Set a = 1; Set b = $(a) + 1; Let c = $(b) * 2; Set name = a; Let d = $($(name)) + 10;
        Set f = ($1 + $2) * $1; Let e = $(f(2, 3)); Set g = $(f($1, 10)); Let h = $(g(4));
        Set q = 'it''s; ok'; // ;
        Set $(name)X = made; Let none = '[$(nothing)]'; Let i = $(=2 * 3); Let j = 'x' /* ' */ & 'y' // 'z
        ;`,
      variables: {
        b: '1 + 1',
        c: '3',
        d: '11',
        e: '10',
        h: '56',
        q: "it's; ok",
        aX: 'made',
        none: '[]',
        i: '6',
        j: 'xy',
      },
    },
    'map, qualify, rename and change case': {
      script: `M: MAPPING LOAD * INLINE [\nk, v\nA, Alpha\nB, "Be,ta"\n];
        Map Country, "Other *" Using M;
        T: LOAD Country, Country as "Other name", ApplyMap('M', Country, 'none') as Applied, Country & '' as Plain INLINE [\nCountry\nA\nB\nC\n];
        Unmap *;
        Qualify *; Unqualify key;
        Q: LOAD 1 as key, 'A' as Country AutoGenerate 1;
        Unqualify *;
        Names: MAPPING LOAD * INLINE [\no, n\nQ.Country, Land\n];
        Rename Fields Using Names; Rename Table Q To [Q new];
        Force Case Upper; U: LOAD * INLINE [\nab\nCd\n]; Force; L: LOAD * INLINE [\ncd\nEf\n];`,
      tables: {
        T: ['Country Other name Applied Plain', 'Alpha Alpha Alpha A', 'Be,ta Be,ta Be,ta B', 'C C none C'],
        'Q new': ['key Land', '1 A'],
        U: ['AB', 'CD'],
        L: ['cd', 'Ef'],
      },
    },
    'list tables and fields': {
      script: `A: LOAD 1 as a, 2 as b AutoGenerate 3; B: LOAD 1 as c AutoGenerate 1;
        For t = 0 To NoOfTables() - 1
          For f = 1 To NoOfFields(TableName($(t)))
            Tables: LOAD TableName($(t)) as Table, TableNumber(TableName($(t))) as No, NoOfRows(TableName($(t))) as Rows,
              FieldName($(f), TableName($(t))) as Field, FieldNumber(FieldName($(f), TableName($(t))), TableName($(t))) as FieldNo
              AutoGenerate 1;
          Next f
        Next t;
        Let noTable = TableNumber('none'); Let noField = FieldNumber('none', 'A'); Drop Tables A, B;`,
      tables: { Tables: ['Table No Rows Field FieldNo', 'A 0 3 a 1', 'A 0 3 b 2', 'B 1 1 c 1'] },
      variables: { noTable: null, noField: '0' },
    },
  });
});
