import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runTestScript, testScripts } from '../testing/script-cases.ts';
import { tablesOf } from './script-content.ts';

const MAP = `M: Mapping Load * Inline [from, to
  se, Sweden
  no, Norway
  1, one];
`;

describe('MAP and UNMAP', () => {
  testScripts({
    'replace values of a field as it is stored': {
      script: `${MAP} Map Country Using M;
        T: Load code as Country, code Inline [code\nse\ndk];`,
      tables: { T: ['Country code', 'Sweden se', 'dk dk'] },
    },
    'map several fields': {
      script: `${MAP} Map a, [b c] Using M; T: Load 'se' as a, 'no' as [b c], 'se' as d AutoGenerate 1;`,
      tables: { T: ['a b c d', 'Sweden Norway se'] },
    },
    'map fields by wildcard': {
      script: `${MAP} Map c* Using M; T: Load 'se' as c1, 'no' as c2, 'se' as d AutoGenerate 1;`,
      tables: { T: ['c1 c2 d', 'Sweden Norway se'] },
    },
    'map all fields but some': {
      script: `${MAP} Map * Using M; Unmap b; T: Load 'se' as a, 'no' as b AutoGenerate 1;`,
      tables: { T: ['a b', 'Sweden no'] },
    },
    'map numbers': {
      script: `${MAP} Map n Using M; T: Load RecNo() as n AutoGenerate 2;`,
      tables: { T: ['n', 'one', '2'] },
    },
    'do not change what was loaded before': {
      script: `T: Load 'se' as a AutoGenerate 1; ${MAP} Map a Using M; U: NoConcatenate Load a Resident T;`,
      tables: { T: ['a', 'se'], U: ['a', 'Sweden'] },
    },
    'do not change values inside expressions': {
      script: `${MAP} Map a Using M; T: Load a & '!' as b Inline [a\nse];`,
      tables: { T: ['b', 'se!'] },
    },
    'end with UNMAP': {
      script: `${MAP} Map * Using M; T: Load 'se' as a AutoGenerate 1; Unmap *; U: Load 'se' as b AutoGenerate 1;`,
      tables: { T: ['a', 'Sweden'], U: ['b', 'se'] },
    },
    'map concatenated and joined rows': {
      script: `${MAP} T: Load 'x' as a, 1 as k AutoGenerate 1; Map a, b Using M;
        Concatenate (T) Load 'no' as a, 2 as k AutoGenerate 1;
        Left Join (T) Load 2 as k, 'se' as b AutoGenerate 1;`,
      tables: { T: ['a k b', 'x 1 -', 'Norway 2 Sweden'] },
    },
    'take the last rule': {
      script: `${MAP} N: Mapping Load 'se' as x, 'Kingdom' as y AutoGenerate 1;
        Map * Using M; Map a Using N; T: Load 'se' as a, 'se' as b AutoGenerate 1;`,
      tables: { T: ['a b', 'Kingdom Sweden'] },
    },
    'fail for an unknown mapping': {
      script: `Let a = 1;\nMap a Using none;`,
      error: [2, /Map 'none' not found/],
    },
    'fail without USING': { script: `Map a;`, error: [1, /"using" expected/] },
  });
});

describe('NULLASVALUE and NULLASNULL', () => {
  const load = `T: Load a, If(a = 1, 'x') as b, If(a = 2, 'y') as c Inline [a\n1\n2];`;
  testScripts({
    'replace null by NullValue': {
      script: `NullAsValue b; Set NullValue = 'none'; ${load}`,
      tables: { T: ['a b c', '1 x -', '2 none y'] },
    },
    'replace null by the empty text': {
      script: `NullAsValue b; T: Load Len(b) as n Resident U;`,
      error: [1, /'U' not found/],
    },
    'replace null in all fields': {
      script: `Set NullValue = '?'; NullAsValue *; ${load}`,
      tables: { T: ['a b c', '1 x ?', '2 ? y'] },
    },
    'replace null in several fields': {
      script: `Set NullValue = '?'; NullAsValue b, c; ${load}`,
      tables: { T: ['a b c', '1 x ?', '2 ? y'] },
    },
    'replace null by wildcard': {
      script: `Set NullValue = '?'; NullAsValue ?; NullAsNull b*; ${load}`,
      tables: { T: ['a b c', '1 x ?', '2 - y'] },
    },
    'end with NULLASNULL': {
      script: `Set NullValue = '?'; NullAsValue *; ${load} NullAsNull *; U: Load Null() as z AutoGenerate 1;`,
      tables: { T: ['a b c', '1 x ?', '2 ? y'], U: ['z', '-'] },
    },
    'use the value of the variable at the load': {
      script: `NullAsValue b; Set NullValue = 'early'; ${load} Set NullValue = 'late'; U: Load Null() as b, 1 as d AutoGenerate 1;`,
      tables: { T: ['a b c', '1 x -', '2 early y'], U: ['b d', 'late 1'] },
    },
    'have no effect on what was loaded before': {
      script: `${load} Set NullValue = '?'; NullAsValue *;`,
      tables: { T: ['a b c', '1 x -', '2 - y'] },
    },
    'take quoted names': {
      script: `Set NullValue = '?'; NullAsValue [a b], "c"; T: Load Null() as [a b], Null() as c, Null() as d AutoGenerate 1;`,
      tables: { T: ['a b c d', '? ? -'] },
    },
    'fail without fields': { script: `Let a = 1;\nNullAsValue;`, error: [2, /A name expected/] },
  });
});

