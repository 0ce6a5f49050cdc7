import { type Signal, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import {
  type AppSession,
  type Hypercube,
  injectAppSession,
  injectHypercube,
  injectList,
  injectSelections,
  injectVariable,
} from 'ngx-qlik/qix';
import {
  type FakeAppData,
  fakeConnection,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
} from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { FakeTable } from './fake-fields';
import { DEFAULT_STATE, FakeSelections, selectedValues } from './fake-selections';

const BY_AVERAGE = "=If(Sales > vAvg, 'high', 'low')";
const BY_LIMIT = "=If(Sales > vLimit, 'over', 'under')";
const APP: FakeAppData = {
  rows: [
    { Region: 'North', Sales: 10 },
    { Region: 'South', Sales: 20 },
    { Region: 'West', Sales: 60 },
  ],
  expressions: {
    [BY_AVERAGE]: ([row], { vAvg }) => (Number(row?.['Sales']) > Number(vAvg) ? 'high' : 'low'),
    [BY_LIMIT]: ([row], { vLimit }) => (Number(row?.['Sales']) > Number(vLimit) ? 'over' : 'under'),
    'vOne + 1': (_, { vOne }) => Number(vOne) + 1,
    'vOther + 1': (_, { vOther }) => Number(vOther) + 1,
  },
  variables: { vAvg: '=Avg(Sales)', vLimit: 15, vOne: '=vOther + 1', vOther: '=vOne + 1' },
};

describe('the selections of the fake engine', () => {
  it('keep their values and rows whatever a function says of the values later', () => {
    const limits = fc.integer({ min: -1, max: 7 });
    const selecting = fc.record({ toggles: fc.boolean(), elements: fc.uniqueArray(fc.nat(3)) });
    const steps = fc.array(fc.oneof(limits, selecting), { minLength: 2, maxLength: 8 });
    const rows = [3, 6, 0, 4, 1].map((Sales) => ({ Sales }));
    const definition = '=Class';
    const property = fc.property(steps, (given) => {
      let limit = 3;
      const calculate = (sales: unknown) => (Number(sales) > limit ? `over ${Number(sales) % 2}` : 'under');
      const expressions = { [definition]: ([row]: readonly { Sales?: unknown }[]) => calculate(row?.Sales) };
      const table = new FakeTable(rows, { rows, expressions });
      const selections = new FakeSelections(table);
      let expected:
        | { readonly values: readonly (string | number)[]; readonly rows: readonly number[] }
        | undefined;
      for (const step of given) {
        const field = table.field(definition);
        if (typeof step === 'number') limit = step;
        else {
          const elements = step.elements.filter((element) => element < field.values.length);
          const before = step.toggles ? (expected?.values ?? []) : [];
          const named = elements.map((element) => field.values[element]!);
          const isKept = (value: string | number) => field.values.some((each) => each === value);
          const values = [
            ...before.filter((value) => isKept(value) && !named.some((each) => each === value)),
            ...named.filter((value) => !before.includes(value)),
          ];
          const chosen = rows.flatMap(({ Sales }, row) => (values.includes(calculate(Sales)) ? [row] : []));
          expected = values.length === 0 ? undefined : { values, rows: chosen };
          if (step.toggles) selections.toggle(field, elements);
          else selections.select(field, elements);
        }
        const selection = selections.of().get(definition);
        expect(selection && [...selectedValues(selection)].sort()).toEqual(
          expected && [...expected.values].sort(),
        );
        expect(selections.possibleRows(DEFAULT_STATE)).toEqual(expected?.rows ?? [...rows.keys()]);
        const current = table.field(definition);
        const shown = selections.statesOf(current, DEFAULT_STATE);
        if (expected)
          current.values.forEach((value, element) =>
            expect(shown[element]!.includes('S')).toBe(expected!.values.includes(value)),
          );
      }
    });
    fc.assert(property, { numRuns: generatedCases(300) });
  });
});

describe('selections in a dimension whose function reads variables', () => {
  let testing: QlikTesting;
  let appSession: Signal<AppSession | undefined>;
  const run = <T>(work: () => T): T => TestBed.runInInjectionContext(work);
  const stable = () => testing.whenStable();
  const app = () => testing.app('sales');
  const openApp = (data: FakeAppData = APP) => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], apps: { sales: data } }),
      ],
    });
    testing = TestBed.inject(QlikTesting);
    appSession = run(() => injectAppSession(() => ({ connectionId: 'acme', appId: 'sales' })));
    return stable();
  };
  const openTable = async (dimension: string) => {
    const table = run(() =>
      injectHypercube(appSession, signal({ dimensions: [dimension], measures: ['Count(Region)'] })),
    );
    await stable();
    return table;
  };
  const texts = (table: Hypercube) =>
    table.firstRows().map(({ cells }) => cells.map(({ text }) => text).join(' '));
  const elementOf = (table: Hypercube, text: string) =>
    table
      .firstRows()
      .flatMap(({ cells }) => cells)
      .find((cell) => cell.text === text)!.elementNumber;

  it('are made where a variable depends on selections itself', async () => {
    await openApp();
    const table = await openTable(BY_AVERAGE);
    expect(texts(table)).toEqual(['high 1', 'low 2']);
    await table.select(0, [elementOf(table, 'low')]);
    await stable();
    expect(app().selections).toEqual({ [BY_AVERAGE]: ['low'] });
    // North and South, of which the average is 15.
    expect(texts(table)).toEqual(['high 1', 'low 1']);
  });

  it('are made in a list of it', async () => {
    await openApp();
    const list = run(() => injectList(appSession, BY_AVERAGE));
    const selections = run(() => injectSelections(appSession));
    await stable();
    await list.selectGroup('all');
    await stable();
    expect(list.state().status).toBe('ready');
    expect(selections.fields().map(({ texts: selected }) => selected)).toEqual([['low', 'high']]);
  });

  it('keep their values and rows when a variable has changed', async () => {
    await openApp();
    const selections = run(() => injectSelections(appSession));
    const table = await openTable(BY_LIMIT);
    await table.select(0, [elementOf(table, 'under')]);
    app().setVariable('vLimit', 5);
    await stable();
    expect(texts(table)).toEqual(['over 1']);
    expect(app().selections).toEqual({ [BY_LIMIT]: ['under'] });
    expect(selections.fields().map(({ texts: selected }) => selected)).toEqual([['under']]);
    await table.select(0, [elementOf(table, 'over')], { mode: 'toggle' });
    await stable();
    expect(app().selections).toEqual({ [BY_LIMIT]: ['over'] });
    expect(texts(table)).toEqual(['over 3']);
  });

  it('keep their values through a bookmark, a lock, and a reload', async () => {
    await openApp();
    const table = await openTable(BY_LIMIT);
    app().select(BY_LIMIT, ['under']);
    app().setVariable('vLimit', 15);
    app().lock(BY_LIMIT);
    app().setRows([...APP.rows, { Region: 'East', Sales: 5 }]);
    await stable();
    expect(app().selections).toEqual({ [BY_LIMIT]: ['under'] });
    expect(texts(table)).toEqual(['under 2']);
    app().setVariable('vLimit', 1);
    app().setRows(APP.rows);
    await stable();
    expect(app().selections).toEqual({});
    expect(texts(table)).toEqual(['over 3']);
  });

  it('take no longer with many rows than a variable needs once', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ Region: 'North', Sales: index }));
    await openApp({ ...APP, rows });
    const begun = performance.now();
    const table = await openTable(BY_AVERAGE);
    await table.select(0, [elementOf(table, 'high')]);
    await stable();
    expect(texts(table)).toEqual(['high 5000', 'low 5000']);
    // What grows with the square of the rows takes minutes.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('name a variable that refers to itself', async () => {
    await openApp();
    const variable = run(() => injectVariable(appSession, 'vOne'));
    const error = await qlikErrorOf(stable());
    expect(error.message).toContain('refers to itself');
    expect(error.message).toMatch(/"v(One|Other)"/);
    expect(variable.status()).toBe('error');
  });
});
