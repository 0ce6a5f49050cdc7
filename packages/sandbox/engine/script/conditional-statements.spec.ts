import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

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
