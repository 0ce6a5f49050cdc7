import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AppInfo } from '../expression/app-functions.ts';
import { runTestScript, tableTexts, type TableTexts } from '../testing/script-cases.ts';
import type { ScriptTable } from './script-table.ts';

/** The tables of the reload before. */
const KEPT: readonly ScriptTable[] = [
  {
    name: 'T',
    rowCount: 2,
    columns: new Map([
      ['a', [1, 2]],
      ['b', ['x', null]],
    ]),
  },
  { name: 'U', rowCount: 1, columns: new Map([['c', [9]]]) },
];

const T = ['a b', '1 x', '2 -'];
const U = ['c', '9'];

describe('a partial reload', () => {
  const CASES: Readonly<Record<string, readonly [script: string, tables: TableTexts]>> = {
    'keeps all tables': ['', { T, U }],
    'runs no load without Add or Replace': [
      'T: Load 5 as a AutoGenerate 1; V: Load 1 as d Resident None;',
      { T, U },
    ],
    'adds to the table of the name': [
      `T: Add Load 3 as a, 'z' as b AutoGenerate 1;`,
      { T: [...T, '3 z'], U },
    ],
    'adds to a table with the same fields': [`Other: Add Load 8 as c AutoGenerate 1;`, { T, U: [...U, '8'] }],
    'adds other fields': ['U: Add Load 1 as d AutoGenerate 1;', { T, U: ['c d', '9 -', '- 1'] }],
    'adds to another table with Concatenate': [
      'Add Concatenate (U) Load 7 as c AutoGenerate 1;',
      { T, U: [...U, '7'] },
    ],
    'adds new tables': ['V: Add Load 1 as d AutoGenerate 1;', { T, U, V: ['d', '1'] }],
    'replaces the table of the name': ['T: Replace Load 3 as a AutoGenerate 2;', { U, T: ['a', '3', '3'] }],
    'replaces by new tables': ['V: Replace Load 1 as d AutoGenerate 1;', { T, U, V: ['d', '1'] }],
    'runs loads with only': [
      'T: Add Only Load 3 as a, 4 as b AutoGenerate 1; U: Replace Only Load 1 as c AutoGenerate 1;',
      { T: [...T, '3 4'], U: ['c', '1'] },
    ],
    'replaces once by several files': [
      'T: Replace Load id as a From [lib://Data/*.csv] (txt, embedded labels);',
      { U, T: ['a', '3', '1', '2'] },
    ],
    'joins with Add': [
      'Left Join (T) Add Load 1 as a, 5 as n AutoGenerate 1;',
      { T: ['a b n', '1 x 5', '2 - -'], U },
    ],
    'runs preceding loads with the first one': [
      'U: Add Load c + 1 as c; Load 4 as c AutoGenerate 1;',
      { T, U: [...U, '5'] },
    ],
    'runs other statements': [
      `Let n = If(IsPartialReload(), 'V', 'W'); Rename Table U to $(n); Drop Field b From T;`,
      { T: ['a', '1', '2'], V: U },
    ],
    'maps with Add Map': [
      `M: Add Mapping Load 3 as k, 'three' as v AutoGenerate 1; Add Map a Using M; T: Add Load 3 as a, 'q' as b AutoGenerate 1;`,
      { T: [...T, 'three q'], U },
    ],
  };
  for (const [name, [script, tables]] of Object.entries(CASES))
    it(name, async () => {
      const keptTables = KEPT.map((table) => ({ ...table, columns: new Map(table.columns) }));
      const state = await runTestScript(script, { keptTables });
      assert.deepEqual(
        Object.fromEntries(state.tables.map((table) => [table.name, tableTexts(table)])),
        tables,
      );
    });

  it('fails for a table that is loaded in a full reload only', async () => {
    await assert.rejects(
      runTestScript('Temp: Load 1 as a AutoGenerate 1;\nDrop Table Temp;', { keptTables: KEPT }),
      /Table 'Temp' not found/,
    );
  });
});

describe('a full reload', () => {
  it('adds and replaces as a partial reload does, and runs no load with only', async () => {
    const { tables } = await runTestScript(
      `T: Add Load 1 as a AutoGenerate 1; T: Replace Load 2 as a AutoGenerate 1; U: Add Only Load 3 as b AutoGenerate 1;
       V: Replace Only Load 4 as c AutoGenerate 1; Add Only Map a Using None;`,
    );
    assert.deepEqual(
      tables.map((table) => [table.name, ...tableTexts(table)]),
      [['T', 'a', '2']],
    );
  });
});

describe('functions over the app and the reload', () => {
  const app: AppInfo = {
    id: 'app-1',
    title: 'Sales',
    reloadTime: '2024-02-29T12:00:00Z',
    userName: 'grace',
  };
  const CASES: readonly (readonly [string, string])[] = [
    ['DocumentName()', 'app-1'],
    ['DocumentPath()', 'app-1'],
    ['DocumentTitle()', 'Sales'],
    ['OSUser()', 'grace'],
    ['QVUser()', 'grace'],
    ['ReloadTime()', '2024-02-29 12:00:00'],
    ['Year(ReloadTime()) + 1', '2025'],
    ['EngineVersion() = ProductVersion()', '-1'],
    ['EngineVersion() = QlikViewVersion()', '-1'],
    ['Len(EngineVersion()) > 3 and IsPartialReload() = 0', '-1'],
    ['ComputerName()', 'sandbox'],
    ["IsNull(Author()) and IsNull(GetRegistryString('a', 'b'))", '-1'],
    ['GetCollationLocale()', 'sv-SE'],
    ["NoOfTables() & NoOfRows('T') & TableName(0) & FieldName(1, 'T')", '11Ta'],
    ['ScriptErrorCount()', '0'],
  ];
  for (const [expression, value] of CASES)
    it(`${expression} is ${value}, in LET and in LOAD`, async () => {
      const script = `Set CollationLocale = 'sv-SE'; T: Load 1 as a AutoGenerate 1; Let v = ${expression}; U: Load ${expression} as w AutoGenerate 1;`;
      const { variables, tables } = await runTestScript(script, { app });
      assert.equal(variables.get('v'), value);
      assert.deepEqual(tables.map(tableTexts).at(-1), ['w', value]);
    });

  it('ReloadTime is null before the first reload', async () => {
    const { variables } = await runTestScript(`Let v = If(IsNull(ReloadTime()), 'none');`, {
      app: { ...app, reloadTime: '' },
    });
    assert.equal(variables.get('v'), 'none');
  });
});
