import { type Signal, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  type AppSession,
  type Hypercube,
  type HypercubeFields,
  injectAppSession,
  injectBookmarks,
  injectFields,
  injectHypercube,
  injectLayout,
  injectMasterItems,
  injectSelections,
  injectSheets,
  checkExpression,
  readObjectColumns,
} from 'ngx-qlik/qix';
import {
  type FakeAppData,
  fakeConnection,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
} from 'ngx-qlik/testing';

const ROWS = [
  { Region: 'North', Product: 'Tea', Sales: 10, Year: 2024 },
  { Region: 'South', Product: 'Tea', Sales: 20, Year: 2024 },
  { Region: 'North', Product: 'Coffee', Sales: 5, Year: 2025 },
  { Region: 'West', Product: 'Coffee', Sales: null, Year: 2025 },
  { Region: null, Product: 'Tea', Sales: 1, Year: 2025 },
];

const SALES: FakeAppData = {
  title: 'Sales',
  rows: ROWS,
  expressions: {
    'Sum(Sales) / Count(Sales)': (rows) =>
      rows.reduce((sum, row) => sum + Number(row['Sales']), 0) / rows.length,
    '=Year - 2000': ([row]) => Number(row?.['Year']) - 2000,
    // Parameters as tests write them: without readonly, with types of their own.
    "'Most: ' & Max(Sales) * vFactor": (rows: { Sales: number }[], { vFactor }: { vFactor?: number }) => {
      const [most] = rows.sort((one, other) => other.Sales - one.Sales);
      return `Most: ${(most?.Sales ?? 0) * (vFactor ?? 1)}`;
    },
    'Region & vSuffix': ([row], { vSuffix }) => `${row?.['Region']}${vSuffix}`,
    'Sum(Sales) * vFactor': (rows, { vFactor }) =>
      rows.reduce((sum, row) => sum + Number(row['Sales']), 0) * Number(vFactor),
    vTotal: (_, { vTotal }) => vTotal,
  },
  objects: {
    chart: { type: 'barchart', title: 'By region', dimensions: ['Region'], measures: ['Sum(Sales)'] },
  },
  sheets: { overview: 'Overview', details: 'Details' },
  dimensions: { region: { title: 'Where', definition: 'Region' } },
  measures: { sales: 'Sum(Sales)' },
  bookmarks: { tea: { title: 'Tea only', selections: { Product: ['Tea'] } } },
  variables: { vFactor: 2, vSuffix: '!', vTotal: '=Sum(Sales)' },
  stateNames: ['Left'],
};

