// cspell:ignore Regon Prodct Salse Slaes
import { TestBed } from '@angular/core/testing';
import { useEnginePage } from '../engine-page.spec';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectList } from '../lists/inject-list';
import type { ListDefinition } from '../lists/list-object';
import { useSalesApp } from '../sales-app.spec';
import { injectAppSession } from '../session/inject-app-session';

describe('a field that the app does not have', () => {
  const sales = useSalesApp();
  let warnings: jasmine.Spy<typeof console.warn>;
  beforeEach(() => (warnings = spyOn(console, 'warn')));
  const list = async (definition: ListDefinition) => {
    const made = sales.run(() => injectList(sales.appSession, definition));
    await sales.stable();
    return made;
  };
  const warned = () => warnings.calls.allArgs().map(([text]: unknown[]) => String(text));

  it('is named in the console with the field that is meant, as its list is empty', async () => {
    const regon = await list('Regon');
    expect([regon.status(), regon.size()]).toEqual(['resolved', 0]);
    expect(warned()).toEqual([
      'The app "sales" has no field "Regon". Did you mean "Region"? Upper and lower case count; injectFields() lists the fields.',
    ]);
  });

  it('is named once per app and name, with brackets or without, in lists and in hypercubes', async () => {
    await list('[Prodct]');
    await list('Prodct');
    const table = sales.run(() =>
      injectHypercube(sales.appSession, { dimensions: ['Prodct', 'Region'], measures: ['Sum(Sales)'] }),
    );
    await sales.stable();
    expect([table.status(), table.rowCount()]).toEqual(['resolved', 4]);
    expect(warned()).toEqual([
      'The app "sales" has no field "Prodct". Did you mean "Product"? Upper and lower case count; injectFields() lists the fields.',
    ]);
    expect(sales.app.countOf('getTablesAndKeys')).toBe(1);
  });

  it('is named with all fields of the app where none is meant', async () => {
    await list('Something else');
    expect(warned()).toEqual([
      'The app "sales" has no field "Something else". Its fields are "Region", "Product", "Sales". Upper and lower case count; injectFields() lists the fields.',
    ]);
  });

  it('is asked for in no other case: fields, master dimensions, and a production build', async () => {
    await list('Region');
    await list({ libraryId: 'region' });
    const scope = globalThis as { ngDevMode?: unknown };
    const before = scope.ngDevMode;
    scope.ngDevMode = false;
    try {
      const made = await list('Regions');
      expect(made.size()).toBe(0);
    } finally {
      scope.ngDevMode = before;
    }
    expect([warned(), sales.app.countOf('getTablesAndKeys')]).toEqual([[], 0]);
  });

  it('is not one that only has no values', async () => {
    sales.app.setRows([{ Region: null, Sales: 1 }]);
    const regions = await list('Region');
    expect([regions.status(), regions.size(), warned()]).toEqual(['resolved', 0, []]);
  });

  it('is not looked for in expressions, as the engine evaluates them', async () => {
    sales.app.setRows([]);
    for (const field of ['=Region', '=[Region]']) await list(field);
    expect([warned(), sales.app.countOf('getTablesAndKeys')]).toEqual([[], 0]);
  });

  it('causes no error when the application is destroyed meanwhile', async () => {
    sales.run(() => injectList(sales.appSession, 'Later'));
    TestBed.resetTestingModule();
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
    expect(warned()).toEqual([]);
  });
});

describe('an expression that the engine cannot calculate', () => {
  const page = useEnginePage();
  let warnings: jasmine.Spy<typeof console.warn>;
  beforeEach(() => (warnings = spyOn(console, 'warn')));

  it('is the error of its list, and named in the console', async () => {
    const qError = { qErrorCode: 7000, qContext: '=Upper(', qExtendedMessage: 'unexpected end' };
    page.qix.prepare = (doc) =>
      (doc.layoutFor = () => ({
        qListObject: { qError, qDimensionInfo: { qError, qCardinal: 0, qGroupFieldDefs: ['=Upper('] } },
      }));
    const upper = TestBed.runInInjectionContext(() =>
      injectList(
        injectAppSession(() => ({ connectionId: 'a', appId: 'sales' })),
        '=Upper(',
      ),
    );
    await page.settle();
    expect([upper.status(), upper.error()?.code, upper.error()?.status]).toEqual([
      'error',
      'engine-error',
      7000,
    ]);
    expect(upper.error()?.message).toBe('The list cannot be calculated. (=Upper(: unexpected end)');
    expect(warnings.calls.allArgs()).toEqual([
      [
        'The engine cannot calculate "=Upper(" in the app "sales" (unexpected end). checkExpression() tells what is wrong with an expression.',
      ],
    ]);
  });
});

describe('a measure', () => {
  const page = useEnginePage();
  let warnings: jasmine.Spy<typeof console.warn>;
  let check: jasmine.Spy<(expression: string) => Promise<unknown>>;
  beforeEach(() => {
    warnings = spyOn(console, 'warn');
    check = jasmine.createSpy('checkExpression');
    const fields = ['Region', 'Sales'].map((qName) => ({ qName }));
    page.qix.prepare = (doc) =>
      Object.assign(doc, {
        checkExpression: check,
        getTablesAndKeys: () => Promise.resolve({ qtr: [{ qFields: fields }] }),
      });
  });
  const table = async (...measures: readonly string[]) => {
    const made = TestBed.runInInjectionContext(() =>
      injectHypercube(
        injectAppSession(() => ({ connectionId: 'a', appId: 'sales' })),
        { dimensions: [], measures },
      ),
    );
    await page.settle();
    made.destroy();
  };
  const warned = () => warnings.calls.allArgs().map(([text]: unknown[]) => String(text));
  /** Answers as Qlik does: places in the text. */
  const answer = (expression: string, ...names: readonly string[]) =>
    Promise.resolve({
      qErrorMsg: '',
      qBadFieldNames: names.map((name) => ({ qFrom: expression.indexOf(name), qCount: name.length })),
    });

  it('with fields that the app does not have is named in the console, once, with the field that is meant', async () => {
    check.and.callFake((expression) =>
      answer(expression, ...(/Slaes|Regon/g.exec(expression) ? ['Slaes', 'Regon'] : [])),
    );
    await table('Sum(Slaes) / Count(Regon)');
    await table('=Sum(Slaes) / Count(Regon)', 'Sum(Sales)');
    expect(warned()).toEqual([
      'In the app "sales", the measure "Sum(Slaes) / Count(Regon)" has fields that are not there: "Slaes", "Regon". Did you mean "Sales"? Upper and lower case count; injectFields() lists the fields.',
    ]);
    expect(check.calls.allArgs().map(([expression]) => expression)).toEqual([
      'Sum(Slaes) / Count(Regon)',
      'Sum(Sales)',
    ]);
  });

  it('is checked again where the connection was lost meanwhile', async () => {
    check.and.rejectWith(new Error('Socket closed'));
    await table('Max([Salse])');
    expect(warned()).toEqual([]);
    check.and.callFake((expression) => answer(expression, '[Salse]'));
    await table('Max([Salse])');
    expect(warned()).toEqual([
      jasmine.stringContaining(
        '"Max([Salse])" has fields that are not there: "Salse". Did you mean "Sales"?',
      ),
    ]);
  });

  it('is not checked in a production build', async () => {
    const scope = globalThis as { ngDevMode?: unknown };
    const before = scope.ngDevMode;
    scope.ngDevMode = false;
    try {
      await table('Min(Sales)');
    } finally {
      scope.ngDevMode = before;
    }
    expect(check).not.toHaveBeenCalled();
  });
});
