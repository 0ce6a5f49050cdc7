import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

describe('a dollar sign in a comment', () => {
  testScripts({
    'is not expanded when it is not closed': {
      script: `Let f = 2;
        T: Load n * $(f) as d // once $(f
        Inline [n\n1];`,
      tables: { T: ['d', '2'] },
    },
    'is not expanded in a block comment': {
      script: `Let a = 1 /* $( */ + 1; Let b = /* $(=1 / 0 */ 3;`,
      variables: { a: '2', b: '3' },
    },
    'is not expanded before a statement': {
      script: `// $(\n/* $(none */ Rem $(; Let a = 1; // $(Must_Include=absent)`,
      variables: { a: '1' },
    },
    'is not expanded after a control statement': {
      script: `For i = 1 to 2 // $(\nLet a = i; // $(\nNext // $(\nIf 1 = 1 Then // $(\nLet b = 1;\nEnd If`,
      variables: { a: '2', b: '1' },
    },
    'is left out of SET': {
      script: `Set a = x // $(\n; Set b = y /* $( */ z;`,
      variables: { a: 'x', b: 'y   z' },
    },
    'does not hide an expansion in quotes': {
      script: `Let v = 5; Let a = '// $(v)'; Let b = '/* $(v) */';`,
      variables: { a: '// 5', b: '/* 5 */' },
    },
    'does not begin in a path': {
      script: `Let f = 'jan'; T: Load * From lib://Data/$(f).csv (txt, embedded labels); // $(`,
      tables: { T: ['id amount', '1 10', '2 20'] },
    },
    'does not end a statement': {
      script: `T: Load 1 as a, // first; $(\n 2 as b /* second; $( */ AutoGenerate 1;`,
      tables: { T: ['a b', '1 2'] },
    },
    'may have an apostrophe beside it': {
      script: `Let v = 1; // it's $(\nLet a = $(v); // don't`,
      variables: { a: '1' },
    },
    'is expanded when the comment comes from the expansion': {
      script: `Set v = 1 // one\n; Let a = $(v) + 1;`,
      variables: { a: '2' },
    },
  });
});

describe('an expansion', () => {
  testScripts({
    'brings the rest of a statement and another one': {
      script: `Set tail = 'AutoGenerate 2; Let after = 1'; T: Load RecNo() as n $(tail);`,
      tables: { T: ['n', '1', '2'] },
      variables: { after: '1' },
    },
    'brings nothing': {
      script: `Set nothing = ; $(nothing); $(unknown); Let after = 1; $(nothing)`,
      variables: { after: '1' },
    },
    'brings a whole statement': { script: `Set code = Let a = 1; $(code);`, variables: { a: '1' } },
    'brings several statements': {
      script: `Set code = 'Let a = 1; Let b = 2; c = 3'; $(code);`,
      variables: { a: '1', b: '2', c: '3' },
    },
    'brings control statements': {
      script: `Set code = 'For i = 1 to 3; Let n = i; Next; If n = 3 Then; Let k = 1; End If'; $(code);`,
      variables: { n: '3', k: '1' },
    },
    'brings a prefix': {
      script: `T: Load 1 as a AutoGenerate 1; Set p = Concatenate(T); $(p) Load 2 as b AutoGenerate 1;`,
      tables: { T: ['a b', '1 -', '- 2'] },
    },
    'brings the keyword': { script: `Set k = Trace; $(k) hello;`, traces: ['hello'] },
    'keeps semicolons in quotes': { script: `Set v = a;b; Let a = 'x';`, error: [1, /Unknown statement: b/] },
    'brings quoted semicolons': { script: `Set v = 'a;b'; Let x = '$(v)';`, variables: { x: 'a;b' } },
    'of a trace is text': {
      script: `Set v = "it's; done"; Trace $(v);`,
      traces: [`it's; done`],
    },
    'inserts a variable that begins with = as it is': {
      script: `Set m = '=Sum(a)'; Let copy = '$(m)' & ' * 2';`,
      variables: { copy: '=Sum(a) * 2' },
    },
    'evaluates $(=…)': { script: `Let a = 3; Let b = $(=a + 1) * 2;`, variables: { b: '8' } },
    'counts its arguments and keeps parameters without one': {
      script: `Set f = '$0: $1-$2'; Set a = $(f(7)); Set b = $(f(7, 8)); Set c = $(f(x, y, z));`,
      variables: { a: '1: 7-$2', b: '2: 7-8', c: '3: x-y' },
    },
    'is expanded in names and labels': {
      script: `Let t = 'T'; [$(t)1]: Load 1 as [$(t) x] AutoGenerate 1; $(t)2: Load 2 as y Resident $(t)1;`,
      tables: { T1: ['T x', '1'], T2: ['y', '2'] },
    },
    'that does not end is an error': {
      script: `Set a = $` + `(a); Let b = 1;\nSet a = x$(a);`,
      variables: { a: 'x' },
    },
    'that is not closed is an error': { script: `Let a = 1;\nLet b = $(a;`, error: [2, /not closed/] },
    'with an error has the line of its statement': {
      script: `Set code = 'Let a = 1;\nDrop Table x';\n\n$(code);`,
      error: [4, /'x' not found/],
    },
    'removes double quotes around a text': {
      script: `Set list = "'a','b'"; T: Load If(Match(k, $(list)), 'in', 'out') as w Inline [k\na\nc];`,
      tables: { T: ['w', 'in', 'out'] },
    },
  });
});