describe('the fake engine', () => {
  let testing: QlikTesting;
  let appSession: Signal<AppSession | undefined>;

  const run = <T>(work: () => T): T => TestBed.runInInjectionContext(work);
  const stable = () => testing.whenStable();
  const createTable = async (
    definition: HypercubeFields | { readonly objectId: string },
  ): Promise<Hypercube> => {
    const table = run(() => injectHypercube(appSession, signal(definition)));
    await stable();
    return table;
  };
  const textsOf = (table: Hypercube) =>
    table.firstRows().map(({ cells }) => cells.map(({ text }) => text).join(' '));
  const app = () => testing.app('sales');

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], apps: { sales: SALES } }),
      ],
    });
    testing = TestBed.inject(QlikTesting);
    appSession = run(() => injectAppSession(() => ({ connectionId: 'acme', appId: 'sales' })));
    await stable();
  });

  it('opens apps, and says which it has', async () => {
    expect(appSession()?.state()).toEqual({ status: 'open' });
    expect(app().isOpen).toBeTrue();
    expect(() => testing.app('stock')).toThrowError(/no app "stock"/);
    const other = run(() => injectAppSession(() => ({ connectionId: 'acme', appId: 'stock' })));
    await stable();
    const state = other()?.state();
    expect(state?.status === 'failed' && [state.error.code, state.error.remedy]).toEqual([
      'app-not-found',
      'Give it in `apps` of provideQlikTesting(), or use one of sales.',
    ]);
  });

  it('calculates aggregations', async () => {
    const measures = ['Sum(Sales)', '=Count(Sales)', 'avg( [Sales] )', 'Min(Sales)', 'MAX("Sales")', 'Year'];
    const table = await createTable({
      dimensions: ['Region'],
      measures: [...measures, 'Count(DISTINCT Product)', 'Sum(Sales) / Count(Sales)'],
    });
    expect(textsOf(table)).toEqual([
      'North 15 2 7.5 5 10 - 2 7.5',
      'South 20 1 20 20 20 2024 1 20',
      'West 0 0 - - - 2025 1 0',
      '- 1 1 1 1 1 2025 1 1',
    ]);
    const state = table.state();
    expect(state.status === 'ready' && state.value.totals.map(({ text }) => text)).toEqual(
      jasmine.arrayContaining(['36', '4', '9', '1', '20', '-', '2']),
    );
    expect(table.rowCount()).toBe(4);
  });

  it('updates layouts when values are selected and cleared', async () => {
    const table = await createTable({ dimensions: ['Region'], measures: ['Sum(Sales)'] });
    app().select('Product', ['Coffee']);
    await stable();
    expect(textsOf(table)).toEqual(['North 5', 'West 0']);
    await table.select(0, [table.firstRows()[0]!.cells[0]!.elementNumber]);
    await stable();
    expect(textsOf(table)).toEqual(['North 5']);
    expect(app().selections).toEqual({ Product: ['Coffee'], Region: ['North'] });
    await table.select(0, [1], { mode: 'toggle' });
    expect(app().selections['Region']).toEqual(['North', 'South']);
    app().clear('Product');
    await stable();
    expect(textsOf(table)).toEqual(['North 15', 'South 20']);
    app().clear();
    await stable();
    expect(textsOf(table).length).toBe(4);
  });

  it('shows the states of values', async () => {
    const table = await createTable({ dimensions: ['Region'], measures: [] });
    const states = () => table.firstRows().map(({ cells: [cell] }) => `${cell?.text} ${cell?.state}`);
    expect(states()).toEqual(['North possible', 'South possible', 'West possible', '- locked']);
    app().select('Region', ['North', 'West']);
    await stable();
    expect(states()).toEqual(['North selected', 'West selected']);
    app().lock('Region');
    await stable();
    expect(states()).toEqual(['North locked', 'West locked']);
    expect((await qlikErrorOf(table.select(0, [1]))).code).toBe('engine-error');
  });

  it('calculates list objects with all states, sorted', async () => {
    app().select('Region', ['South']);
    const doc = await appSession()!.ready;
    const list = await doc.createSessionObject({
      qInfo: { qType: 'listbox' },
      qListObjectDef: {
        qDef: { qFieldDefs: ['[Region]'], qSortCriterias: [{ qSortByState: 1, qSortByAscii: -1 }] },
        qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: 10 }],
      },
    });
    const { qListObject } = (await list.getLayout()) as {
      qListObject?: { qDataPages?: { qMatrix?: unknown[][] }[] };
    };
    const cells = qListObject?.qDataPages?.[0]?.qMatrix?.flat() as { qText: string; qState: string }[];
    expect(cells.map(({ qText, qState }) => `${qText} ${qState}`)).toEqual(['South S', 'West A', 'North A']);
    let changes = 0;
    list.on('changed', () => changes++);
    expect(await list.selectListObjectValues('/qListObjectDef', [0], true, false)).toBeTrue();
    expect([changes, app().selections]).toEqual([1, { Region: ['South', 'North'] }]);
    await list.clearSelections('/qListObjectDef', []);
    expect(app().selections).toEqual({});
  });

  it('sorts, pages, and leaves out what a definition suppresses', async () => {
    const table = await createTable({
      dimensions: [{ field: 'Region', hidesNull: true }],
      measures: [{ expression: 'Avg(Sales)', label: 'Average', format: '#,##0.00' }],
      sort: { column: 1, direction: 'descending' },
    });
    expect(textsOf(table)).toEqual(['South 20.00', 'North 7.50']);
    expect(table.columns().map(({ title, sorted }) => [title, sorted])).toEqual([
      ['Region', undefined],
      ['Average', 'descending'],
    ]);
    const sorting = table.sort({ column: 0, direction: 'descending' });
    await stable();
    await sorting;
    expect(textsOf(table)).toEqual(['South 20.00', 'North 7.50']);
    app().setRows(Array.from({ length: 300 }, (_, index) => ({ Region: `R${1000 + index}`, Sales: index })));
    await stable();
    expect(table.rowCount()).toBe(300);
    const [last] = await table.page(299, 1);
    expect(last?.cells.map(({ text }) => text)).toEqual(['R1000', '0.00']);
  });

  it('has fields, sheets, bookmarks and master items', async () => {
    const [fields, sheets, bookmarks, masterItems] = run(
      () =>
        [
          injectFields(appSession),
          injectSheets(appSession),
          injectBookmarks(appSession),
          injectMasterItems(appSession),
        ] as const,
    );
    await stable();
    const valueOf = <T>(state: { readonly status: string; readonly value?: T }) => state.value;
    expect(
      valueOf(fields.state())?.map(({ name, cardinality, isNumeric }) => [name, cardinality, isNumeric]),
    ).toEqual([
      ['Product', 2, false],
      ['Region', 3, false],
      ['Sales', 4, true],
      ['Year', 2, true],
    ]);
    expect(valueOf(sheets.state())?.map(({ id, title }) => [id, title])).toEqual([
      ['overview', 'Overview'],
      ['details', 'Details'],
    ]);
    expect(valueOf(masterItems.state())?.dimensions.map(({ id, title }) => [id, title])).toEqual([
      ['region', 'Where'],
    ]);
    expect(valueOf(bookmarks.state())?.map(({ title }) => title)).toEqual(['Tea only']);
    await bookmarks.apply('tea');
    expect(app().selections).toEqual({ Product: ['Tea'] });
    expect((await qlikErrorOf(bookmarks.apply('none'))).message).toContain('did not apply');
    const table = await createTable({
      dimensions: [{ libraryId: 'region' }],
      measures: [{ libraryId: 'sales' }],
    });
    expect(table.columns().map(({ title }) => title)).toEqual(['Where', 'sales']);
    expect(textsOf(table)).toEqual(['North 10', 'South 20', '- 1']);
  });

  it('has selections with their history', async () => {
    const selections = run(() => injectSelections(appSession));
    await stable();
    await selections.select('Region', ['North', 'West']);
    await selections.select('Year', ['2025']);
    await stable();
    expect(selections.fields().map(({ field, texts, total }) => [field, texts, total])).toEqual([
      ['Region', ['North', 'West'], 3],
      ['Year', ['2025'], 2],
    ]);
    await selections.back();
    await stable();
    expect(selections.fields().length).toBe(1);
    expect([selections.canGoBack(), selections.canGoForward()]).toEqual([true, true]);
    await selections.forward();
    expect(app().selections['Year']).toEqual([2025]);
    await selections.clear('Year');
    await selections.clear();
    expect(app().selections).toEqual({});
    expect((await qlikErrorOf(selections.select('Region', ['East']))).code).toBe('engine-error');
    expect(() => app().select('Region', ['East'])).toThrowError(
      'The values of Region are North, South, West, not East.',
    );
  });

  it('keeps the selections of alternate states and of identities apart', async () => {
    app().select('Region', ['South'], 'Left');
    const left = await createTable({ dimensions: ['Region'], measures: [], stateName: 'Left' });
    const table = await createTable({ dimensions: ['Region'], measures: [] });
    expect([textsOf(left), textsOf(table).length]).toEqual([['South'], 4]);
    const other = run(() =>
      injectAppSession(() => ({ connectionId: 'acme', appId: 'sales', identity: 'other' })),
    );
    await stable();
    await (await (await other()!.ready).getField('Region')).selectValues([{ qText: 'West' }], false, false);
    expect([testing.app('sales', 'other').selections, app().selections]).toEqual([{ Region: ['West'] }, {}]);
  });

  it('has the objects of the app', async () => {
    const table = await createTable({ objectId: 'chart' });
    expect(textsOf(table)).toEqual(['North 15', 'South 20', 'West 0', '- 1']);
    expect(await readObjectColumns(appSession()!, 'chart')).toEqual(
      jasmine.objectContaining({
        dimensions: [{ field: 'Region' }],
        measures: [{ expression: 'Sum(Sales)' }],
      }),
    );
    const missing = await createTable({ objectId: 'none' });
    const state = missing.state();
    expect(state.status === 'failed' && state.error.code).toBe('object-not-found');
  });

  it('has calculated dimensions', async () => {
    const table = await createTable({ dimensions: ['=Year - 2000'], measures: ['Count(Region)'] });
    expect(textsOf(table)).toEqual(['24 2', '25 2']);
    await table.select(0, [0]);
    await stable();
    expect(textsOf(table)).toEqual(['24 2']);
  });

  it('calculates expressions in properties from the rows that the selections leave, with variables', async () => {
    const figures = run(() =>
      injectLayout<{
        readonly sales: number;
        readonly text: string;
        readonly more: { readonly left: number };
      }>(appSession, {
        properties: {
          qInfo: { qType: 'figures' },
          sales: { qValueExpression: '=Sum(Sales)' },
          none: { qValueExpression: { qExpr: 'Only(Region)' } },
          text: { qStringExpression: { qExpr: "='Most: ' & Max(Sales) * vFactor" } },
          more: { qStateName: 'Left', left: { qValueExpression: 'Sum(Sales)' } },
        },
      }),
    );
    await stable();
    const layout = () => {
      const state = figures.state();
      return state.status === 'ready' ? state.value : undefined;
    };
    const expected = { sales: 36, none: 'NaN', text: 'Most: 40' };
    expect(layout()).toEqual(jasmine.objectContaining(expected));
    app().select('Region', ['North']);
    app().setVariable('vFactor', '3');
    await stable();
    expect(layout()).toEqual(jasmine.objectContaining({ sales: 15, none: 'NaN', text: 'Most: 30' }));
    expect(layout()?.more.left).toBe(36);
  });

  it('calculates expressions in lists of properties, at any depth', async () => {
    const lists = run(() =>
      injectLayout<{ readonly list: unknown }>(appSession, {
        properties: {
          qInfo: { qType: 'lists' },
          list: [
            { qStringExpression: '=Sum(Sales)' },
            { of: { qValueExpression: { qExpr: 'Sum(Sales)' } } },
            [{ qStringExpression: "='Most: ' & Max(Sales) * vFactor" }, 'as it is', null],
            { qStateName: 'Left', inState: [{ qValueExpression: 'Sum(Sales)' }] },
          ],
        },
      }),
    );
    app().select('Region', ['North']);
    await stable();
    const state = lists.state();
    expect(state.status === 'ready' && state.value.list).toEqual([
      '15',
      { of: 15 },
      ['Most: 20', 'as it is', null],
      { qStateName: 'Left', inState: [36] },
    ]);
  });

  it('calculates labels that are expressions', async () => {
    const table = await createTable({
      dimensions: [{ field: 'Region', label: '=Count(Region)' }],
      measures: [{ expression: 'Sum(Sales)', label: "='Most: ' & Max(Sales) * vFactor" }],
    });
    const titles = () => table.columns().map(({ title }) => title);
    expect(titles()).toEqual(['4', 'Most: 40']);
    app().setVariable('vFactor', 1);
    app().select('Region', ['North']);
    await stable();
    expect(titles()).toEqual(['2', 'Most: 10']);
  });

  it('prefers the expression of a label to its text, as a definition of Qlik has both', async () => {
    const doc = await appSession()!.ready;
    const object = await doc.createSessionObject({
      qInfo: { qType: 'labels' },
      qHyperCubeDef: {
        qDimensions: [
          { qDef: { qFieldDefs: ['Region'], qFieldLabels: ['Where'], qLabelExpression: 'Count(Region)' } },
          { qDef: { qFieldDefs: ['Product'], qFieldLabels: ['What'], qLabelExpression: 'Only(Region)' } },
        ],
        qMeasures: [
          {
            qDef: {
              qDef: 'Sum(Sales)',
              qLabel: 'Sales',
              qLabelExpression: "='Most: ' & Max(Sales) * vFactor",
            },
          },
          { qDef: { qDef: 'Count(Sales)', qLabel: '=Only(Region)' } },
        ],
      },
    });
    const { qHyperCube } = await object.getLayout();
    const infos = [...(qHyperCube?.qDimensionInfo ?? []), ...(qHyperCube?.qMeasureInfo ?? [])];
    expect(infos.map(({ qFallbackTitle }) => qFallbackTitle)).toEqual([
      '4',
      'What',
      'Most: 40',
      'Count(Sales)',
    ]);
  });

  it('gives the functions of expressions all variables, also as measures and dimensions', async () => {
    const table = await createTable({
      dimensions: ['=Region & vSuffix'],
      measures: ['Sum(Sales) * vFactor', 'vTotal'],
    });
    expect(textsOf(table)).toEqual(['North! 30 36', 'null! 2 36', 'South! 40 36', 'West! 0 36']);
    app().setVariable('vSuffix', '?');
    app().setVariable('vFactor', 1);
    await stable();
    expect(textsOf(table)).toEqual(['North? 15 36', 'null? 1 36', 'South? 20 36', 'West? 0 36']);
  });

  for (const [what, definition, message] of [
    ['expressions', { dimensions: [], measures: ['Sum(Sales) * 2'] }, 'cannot calculate "Sum(Sales) * 2"'],
    ['set analysis', { dimensions: [], measures: ['Sum({1} Sales)'] }, 'cannot calculate "Sum({1} Sales)"'],
    ['aggregated fields', { dimensions: [], measures: ['Sum(Costs)'] }, 'cannot calculate "Sum(Costs)"'],
    [
      'calculated dimensions',
      { dimensions: ['=Upper(Region)'], measures: [] },
      'cannot calculate "=Upper(Region)"',
    ],
    [
      'labels',
      { dimensions: [{ field: 'Region', label: '=Upper(vSuffix)' }], measures: [] },
      'cannot calculate "Upper(vSuffix)"',
    ],
    ['master items', { dimensions: [{ libraryId: 'x' }], measures: [] }, 'has no master dimension "x"'],
    [
      'formats',
      { dimensions: [], measures: [{ expression: 'Sum(Sales)', format: '0.0#' }] },
      'number format "0.0#"',
    ],
  ] as const satisfies readonly (readonly [string, HypercubeFields, string])[]) {
    it(`rejects unknown ${what}, and lets the test fail with the remedy`, async () => {
      const table = run(() => injectHypercube(appSession, signal<HypercubeFields>(definition)));
      const error = await qlikErrorOf(stable());
      expect(error.message).toContain(message);
      expect(error.remedy).toMatch(/Give|It knows/);
      // Runners print the message.
      expect(error.message).toContain(error.remedy);
      const state = table.state();
      expect(state.status === 'failed' && state.error.message).toBe(error.message);
      await stable();
    });
  }

  const DIMENSION = { qDef: { qFieldDefs: ['Region'] } };
  for (const [name, properties] of [
    ['qContextSetExpression', { qHyperCubeDef: { qContextSetExpression: '{1}' } }],
    ['qColumnOrder', { qHyperCubeDef: { qColumnOrder: [1, 0] } }],
    ['qShowAll', { qHyperCubeDef: { qDimensions: [{ ...DIMENSION, qShowAll: true }] } }],
    [
      'qAttributeExpressions',
      { qHyperCubeDef: { qDimensions: [{ ...DIMENSION, qAttributeExpressions: [{ qExpression: '1' }] }] } },
    ],
    [
      'qTotalMode',
      { qHyperCubeDef: { qDimensions: [{ ...DIMENSION, qOtherTotalSpec: { qTotalMode: 'TOTAL_EXPR' } }] } },
    ],
    ...(
      [
        ['qAccumulate', 2],
        ['qModifiers', [{ qType: 'accumulation' }]],
        ['qRelative', true],
        ['qAggrFunc', 'Avg'],
      ] as const
    ).map(
      ([name, value]) =>
        [name, { qHyperCubeDef: { qMeasures: [{ qDef: { qDef: 'Sum(Sales)', [name]: value } }] } }] as const,
    ),
    [
      'qSortByExpression',
      { qHyperCubeDef: { qMeasures: [{ qDef: { qDef: 'Sum(Sales)' }, qSortBy: { qSortByExpression: 1 } }] } },
    ],
    ['qExtendsId', { qExtendsId: 'chart' }],
  ] as const)
    it(`refuses ${name}, which would change the result`, async () => {
      run(() => injectLayout(appSession, { properties: { qInfo: { qType: 'x' }, ...properties } }));
      expect((await qlikErrorOf(stable())).message).toContain(name);
    });

  it('says of an unknown field what Qlik says', async () => {
    const selections = run(() => injectSelections(appSession));
    await stable();
    for (const command of [() => selections.select('region', ['North']), () => selections.lock('None')])
      expect((await qlikErrorOf(command())).code).toBe('object-not-found');
    expect((await qlikErrorOf(selections.clear('None'))).message).toBe(
      'There is no field "None" in this app.',
    );
    await stable();
  });

  it('refuses to keep variables in bookmarks', async () => {
    const bookmarks = run(() => injectBookmarks(appSession));
    await stable();
    const created = bookmarks.create({ title: 'All', includesVariables: true });
    expect((await qlikErrorOf(created)).message).toContain('variables in bookmarks');
    expect((await qlikErrorOf(stable())).code).toBe('engine-error');
  });

  it('forgets alternate states that were added to a lost session', async () => {
    await (await appSession()!.ready).addSessionAlternateState('Mine');
    app().closeSocket({ losesSession: true });
    await stable();
    const { qStateNames } = await (await appSession()!.ready).getAppLayout();
    expect(qStateNames).not.toContain('Mine');
  });

  it('rejects texts that Qlik would load as numbers, and methods that it does not have', async () => {
    app().setRows([{ Region: 'North', Sales: '10' }]);
    run(() => injectHypercube(appSession, signal({ dimensions: [], measures: ['Sum(Sales)'] })));
    expect((await qlikErrorOf(stable())).message).toContain('Sum(Sales) of the text "10"');
    const doc = await appSession()!.ready;
    expect((await qlikErrorOf(doc.getMediaList() as Promise<unknown>)).message).toContain(
      'Doc.getMediaList()',
    );
    expect((await qlikErrorOf(checkExpression(appSession()!, 'Sum(Sales) +'))).message).toContain(
      'cannot calculate',
    );
    expect((await checkExpression(appSession()!, 'Sum(Sales)')).isValid).toBeTrue();
  });
});