describe('NullInterpret and Verbatim', () => {
  testScripts({
    'read a text as null': {
      script: `Set NullInterpret = 'NULL'; T: Load * Inline [a, b\n1, NULL\nNULL, x];`,
      tables: { T: ['a b', '1 -', '- x'] },
    },
    'read files, too': {
      script: `Set NullInterpret = 20; T: Load * From [lib://Data/jan.csv] (txt, embedded labels);`,
      tables: { T: ['id amount', '1 10', '2 -'] },
    },
    'read the empty text as null': {
      script: `Set NullInterpret = ''; T: Load a, Len(b) as n, IsNull(b) as isNull Inline [a, b\n1, \n2, x];`,
      tables: { T: ['a n isNull', '1 0 -1', '2 1 0'] },
    },
    'compare the whole text': {
      script: `Set NullInterpret = 'N'; T: Load * Inline [a\nN\nNN\nn];`,
      tables: { T: ['a', '-', 'NN', 'n'] },
    },
    'do not change computed values': {
      script: `Set NullInterpret = 'x'; T: Load 'x' as a AutoGenerate 1;`,
      tables: { T: ['a', 'x'] },
    },
    'have no effect on empty texts without the variable': {
      script: `T: Load IsNull(b) as isNull Inline [a, b\n1, ];`,
      tables: { T: ['isNull', '0'] },
    },
    'trim texts': { script: `T: Load Len(a) as n Inline [a\n  x  \n];`, tables: { T: ['n', '1'] } },
    'keep spaces with Verbatim': {
      script: `Set Verbatim = 1; T: Load Len(a) as n Inline [a\n  x  \n];`,
      tables: { T: ['n', '5'] },
    },
    'keep numbers with Verbatim': {
      script: `Set Verbatim = 1; T: Load a + 1 as n Inline [a\n 2 \n];`,
      tables: { T: ['n', '3'] },
    },
    'trim again without Verbatim': {
      script: `Set Verbatim = 1; Set Verbatim = 0; T: Load Len(a) as n Inline [a\n x \n];`,
      tables: { T: ['n', '1'] },
    },
  });
});

describe('QUALIFY, ALIAS, FORCE, AUTONUMBER, RENAME and DROP', () => {
  testScripts({
    'rename fields of later loads': {
      script: `Alias ID as Key, [a b] as c; T: Load ID, [a b], ID as ID2 Inline [ID, a b\n1, x]; U: Load * Inline [ID, z\n1, 2];`,
      tables: { T: ['Key c ID2', '1 x 1'], U: ['Key z', '1 2'] },
    },
    'force upper case': {
      script: `Force Case Upper; T: Load * Inline [name, n\nann, 1];`,
      tables: { T: ['NAME N', 'ANN 1'] },
    },
    'force lower case': {
      script: `Force Case Lower; T: Load 'ÄB' as [Ab] AutoGenerate 1;`,
      tables: { T: ['ab', 'äb'] },
    },
    'force capitals': {
      script: `Force Capitalization; T: Load "full name" Inline [full name\nann LEE];`,
      tables: { T: ['Full Name', 'Ann Lee'] },
    },
    'end forcing': {
      script: `Force Case Upper; Force Case Mixed; T: Load 'Ab' as Cd AutoGenerate 1;`,
      tables: { T: ['Cd', 'Ab'] },
    },
    'number values': {
      script: `T: Load * Inline [a, b\nx, x\ny, x\nx, z]; AutoNumber a, b;`,
      tables: { T: ['a b', '1 1', '2 1', '1 2'] },
    },
    'number values of several fields together': {
      script: `T: Load * Inline [a_k, b_k, c\nx, y, p\ny, z, q]; AutoNumber "*_k" Using keys;`,
      tables: { T: ['a_k b_k c', '1 2 p', '2 3 q'] },
    },
    qualify: {
      script: `Qualify *; Unqualify k; T: Load 1 as k, 2 as x AutoGenerate 1; U: Load 1 as k, 3 as x AutoGenerate 1;`,
      tables: { T: ['k T.x', '1 2'], U: ['k U.x', '1 3'] },
    },
    'rename by a mapping': {
      script: `M: Mapping Load * Inline [f, t\na, A\nnone, N]; T: Load 1 as a, 2 as b AutoGenerate 1; Rename Fields Using M;`,
      tables: { T: ['A b', '1 2'] },
    },
    'drop fields of one table': {
      script: `T: Load 1 as k, 2 as a AutoGenerate 1; U: Load 1 as k, 3 as b AutoGenerate 1; Drop Field k From U;`,
      tables: { T: ['k a', '1 2'], U: ['b', '3'] },
    },
    'fail to rename an unknown field': { script: `Rename Field x to y;`, error: [1, /Field 'x' not found/] },
    'fail to rename without TO': { script: `Rename Field x y;`, error: [1, /"to" expected/] },
    'fail to drop with words after the names': {
      script: `T: Load 1 as a AutoGenerate 1;\nDrop Table T U;`,
      error: [2, /end of the statement expected, found "U"/],
    },
    'fail to force an unknown case': { script: `Force Case Camel;`, error: [1, /FORCE takes/] },
  });
});