describe('INCLUDE', () => {
  const files = {
    'part.qvs': 'Let part = 2;\n',
    'open.qvs': 'Let a = 1',
    'subs.qvs': '// routines\nSub Twice(n)\n  Let n = n * 2;\nEnd Sub\n',
    'outer.qvs': '$(Must_Include=lib://Data/part.qvs);\nLet outer = part + 1;',
    'endless.qvs': '$(Include=lib://Data/endless.qvs);',
    'wrong.qvs': 'Let a = 1;\nDrop Table x;',
    'fields.qvs': '1 as a, 2 as b',
    'marked.qvs': '\uFEFFLet marked = 1;',
    'sets.qvs': 'Let v = 7; Let w = $(v) + 1;',
  };
  testScripts({
    'runs a file': {
      files,
      script: `$(Must_Include=lib://Data/part.qvs); Let after = part;`,
      variables: { after: '2' },
    },
    'takes paths in brackets and quotes': {
      files,
      script: `$(Include=[lib://Data/part.qvs]); $(must_include="lib://data/subs.qvs"); Call Twice(part)`,
      variables: { part: '4' },
    },
    'leaves out a file that does not exist': {
      files,
      script: `$(Include=lib://Data/absent.qvs);$(Include=lib://None/x.qvs); Let after = 1;`,
      variables: { after: '1' },
    },
    'fails for a file that must exist': {
      files,
      script: `Let a = 1;\n$(Must_Include=lib://Data/absent.qvs);`,
      error: [2, /Cannot open file: 'lib:\/\/Data\/absent.qvs'/],
    },
    'expands the path': {
      files,
      script: `Set name = part; $(Must_Include=lib://Data/$(name).qvs);`,
      variables: { part: '2' },
    },
    'defines subroutines': {
      files,
      script: `$(Must_Include=lib://Data/subs.qvs);\nLet n = 4; Call Twice(n)`,
      variables: { n: '8' },
    },
    'includes in an included file': {
      files,
      script: `$(Include=lib://Data/outer.qvs);`,
      variables: { part: '2', outer: '3' },
    },
    'is part of a statement': {
      files,
      script: `T: Load $(Include=lib://Data/fields.qvs), 3 as c AutoGenerate 1;`,
      tables: { T: ['a b c', '1 2 3'] },
    },
    'needs no semicolon before the next line': {
      files,
      script: `$(Include=lib://Data/part.qvs)\nLet after = part + 1;`,
      variables: { after: '3' },
    },
    'runs in blocks': {
      files,
      script: `For i = 1 to 2\n$(Include=lib://Data/open.qvs);\nNext\nIf 1 = 2 Then\n$(Must_Include=none);\nEnd If`,
      variables: { a: '1' },
    },
    'expands each statement when it runs': {
      files,
      script: `Let v = 1; $(Include=lib://Data/sets.qvs);`,
      variables: { w: '8' },
    },
    'ignores a byte order mark': {
      files,
      script: `$(Include=lib://Data/marked.qvs);`,
      variables: { marked: '1' },
    },
    'fails with the line of the statement that includes': {
      files,
      script: `\n\n$(Include=lib://Data/wrong.qvs);`,
      error: [3, /'x' not found/],
    },
    'ends for a file that includes itself': {
      files,
      script: `$(Include=lib://Data/endless.qvs);`,
      error: [1, /without end/],
    },
  });
});
