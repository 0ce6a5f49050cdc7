import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

const TABLE = `T: Load * Inline [a, b
  1, x
  2,"y,z"];
`;

describe('a wildcard in FROM', () => {
  testScripts({
    'loads all files into one table': {
      script: `Sales: Load id, amount From [lib://Data/*.csv] (txt, embedded labels);`,
      tables: { Sales: ['id amount', '3 30', '1 10', '2 20'] },
    },
    'matches single characters': {
      script: `Sales: Load * From [lib://Data/?an.csv] (txt, embedded labels);`,
      tables: { Sales: ['id amount', '1 10', '2 20'] },
    },
    'matches in a folder': {
      script: `Sales: Load * From 'lib://Data/north/*.csv' (txt, embedded labels);`,
      tables: { Sales: ['id amount', '5 50', '4 40'] },
    },
    'gives each file to preceding loads': {
      script: `Sales: Load *, amount * 2 as double; Load amount, FileBaseName() as f From [lib://Data/*.csv] (txt, embedded labels);`,
      tables: { Sales: ['amount f double', '30 feb 60', '10 jan 20', '20 jan 40'] },
    },
    'makes tables of files with other fields': {
      files: { 'x1.csv': 'p\n1\n', 'x2.csv': 'q\n2\n' },
      script: `X: Load * From [lib://Data/x*.csv] (txt, embedded labels);`,
      tables: { X: ['p', '1'], 'X-1': ['q', '2'] },
    },
    'concatenates files with other fields on request': {
      files: { 'x1.csv': 'p\n1\n', 'x2.csv': 'q\n2\n' },
      script: `X: Load 0 as p AutoGenerate 1; Concatenate (X) Load * From [lib://Data/x*.csv] (txt, embedded labels);`,
      tables: { X: ['p q', '0 -', '1 -', '- 2'] },
    },
    'keeps files apart with NOCONCATENATE': {
      script: `S: NoConcatenate Load * From [lib://Data/*.csv] (txt, embedded labels);`,
      tables: { S: ['id amount', '3 30'], 'S-1': ['id amount', '1 10', '2 20'] },
    },
    'groups each file': {
      script: `S: Load Sum(amount) as sum, FileName() as f From [lib://Data/*.csv] (txt, embedded labels);`,
      tables: { S: ['sum f', '30 feb.csv', '30 jan.csv'] },
    },
    'names tables after their files without a label': {
      script: `Load * From [lib://Data/*.csv] (txt, embedded labels);`,
      tables: { feb: ['id amount', '3 30', '1 10', '2 20'] },
    },
    'fails without files': {
      script: `\nLoad * From [lib://Data/*.xml] (txt, embedded labels);`,
      error: [2, /Cannot open file: 'lib:\/\/Data\/\*.xml'/],
    },
  });
});