describe('a statement that cannot take effect', () => {
  const failing = (statement: string, message: RegExp) => ({
    script: `Let a = 1;\n${statement};`,
    error: [2, message] as const,
  });
  testScripts({
    SELECT: failing('Select * From x', /SELECT cannot run: there are no databases/),
    'SQL with a label': failing('T: SQL Select 1', /SQL cannot run/),
    SQL: failing('SQL Select 1', /SQL cannot run/),
    'LIB CONNECT': failing(`Lib Connect To 'x'`, /LIB CONNECT cannot run/),
    'SECTION ACCESS': failing('Section Access', /SECTION cannot run: section access/),
    BINARY: failing('Binary [lib://Data/x.qvf]', /BINARY cannot run/),
    'LOOSEN TABLE': failing('Loosen Table Nowhere', /Table 'Nowhere' not found/),
    EXECUTE: failing('Execute cmd.exe /C dir', /EXECUTE cannot run/),
    'an unknown file option': failing(
      'Load * From [lib://Data/jan.csv] (txt, biff)',
      /"biff" is not supported/,
    ),
    'an unknown prefix': failing('Semantic Load a, b, c, d Resident T', /"semantic" cannot run/),
    MERGE: failing('Merge On a Load a Resident T', /"merge" cannot run/),
    'an unknown statement': failing('Foo bar', /Unknown statement: Foo/),
    'a SEARCH without a word': failing('Search *', /Unknown statement: Search/),
    'SLEEP without a number': failing('Sleep long', /Sleep takes a number/),
  });
});

describe('tags, comments and hidden fields', () => {
  const columns = async (script: string): Promise<Readonly<Record<string, string | undefined>>> => {
    const [table] = tablesOf(
      await runTestScript(`T: Load 1 as a, 2 as b, 3 as _c AutoGenerate 1; ${script}`),
    );
    return {
      table: table?.comment,
      ...Object.fromEntries(
        (table?.columns ?? []).map(({ name, tags = [], comment, isSearched = true }) => [
          name,
          [
            ...tags,
            ...(comment === undefined ? [] : [`"${comment}"`]),
            ...(isSearched ? [] : ['not searched']),
          ].join(' '),
        ]),
      ),
    };
  };
  const MAPPING = `M: Mapping Load * Inline [f, v\na, first\nT, whole];`;
  const CASES: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
    [`Tag Field a With 'key';`, { a: 'key' }],
    [`Tag Fields a, b With 'x', '$y';`, { a: 'x $y', b: 'x $y' }],
    [`Tag a With x; Tag Field a With z; Untag Field a With x;`, { a: 'z' }],
    [`${MAPPING} Tag Fields Using M;`, { a: 'first' }],
    [`Comment Field a With 'It''s a';`, { a: `"It's a"` }],
    [`Comment Fields a, b With "both";`, { a: '"both"', b: '"both"' }],
    [`${MAPPING} Comment Fields Using M; Comment Tables Using M;`, { a: '"first"', table: 'whole' }],
    [`Comment Table T With 'All of it';`, { table: 'All of it' }],
    [`Set HidePrefix = '_';`, { _c: '$hidden' }],
    [`Set HideSuffix = 'b'; Tag Field b With '$hidden';`, { b: '$hidden' }],
    [`Search Exclude *; Search Include b;`, { a: 'not searched', _c: 'not searched' }],
    [`Tag Field a With k; Comment Field a With c; Rename Field a to d;`, { d: 'k "c"' }],
  ];
  for (const [script, expected] of CASES)
    it(script, async () => {
      const found = await columns(script);
      for (const [name, text] of Object.entries({ a: '', b: '', _c: '', table: undefined, ...expected }))
        if (!(name === 'a' && 'd' in expected)) assert.equal(found[name], text, name);
    });
  testScripts({
    'ignore unknown fields and tables': {
      script: `Tag Field none With x; Comment none With x; Comment Table none With x; Let after = 1;`,
      variables: { after: '1' },
    },
  });
});
