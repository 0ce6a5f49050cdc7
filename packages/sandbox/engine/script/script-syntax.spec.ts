import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { syntaxErrors } from './script-syntax.ts';

/** Returns the erroneous parts of a script. */
function errorTexts(script: string): readonly string[] {
  return syntaxErrors(script).map(({ qTextPos, qErrLen }) =>
    script.slice(Number(qTextPos), Number(qTextPos) + Number(qErrLen)),
  );
}

const WRONG: readonly string[] = [
  'LAOD * Resident T',
  'Loaf X',
  'Load a,, b Resident T',
  'Load a Fromm x',
  'Load * Resident',
  'Load * From [lib://Data/x.csv] (txt, delimiter)',
  'Drop Tabel x',
  'Drop Table',
  'Drop Table a b',
  'Drop Field a From',
  'Rename Field a b',
  'Rename Table a to',
  'Let x = 1 +',
  'Let x = Nope(1)',
  'Let 1',
  'x = (1',
  'Set',
  'Set x',
  'Map a Using',
  'Map a',
  'NullAsValue',
  'Tag Field a',
  'Tag Field a With',
  'Comment Field a',
  'Store T',
  'Store T Into [lib://Data/x] (xml)',
  'Alias a b',
  'Force Case',
  'Sleep long',
  'When 1 = 1',
  'When = 1 Let x = 1',
  'Unless 1 = 2 Drop Tabel x',
  'X: Declare Field Definition',
  'Derive Fields From a Using',
  'Hierarchy (a) Load * Resident T',
  'IntervalMatch a Load * Resident T',
  'Join (T Load * Resident T',
  'hello',
  '5 + 5',
  'T:',
];

const WRONG_HEADS: readonly (readonly [string, string])[] = [
  ['If 1 = Then\nEnd If', 'If 1 = Then'],
  ['If 1 Then\nElseIf ) Then\nEnd If', 'ElseIf ) Then'],
  ['For i = 1 2\nNext', 'For i = 1 2'],
  ['For i = 1 to )\nNext', 'For i = 1 to )'],
  ['For Each x of 1\nNext', 'For Each x of 1'],
  ['For Each x in FileList()\nNext', 'For Each x in FileList()'],
  ['For i = 1 to 2\nNext i j', 'Next i j'],
  ['Do Whilst 1\nLoop', 'Do Whilst 1'],
  ['Do\nLoop Until', 'Loop Until'],
  ['Sub 1 2\nEnd Sub', 'Sub 1 2'],
  ['Call a b', 'Call a b'],
  ['Call a(1 +)', 'Call a(1 +)'],
  ['Switch )\nCase 1\nEnd Switch', 'Switch )'],
  ['Switch 1\nCase\nEnd Switch', 'Case'],
  ['Exit Script If 1', 'Exit Script If 1'],
  ['Exit For When', 'Exit For When'],
];

const RIGHT: readonly string[] = [
  'T: Load *, a + 1 as b From [lib://Data/x.csv] (txt, utf8, embedded labels) Where a > 1;',
  'Select * From x; SQL Select 1; T: SQL Select a; Section Access; Lib Connect To x;',
  'Let x = 1; Set y = 2; z = 3; Let w = ;',
  'LAOD_ = 1; // LAOD\n/* Loaf */ Rem Loaf X;',
  '$(code); $(Must_Include=lib://x/y.qvs); Load $(fields) Resident T; $(p) Load 1 as a AutoGenerate 1;',
  'T: $(p) Load 1 as a AutoGenerate 1; Let x = $(v) +; When $(v) Load 1 as a AutoGenerate 1;',
  '[$(t)]:\n$(c)\nLoad * Resident T; $(a)$(b): Load 1 as a AutoGenerate 1; T_$(n): $(c) Load 1 as a AutoGenerate 1;',
  "Set f = Match($1, '$(m)'); T: Load $1 as a, '$(m)' as b AutoGenerate 1;",
  'If $(v) Then; End If; For i = $(a) to $(b); Next; Call $(name)(1);',
  'When 1 = 1 Drop Table x; Unless a Exit Script; Exit Script When 1;',
  'Switch x\nCase 1, 2\nDefault\nEnd Switch',
  'Drop Fields a, [b c] From T, U; Rename Fields Using M; Qualify *; Unqualify "*_id";',
  'M: Mapping Load a, b Resident T; Map c Using M; Unmap *; NullAsValue *; NullAsNull a;',
  'Store a as b From T Into [lib://Data/x.csv] (txt); Store T Into lib://Data/x.qvd (qvd);',
  'Trace it is; Trace; Sleep 5; FlushLog; Directory lib://Data; Force Case Upper;',
  "Tag Field a With 'b'; Untag a With b; Comment Table T With 'x'; Search Include *; AutoNumber a Using b;",
  "C: Declare Field Definition Tagged '$date' Fields Year($1) As Y Tagged ('$year'); Derive Fields From Implicit Tag Using C;",
  'Add Only Load 1 as a AutoGenerate 1; Replace Load 2 as a AutoGenerate 1; Add Map a Using M;',
  'Sub S(a, b) // it is\nExit Sub Unless a = 1\nEnd Sub\nCall S(1, x)\nDo While 1\nExit Do\nLoop Until 2',
];

describe('the syntax check', () => {
  for (const statement of WRONG)
    it(`finds "${statement}"`, () => {
      assert.deepEqual(errorTexts(`Let a = 1;\n${statement};\nLet b = 2;`), [statement]);
    });
  for (const [script, wrong] of WRONG_HEADS)
    it(`finds "${wrong}"`, () => {
      assert.deepEqual(errorTexts(script), [wrong]);
    });
  for (const script of RIGHT)
    it(`accepts ${script}`, () => {
      assert.deepEqual(errorTexts(script), []);
    });

  it('finds several errors, with their places in their tabs', () => {
    const script = '///$tab Main\nLet x = 1;\nLoaf;\n///$tab Two\n  Drop Tabel y; // later\nLet z = );';
    assert.deepEqual(
      syntaxErrors(script).map(({ qTabIx, qLineInTab, qColInLine, qErrLen }) => [
        qTabIx,
        qLineInTab,
        qColInLine,
        qErrLen,
      ]),
      [
        [0, 1, 0, 4],
        [1, 0, 2, 12],
        [1, 1, 0, 9],
      ],
    );
  });

  it('checks the beginning of statements with expansions', () => {
    assert.deepEqual(errorTexts('LAOD $(x) Resident T; Drop Tabel $(t); Let y = $(x);'), [
      'LAOD $(x) Resident T',
      'Drop Tabel $(t)',
    ]);
  });

  it('finds blocks and quotes that are not closed', () => {
    assert.equal(syntaxErrors('Let a = 1;\nIf 1 = 1 Then\nLet b = 1;').length, 1);
    assert.equal(syntaxErrors("Let a = 1;\nLet b = 'x;").length, 1);
    assert.equal(syntaxErrors('Next').length, 1);
    assert.equal(syntaxErrors('Loaf;\nEnd Sub').length, 2);
  });
});