describe('functions over files', () => {
  testScripts({
    'return the parts of the path': {
      script: `T: First 1 Load FileName() as a, FileBaseName() as b, FileExtension() as c, FileDir() as d, FilePath() as e
        From [lib://Data/north/mar.csv] (txt, embedded labels);`,
      tables: { T: ['a b c d e', 'mar.csv mar csv lib://Data/north lib://Data/north/mar.csv'] },
    },
    'return size and time of the file that is read': {
      script: `T: First 1 Load FileSize() as s, Date(FileTime()) as t From [lib://Data/feb.csv] (txt, embedded labels);`,
      tables: { T: ['s t', '15 2024-02-29'] },
    },
    'return size and time of a file by its path': {
      script: `Let s = FileSize('lib://Data/jan.csv'); Let t = FileTime('lib://Data/jan.csv');`,
      variables: { s: '20', t: '2024-02-29 12:00:00' },
    },
    'return null for a file that does not exist': {
      script: `Let s = FileSize('lib://Data/none.csv'); If IsNull(FileTime('lib://None/x')) Then; Let t = 1; End If`,
      variables: { s: null, t: '1' },
    },
    'count bytes': {
      files: { 'u.txt': 'ä€' },
      script: `Let s = FileSize('lib://Data/u.txt');`,
      variables: { s: '5' },
    },
    'take computed paths': {
      script: `T: Load 'lib://Data/' & name as path, FileSize('lib://Data/' & name) as s Inline [name\njan.csv\nnone.csv];`,
      tables: { T: ['path s', 'lib://Data/jan.csv 20', 'lib://Data/none.csv -'] },
    },
    'are allowed in WHERE and in conditions': {
      script: `T: Load id From [lib://Data/*.csv] (txt, embedded labels) Where FileBaseName() = 'jan' and FileSize() > 1;
        If FileSize('lib://Data/jan.csv') > 0 Then; Let ok = 1; End If`,
      tables: { T: ['id', '1', '2'] },
      variables: { ok: '1' },
    },
    'fail outside of a load from a file': {
      script: `Load FileName() as f AutoGenerate 1;`,
      error: [1, /filename is allowed in a load from a file only/],
    },
    'describe stored tables': {
      script: `${TABLE} Store T Into [lib://Data/t.qvd] (qvd); Let rows = QvdNoOfRecords('lib://Data/t.qvd');
        Let fields = QvdNoOfFields('lib://Data/t.qvd'); Let second = QvdFieldName('lib://Data/t.qvd', 2);
        Let table = QvdTableName('lib://Data/t.qvd'); Let isNew = If(Now() - QvdCreateTime('lib://Data/t.qvd') < 1, 'yes');`,
      variables: { rows: '2', fields: '2', second: 'b', table: 'T', isNew: 'yes' },
    },
    'fail for a file that is no stored table': {
      script: `\nLet n = QvdNoOfRecords('lib://Data/jan.csv');`,
      error: [2, /is no QVD file/],
    },
  });
});

describe('STORE', () => {
  testScripts({
    'writes a text file that loads': {
      script: `${TABLE} Store T Into [lib://Data/t.csv] (txt); Drop Table T; U: Load * From [lib://Data/t.csv] (txt, embedded labels);`,
      tables: { U: ['a b', '1 x', '2 y,z'] },
    },
    'writes selected fields with other names': {
      script: `${TABLE} Store b as c, a From T Into lib://Data/t.csv (txt); Drop Table T; U: Load * From lib://Data/t.csv (txt, embedded labels);`,
      tables: { U: ['c a', 'x 1', 'y,z 2'] },
    },
    'writes all fields with a star': {
      script: `${TABLE} Store * From T Into 'lib://Data/t.csv' (txt); Let s = FileSize('lib://Data/t.csv');`,
      variables: { s: '19' },
    },
    'takes another delimiter': {
      script: `${TABLE} Store T Into [lib://Data/t.txt] (txt, delimiter is '|'); Drop Table T;
        U: Load @1 as line From [lib://Data/t.txt] (txt, no labels, delimiter is ';');`,
      tables: { U: ['line', 'a|b', '1|x', '2|y,z'] },
    },
    'writes no labels on request': {
      script: `${TABLE} Store T Into [lib://Data/t.csv] (txt, no labels); Drop Table T; U: Load * From [lib://Data/t.csv] (txt, no labels);`,
      tables: { U: ['@1 @2', '1 x', '2 y,z'] },
    },
    'writes QVD files with duals and nulls': {
      script: `T: Load Date(45351 + RecNo()) as d, If(RecNo() = 1, 'x') as b AutoGenerate 2; Store T Into [lib://Data/t.qvd] (qvd); Drop Table T;
        U: Load d, Num(d) as n, b From [lib://Data/t.qvd] (qvd);`,
      tables: { U: ['d n b', '2024-03-01 45352 x', '2024-03-02 45353 -'] },
    },
    'writes a QVD file without a format': {
      script: `${TABLE} Store T Into [lib://Data/t.qvd]; Drop Table T; U: Load a From [lib://Data/t.qvd] (qvd);`,
      tables: { U: ['a', '1', '2'] },
    },
    'replaces a file': {
      script: `T: Load 1 as a AutoGenerate 1; Store T Into [lib://Data/t.qvd] (qvd); Concatenate (T) Load 2 as a AutoGenerate 1;
        Store T Into [lib://Data/t.qvd] (qvd); Drop Table T; U: Load * From [lib://Data/t.qvd] (qvd);`,
      tables: { U: ['a', '1', '2'] },
    },
    'adds the file to lists': {
      script: `${TABLE} Store T Into [lib://Data/new/t.csv] (txt); For Each f in FileList('lib://Data/new/*')\nLet all = '$(f)';\nNext`,
      variables: { all: 'lib://Data/new/t.csv' },
    },
    'quotes quotes and line breaks': {
      script: `T: Load 'say "x"' as a, Chr(10) as b AutoGenerate 1; Store T Into [lib://Data/t.csv] (txt);
        U: Load a as c, Len(b) as n From [lib://Data/t.csv] (txt, embedded labels, msq); Drop Table T;`,
      tables: { U: ['c n', 'say "x" 0'] },
    },
    'reports what it writes': {
      script: `${TABLE} Store T Into [lib://Data/t.csv] (txt);`,
      traces: ['T >> lib://Data/t.csv 2'],
    },
    'fails for an unknown table': {
      script: `Store T Into [lib://Data/t.csv] (txt);`,
      error: [1, /Table 'T' not found/],
    },
    'fails for an unknown field': {
      script: `${TABLE}Store z From T Into [lib://Data/t.csv] (txt);`,
      error: [4, /Field 'z' not found/],
    },
    'fails for another format': {
      script: `${TABLE}Store T Into [lib://Data/t.x] (parquet);`,
      error: [4, /"parquet" is not supported/],
    },
    'fails without INTO': { script: `Store T;`, error: [1, /"into" expected/] },
  });
});

describe('file options', () => {
  const load = (options: string) => `T: Load * From [lib://Data/f.txt] (${options});`;
  testScripts({
    'leave out a header and comments': {
      files: { 'f.txt': 'made today\n# note\na,b\n# more\n1,2\n' },
      script: load('txt, embedded labels, header is 1 lines, comment is #'),
      tables: { T: ['a b', '1 2'] },
    },
    'leave out one header line': {
      files: { 'f.txt': 'made today\na,b\n1,2\n' },
      script: load('txt, embedded labels, header is line'),
      tables: { T: ['a b', '1 2'] },
    },
    'split at spaces': {
      files: { 'f.txt': '  a   b\n1\t  2\n' },
      script: load('txt, embedded labels, delimiter is spaces'),
      tables: { T: ['a b', '1 2'] },
    },
    'keep quotes': {
      files: { 'f.txt': 'a,b\n"1,2\n' },
      script: load('txt, embedded labels, no quotes'),
      tables: { T: ['a b', '"1 2'] },
    },
    'take quotes around a value, with separators, blanks and other quotes in it': {
      files: {
        'f.txt': [
          'a,b,c',
          `"1,5", 'x, "y"' ,say "hi"`,
          `"a ""b""",'it''s',O'Dee`,
          `"p" and "q",'tis,"x"y`,
        ].join('\n'),
      },
      script: load('txt, embedded labels'),
      tables: { T: ['a b c', '1,5 x, "y" say "hi"', `a "b" it's O'Dee`, `p" and "q 'tis "x"y`] },
    },
    'take quotes around line breaks with msq only': {
      files: { 'f.txt': `a,b\n"1\n2",'3'\n` },
      script: load('txt, embedded labels, msq'),
      tables: { T: ['a b', `1\n2 '3'`] },
    },
    'read tabs': {
      files: { 'f.txt': 'a\tb\n1\t2' },
      script: load(String.raw`txt, embedded labels, delimiter is '\t'`),
      tables: { T: ['a b', '1 2'] },
    },
    'read backslashes': {
      files: { 'f.txt': 'a\\b\n1\\2' },
      script: load(String.raw`txt, embedded labels, delimiter is '\\'`),
      tables: { T: ['a b', '1 2'] },
    },
    'name columns without labels': {
      files: { 'f.txt': 'a,b\n1,2' },
      script: load('txt, no labels, no eof, codepage is 1252'),
      tables: { T: ['@1 @2', 'a b', '1 2'] },
    },
    'fail without a number of header lines': {
      files: { 'f.txt': '' },
      script: load('txt, header is 12'),
      error: [1, /a header is a number of lines/],
    },
    'fail for unknown words': {
      files: { 'f.txt': '' },
      script: load('txt, ooxml'),
      error: [1, /"ooxml" is not supported/],
    },
    'apply to a folder of a DIRECTORY statement': {
      script: `Directory lib://Data/north; T: Load * From [mar.csv] (txt, embedded labels);`,
      tables: { T: ['id amount', '4 40'] },
    },
  });
});

describe('the word FROM', () => {
  testScripts({
    'is a text in quotes': {
      script: `T: Load 'away from home' as [from here], a as "b from c" Inline [a\nmade from tin];`,
      tables: { T: ['from here b from c', 'away from home made from tin'] },
    },
    'precedes a path without quotes': {
      script: `T: Load * From lib://Data/jan.csv (txt, embedded labels) Where id > 1;`,
      tables: { T: ['id amount', '2 20'] },
    },
    'precedes a path without options': {
      files: { 'x.tab': 'a\tb\n1\t2' },
      script: `T: Load @1 as x\nFrom\nlib://Data/x.tab\nWhere RecNo() = 2;`,
      tables: { T: ['x', '1'] },
    },
    'precedes a path in any quotes': {
      script: `T: Load id From "lib://Data/feb.csv" (txt, embedded labels); U: Load amount From 'lib://Data/feb.csv' (txt, embedded labels);`,
      tables: { T: ['id', '3'], U: ['amount', '30'] },
    },
  });
});

describe('ErrorMode', () => {
  testScripts({
    'skips statements that fail': {
      script: `Set ErrorMode = 0; Drop Table x; Let code = ScriptError; Let count = ScriptErrorCount; Let after = 1;`,
      variables: { code: '10', count: '1', after: '1' },
    },
    'says what was not found': {
      script: `Set ErrorMode = 0; Load * From [lib://Data/none.csv]; Let file = ScriptError; Load * From [lib://None/x]; Let connection = ScriptError;
        Load x Inline [a\n1]; Let field = ScriptError; Foo bar; Let syntax = ScriptError; Let n = ScriptErrorCount();`,
      variables: { file: '8', connection: '9', field: '11', syntax: '2', n: '4' },
    },
    'is 0 again after a statement that succeeds': {
      script: `Set ErrorMode = 0; Drop Table x; Let a = 1; If ScriptError = 0 and ScriptErrorCount = 1 Then; Let ok = 1; End If`,
      variables: { ok: '1' },
    },
    'lists all errors': {
      script: `Set ErrorMode = 0;\nDrop Table x;\nDrop Table y;`,
      variables: { ScriptErrorList: `Line 2: Table 'x' not found\nLine 3: Table 'y' not found` },
    },
    'has no errors at first': {
      script: `If ScriptError = 0 Then; Let ok = 1; End If`,
      variables: { ok: '1', ScriptError: null, ScriptErrorCount: null },
    },
    'skips control statements that fail': {
      script: `Set ErrorMode = 0; If Nope(1) Then; Let a = 1; End If\nCall None\nLet b = ScriptErrorCount;`,
      variables: { a: null, b: '2' },
    },
    'ends the script with 1': {
      script: `Set ErrorMode = 0; Set ErrorMode = 1;\nDrop Table x;`,
      error: [2, /'x' not found/],
    },
    'does not catch Exit Script': {
      script: `Set ErrorMode = 0; Exit Script; Let late = 1;`,
      variables: { late: null },
    },
    'handles errors in loops one by one': {
      script: `Set ErrorMode = 0; For i = 1 to 3\nDrop Table x;\nNext\nLet n = ScriptErrorCount;`,
      variables: { n: '3' },
    },
    'handles errors in subroutines one by one': {
      script: `Set ErrorMode = 0; Sub S(a)\nDrop Table x;\nLet a = 1;\nEnd Sub\nCall S(r)`,
      variables: { r: '1' },
    },
  });
});
