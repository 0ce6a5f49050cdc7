import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { FakeDoc } from '../../testing/engine/fake-doc';
import type { FakeAppData, FakeRow } from '../../testing/engine/fake-app-data';
import { FakeContents } from '../../testing/engine/fake-contents';
import { DEFAULT_STATE, FakeSelections } from '../../testing/engine/fake-selections';
import { FakeTable } from '../../testing/engine/fake-fields';
import { toArray, toObject, type JsonObject } from 'qlik-sandbox/engine/protocol/json.ts';
import { TestQixClient } from 'qlik-sandbox/engine/testing/test-qix-client.ts';
import {
  startTestEngineServer,
  type TestEngineServer,
} from 'qlik-sandbox/engine/testing/test-engine-server.ts';

const RUNS = 25;

/** Texts, numbers and nulls; `X` has both texts and numbers. */
const ROWS: readonly FakeRow[] = [
  { A: 'b', B: 2, X: 'x', N: 10 },
  { A: 'a', B: 1, X: 3, N: -4.5 },
  { A: 'b', B: null, X: 'w', N: null },
  { A: 'c', B: 2, X: null, N: 0 },
  { A: null, B: 10, X: 'x', N: 1234.5 },
  { A: 'd', B: 1, X: 20, N: null },
  { A: 'a', B: 3, X: 3, N: 7 },
  { A: 'c', B: null, X: 'w', N: -7 },
];

const DATA: FakeAppData = {
  rows: ROWS,
  dimensions: { where: { title: 'Where', definition: 'A' } },
  measures: { total: { title: 'Total', definition: 'Sum(N)' } },
  bookmarks: {
    some: { title: 'Some', selections: { A: ['a', 'c'] } },
    two: { title: 'Two', selections: { A: ['b'], B: [2] } },
  },
};

const literal = (value: FakeRow[string]): string =>
  typeof value === 'string' ? `'${value}'` : value === null || value === undefined ? 'Null()' : `${value}`;
const SCRIPT = ROWS.map(
  (row) =>
    `LOAD ${Object.entries(row)
      .map(([name, value]) => `${literal(value)} as ${name}`)
      .join(', ')} AUTOGENERATE 1;`,
).join('\n');

/** What a client does before it reads layouts. */
type Step =
  | {
      readonly kind: 'values';
      readonly field: string;
      readonly values: readonly (string | number)[];
      readonly toggles: boolean;
    }
  | {
      readonly kind: 'elements';
      readonly field: string;
      readonly elements: readonly number[];
      readonly toggles: boolean;
    }
  | { readonly kind: 'field'; readonly field: string; readonly method: FieldMethod }
  | { readonly kind: 'doc'; readonly method: 'clearAll' | 'back' | 'forward' }
  | { readonly kind: 'bookmark'; readonly id: string }
  | { readonly kind: 'new-bookmark'; readonly id: string }
  | { readonly kind: 'match'; readonly field: string; readonly search: string; readonly toggles: boolean }
  /** In one list of the field, which keeps its search. */
  | {
      readonly kind: 'list';
      readonly field: string;
      readonly method: ListMethod;
      readonly search: string;
      readonly toggles: boolean;
    };

const LIST_METHODS = [
  ...(['searchListObjectFor', 'acceptListObjectSearch', 'abortListObjectSearch'] as const),
  ...(['selectListObjectAll', 'selectListObjectPossible'] as const),
  ...(['selectListObjectAlternative', 'selectListObjectExcluded'] as const),
];
type ListMethod = (typeof LIST_METHODS)[number];

const FIELD_METHODS = [
  ...(['clear', 'selectAll', 'selectPossible', 'selectExcluded', 'selectAlternative'] as const),
  ...(['lock', 'unlock'] as const),
];
type FieldMethod = (typeof FIELD_METHODS)[number];

/** An engine with an open app. */
interface Engine {
  /** Returns what the engine answers. */
  take(step: Step): Promise<unknown>;
  /** The layout of the list of a field in which `list` steps are taken. */
  keptList(field: string): Promise<JsonObject>;
  /** The layout of a session object with these properties. */
  layoutOf(properties: JsonObject): Promise<JsonObject>;
  /** The value of an expression. */
  evaluate(expression: string): Promise<JsonObject>;
  /** The texts of a list after a search. */
  found(field: string, search: string): Promise<readonly unknown[]>;
  /** Pages of a list or hypercube, or the code and the texts of their refusal. */
  pages(properties: JsonObject, heights: readonly number[]): Promise<unknown>;
}

const listOf = (field: string, criteria: JsonObject = {}, isReversed = false): JsonObject => ({
  qInfo: { qType: 'list' },
  qListObjectDef: {
    qDef: { qFieldDefs: [field], qSortCriterias: [criteria], qReverseSort: isReversed },
    qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: 50 }],
  },
});

const toBookmark = (qId: string): JsonObject => ({
  qInfo: { qId, qType: 'bookmark' },
  qMetaDef: { title: qId },
});

/** What a method of a list is called with. */
const paramsOf = ({ method, search, toggles }: Extract<Step, { kind: 'list' }>): readonly unknown[] => {
  if (method === 'searchListObjectFor') return ['/qListObjectDef', search];
  return method === 'acceptListObjectSearch' ? ['/qListObjectDef', toggles, false] : ['/qListObjectDef'];
};

const pathOf = (properties: JsonObject): string =>
  'qListObjectDef' in properties ? '/qListObjectDef' : '/qHyperCubeDef';
const pagesOf = (heights: readonly number[]) =>
  heights.map((qHeight) => ({ qTop: 0, qLeft: 0, qWidth: 2, qHeight }));

function textsIn(layout: JsonObject): readonly unknown[] {
  const [page] = toArray(toObject(layout['qListObject'])['qDataPages']);
  return toArray(toObject(page)['qMatrix']).map((row) => toObject(toArray(row)[0])['qText']);
}

/** The calls that enigma would make of the fake: each is a method of the same name. */
class FakeSide implements Engine {
  private readonly table = new FakeTable(ROWS, DATA);
  private readonly selections = new FakeSelections(this.table);
  private readonly contents = new FakeContents(DATA, DEFAULT_STATE);
  private readonly kept = new Map<string, ReturnType<FakeDoc['createSessionObject']>>();
  private readonly doc = new FakeDoc(
    {
      appId: 'app',
      stateNames: new Set(),
      call: async (_, work) => work(),
      context: (stateName) => ({
        ...{ data: DATA, contents: this.contents, table: this.table },
        ...{ selections: this.selections, stateName },
      }),
      select: (change) => change(),
    },
    {},
  );

  async take(step: Step): Promise<unknown> {
    if (step.kind === 'doc') return this.doc[step.method]();
    if (step.kind === 'bookmark') return this.doc.applyBookmark(step.id);
    if (step.kind === 'new-bookmark') return void this.doc.createBookmark(toBookmark(step.id));
    if (step.kind === 'elements') {
      const list = this.doc.createSessionObject(listOf(step.field));
      return list.selectListObjectValues('/qListObjectDef', step.elements, step.toggles);
    }
    if (step.kind === 'list') {
      const list = this.keptObject(step.field) as unknown as Record<
        string,
        (...params: unknown[]) => unknown
      >;
      return list[step.method]!(...paramsOf(step));
    }
    const field = this.doc.getField(step.field);
    if (step.kind === 'field') return field[step.method]();
    if (step.kind === 'match')
      return step.toggles ? field.toggleSelect(step.search) : field.select(step.search);
    return field.selectValues(step.values.map(toFieldValue), step.toggles);
  }

  private keptObject(field: string): ReturnType<FakeDoc['createSessionObject']> {
    const list = this.kept.get(field) ?? this.doc.createSessionObject(listOf(field, { qSortByLoadOrder: 1 }));
    this.kept.set(field, list);
    return list;
  }

  async keptList(field: string): Promise<JsonObject> {
    return toObject(await Promise.resolve(this.keptObject(field).getLayout()));
  }

  async layoutOf(properties: JsonObject): Promise<JsonObject> {
    // A handle's methods are calls of the engine.
    return toObject(await Promise.resolve(this.doc.createSessionObject(properties).getLayout()));
  }

  async evaluate(expression: string): Promise<JsonObject> {
    return toObject(this.doc.evaluateEx(expression));
  }

  async found(field: string, search: string): Promise<readonly unknown[]> {
    const object = this.doc.createSessionObject(listOf(field, { qSortByAscii: 1 }));
    await Promise.resolve(object.searchListObjectFor('/qListObjectDef', search));
    return textsIn(toObject(await Promise.resolve(object.getLayout())));
  }

  async pages(properties: JsonObject, heights: readonly number[]): Promise<unknown> {
    const object = this.doc.createSessionObject(properties);
    const isList = 'qListObjectDef' in properties;
    try {
      // A handle's methods are calls of the engine.
      return await Promise.resolve(
        isList
          ? object.getListObjectData(pathOf(properties), pagesOf(heights))
          : object.getHyperCubeData(pathOf(properties), pagesOf(heights)),
      );
    } catch (thrown) {
      const { code, message, parameter } = thrown as Error & Readonly<Record<string, unknown>>;
      return { code, message, parameter };
    }
  }
}

function toFieldValue(value: string | number): JsonObject {
  return typeof value === 'number'
    ? { qText: '', qIsNumeric: true, qNumber: value }
    : { qText: value, qIsNumeric: false, qNumber: 0 };
}

/** The sandbox's engine, over its socket. */
class SandboxSide implements Engine {
  private readonly kept = new Map<string, number>();

  private constructor(private readonly client: TestQixClient) {}

  static async open(port: number, name: string): Promise<SandboxSide> {
    const client = await TestQixClient.connect(port, `/app/${name}`);
    await client.result(-1, 'OpenDoc', [name]);
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload', [0, false, false]);
    const side = new SandboxSide(client);
    await client.result(1, 'CreateDimension', [
      {
        qInfo: { qId: 'where', qType: 'dimension' },
        qDim: { qFieldDefs: ['A'], qFieldLabels: ['Where'], title: 'Where' },
        qMetaDef: { title: 'Where' },
      },
    ]);
    await client.result(1, 'CreateMeasure', [
      {
        qInfo: { qId: 'total', qType: 'measure' },
        qMeasure: { qLabel: 'Total', qDef: 'Sum(N)' },
        qMetaDef: { title: 'Total' },
      },
    ]);
    return side;
  }

  /** Adds the bookmarks, which are of the selections at their creation. @returns how many steps the history has then */
  async addBookmarks(): Promise<number> {
    for (const [qId, { title, description = '', selections }] of Object.entries(DATA.bookmarks ?? {})) {
      for (const [field, values] of Object.entries(selections))
        await this.take({
          kind: 'values',
          field,
          values: values.map((value) => value ?? ''),
          toggles: false,
        });
      await this.client.result(1, 'CreateBookmark', [
        { qInfo: { qId, qType: 'bookmark' }, qMetaDef: { title, description } },
      ]);
      await this.client.result(1, 'ClearAll', [true]);
    }
    return Number((await this.client.result(1, 'BackCount'))['qReturn']);
  }

  async take(step: Step): Promise<unknown> {
    const { client } = this;
    const answer = async (handle: number, method: string, params: readonly unknown[] = []) =>
      client.result(handle, method[0]!.toUpperCase() + method.slice(1), params);
    if (step.kind === 'doc') return (await answer(1, step.method))['qReturn'];
    if (step.kind === 'bookmark') return (await answer(1, 'applyBookmark', [step.id]))['qSuccess'];
    if (step.kind === 'new-bookmark') return void (await answer(1, 'createBookmark', [toBookmark(step.id)]));
    if (step.kind === 'elements') {
      const handle = await client.open('CreateSessionObject', [listOf(step.field)]);
      const params = ['/qListObjectDef', step.elements, step.toggles];
      return (await answer(handle, 'selectListObjectValues', params))['qSuccess'];
    }
    if (step.kind === 'list')
      return (await answer(await this.keptHandle(step.field), step.method, paramsOf(step)))['qSuccess'];
    const handle = await client.open('GetField', [step.field]);
    if (step.kind === 'field') return (await answer(handle, step.method))['qReturn'];
    if (step.kind === 'match')
      return (await answer(handle, step.toggles ? 'toggleSelect' : 'select', [step.search, false]))[
        'qReturn'
      ];
    const params = [step.values.map(toFieldValue), step.toggles, false];
    return (await answer(handle, 'selectValues', params))['qReturn'];
  }

  private async keptHandle(field: string): Promise<number> {
    const handle =
      this.kept.get(field) ??
      (await this.client.open('CreateSessionObject', [listOf(field, { qSortByLoadOrder: 1 })]));
    this.kept.set(field, handle);
    return handle;
  }

  async keptList(field: string): Promise<JsonObject> {
    const handle = await this.keptHandle(field);
    return toObject((await this.client.result(handle, 'GetLayout'))['qLayout']);
  }

  async layoutOf(properties: JsonObject): Promise<JsonObject> {
    const handle = await this.client.open('CreateSessionObject', [properties]);
    return toObject((await this.client.result(handle, 'GetLayout'))['qLayout']);
  }

  async evaluate(expression: string): Promise<JsonObject> {
    return toObject((await this.client.result(1, 'EvaluateEx', [expression]))['qValue']);
  }

  async found(field: string, search: string): Promise<readonly unknown[]> {
    const handle = await this.client.open('CreateSessionObject', [listOf(field, { qSortByAscii: 1 })]);
    await this.client.result(handle, 'SearchListObjectFor', ['/qListObjectDef', search]);
    return textsIn(toObject((await this.client.result(handle, 'GetLayout'))['qLayout']));
  }

  async pages(properties: JsonObject, heights: readonly number[]): Promise<unknown> {
    const handle = await this.client.open('CreateSessionObject', [properties]);
    const method = 'qListObjectDef' in properties ? 'GetListObjectData' : 'GetHyperCubeData';
    const { result, error } = await this.client.request(handle, method, [
      pathOf(properties),
      pagesOf(heights),
    ]);
    return error ?? toObject(result)['qDataPages'];
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

const FIELDS = ['A', 'B', 'X'];
const fieldName = fc.constantFrom(...FIELDS);
const toggles = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('values' as const),
    field: fieldName,
    values: fc.subarray<string | number>(['a', 'b', 'd', 'w', 'x', 1, 2, '2', 3, '3', 20, 'none'], {
      maxLength: 4,
    }),
    toggles,
  }),
  fc.record({
    kind: fc.constant('elements' as const),
    field: fieldName,
    elements: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    toggles,
  }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fieldName,
    method: fc.constantFrom(...FIELD_METHODS),
  }),
  fc.record({
    kind: fc.constant('doc' as const),
    method: fc.constantFrom('clearAll' as const, 'back' as const, 'forward' as const),
  }),
  fc.record({ kind: fc.constant('bookmark' as const), id: fc.constantFrom('some', 'two', 'none') }),
);

const search = fc.constantFrom('a', 'b*', '*', '?', 'zz', '>1', '<=2', '1*', 'x', 'w', 'a b', '2', '3', '');
/** Steps in lists, also with selections elsewhere that exclude some of what is found. */
const searchStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: step },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('match' as const), field: fieldName, search, toggles }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('list' as const),
      field: fieldName,
      method: fc.constantFrom('searchListObjectFor' as const, ...LIST_METHODS),
      search,
      toggles,
    }),
  },
);

const sign = fc.constantFrom(-1, 0, 1);
const criteria: fc.Arbitrary<JsonObject> = fc.record({
  qSortByState: sign,
  qSortByNumeric: sign,
  qSortByAscii: sign,
  qSortByLoadOrder: fc.constantFrom(-1, 1),
});
const dimension: fc.Arbitrary<JsonObject> = fc
  .record({
    field: fc.constantFrom('A', 'B', '[X]', '=A', 'where'),
    criteria,
    isReversed: fc.boolean(),
    hidesNull: fc.boolean(),
  })
  .map(({ field, criteria: order, isReversed, hidesNull }) => ({
    ...(field === 'where' && { qLibraryId: 'where' }),
    qNullSuppression: hidesNull,
    qDef: {
      ...(field !== 'where' && { qFieldDefs: [field] }),
      qSortCriterias: [order],
      qReverseSort: isReversed,
    },
  }));
const EXPRESSIONS = [
  ...['Sum(N)', '=Sum([N])', 'Count(A)', 'Count(DISTINCT A)', 'Avg(N)', 'Min(N)', 'Max(N)', 'Only(A)'],
  ...['N', 'A', 'Sum(DISTINCT B)', 'Count(N)', 'Max(X)', 'Only(X)', 'total'],
];
const measure: fc.Arbitrary<JsonObject> = fc
  .record({
    expression: fc.constantFrom(...EXPRESSIONS),
    format: fc.constantFrom('', '', '0', '0.00', '#,##0.0', '0%'),
    bySize: sign,
    isReversed: fc.boolean(),
  })
  .map(({ expression, format, bySize, isReversed }) => ({
    ...(expression === 'total' && { qLibraryId: 'total' }),
    qSortBy: { qSortByNumeric: bySize },
    qDef: {
      ...(expression !== 'total' && { qDef: expression }),
      ...(format !== '' &&
        expression !== 'total' && { qNumFormat: { qType: 'F', qFmt: format, qDec: '.', qThou: ',' } }),
      qReverseSort: isReversed,
    },
  }));
const cube: fc.Arbitrary<JsonObject> = fc
  .record({
    qDimensions: fc.array(dimension, { maxLength: 2 }),
    qMeasures: fc.array(measure, { maxLength: 3 }),
    qSuppressZero: fc.boolean(),
    qSuppressMissing: fc.boolean(),
    sortOrder: fc.shuffledSubarray([0, 1, 2, 3, 4]),
    page: fc.record({
      qTop: fc.nat(3),
      qLeft: fc.nat(1),
      qWidth: fc.integer({ min: 1, max: 6 }),
      qHeight: fc.constantFrom(2, 50),
    }),
  })
  .map(({ sortOrder, page, ...definition }) => {
    const count = definition.qDimensions.length + definition.qMeasures.length;
    return {
      qInfo: { qType: 'table' },
      qHyperCubeDef: {
        ...definition,
        qInterColumnSortOrder: sortOrder.filter((column) => column < count),
        qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 6, qHeight: 50 }, page],
      },
    };
  });
const list: fc.Arbitrary<JsonObject> = fc
  .tuple(fieldName, criteria, fc.boolean())
  .map(([field, order, isReversed]) => listOf(field, order, isReversed));

/** The part of the engine's answer that the fake has too. */
function partOf(whole: unknown, part: unknown): unknown {
  if (Array.isArray(whole) && Array.isArray(part))
    return whole.map((each: unknown, at) => (at < part.length ? partOf(each, part[at]) : each));
  if (!isObject(whole) || !isObject(part)) return whole;
  return Object.fromEntries(Object.keys(part).map((name) => [name, partOf(whole[name], part[name])]));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('the fake engine, against that of the sandbox', { timeout: 120_000 }, () => {
  let server: TestEngineServer;
  let count = 0;
  before(async () => {
    server = await startTestEngineServer();
  });
  after(() => server.close());

  /** Takes the same steps with both, and compares what the work reads of them. */
  const compare = async (
    given: readonly Step[],
    read: (engine: Engine, before: number) => Promise<readonly unknown[]>,
  ): Promise<void> => {
    // The history of the engine has the selections from which the bookmarks were made.
    const hasBookmarks = given.some(({ kind }) => kind === 'bookmark');
    const steps = given.filter(({ kind }) => !(hasBookmarks && kind === 'doc'));
    const fake = new FakeSide();
    count += 1;
    const sandbox = await SandboxSide.open(server.port, `SessionApp_fake${count}`);
    try {
      const before = hasBookmarks ? await sandbox.addBookmarks() : 0;
      for (const each of steps) {
        const expected = await sandbox.take(each);
        const returned = await fake.take(each);
        if (each.kind !== 'doc') assert.equal(returned, expected, JSON.stringify(each));
      }
      const fakeAnswers = await read(fake, 0);
      assert.deepEqual(fakeAnswers, partOf(await read(sandbox, before), fakeAnswers));
    } finally {
      await sandbox.close();
    }
  };

  it('selects the same in searches of lists', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(searchStep, { minLength: 2, maxLength: 8 }), async (steps) => {
        await compare(steps, async (engine) => {
          const selections = await engine.layoutOf({ qInfo: { qType: 'x' }, qSelectionObjectDef: {} });
          const { qSelections } = toObject(selections['qSelectionObject']);
          const lists = await Promise.all(FIELDS.map((field) => engine.keptList(field)));
          return [qSelections, ...lists.map((each) => each['qListObject'])];
        });
      }),
      { numRuns: RUNS * 4 },
    );
  });

  it('has the same list objects and selections', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 5 }), list, async (steps, shown) => {
        await compare(steps, async (engine, before) => {
          const selections = await engine.layoutOf({ qInfo: { qType: 'x' }, qSelectionObjectDef: {} });
          const { qBackCount, ...current } = toObject(selections['qSelectionObject']);
          return [
            (await engine.layoutOf(shown))['qListObject'],
            { ...current, qBackCount: Number(qBackCount) - before },
          ];
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('applies bookmarks in locked fields, with the locks that they have', async () => {
    const change = step.filter(({ kind }) => kind !== 'bookmark');
    const selected: fc.Arbitrary<readonly Step[]> = fc
      .tuple(fieldName, fc.nat(2), fc.constantFrom('lock' as const, 'unlock' as const), fc.array(change))
      .map(([field, element, method, more]) => [
        { kind: 'elements', field, elements: [element], toggles: false },
        { kind: 'field', field, method },
        ...more,
      ]);
    const steps = fc.tuple(selected, selected, fieldName).map(([before, after, field]): readonly Step[] => [
      ...[...before, { kind: 'new-bookmark', id: 'new' } as const],
      ...[...after, { kind: 'bookmark', id: 'new' } as const],
      // The answer of an engine to a selection in a locked field is false.
      { kind: 'field', field, method: 'selectAll' },
    ]);
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        await compare(taken, async (engine) => {
          const selections = await engine.layoutOf({ qInfo: { qType: 'x' }, qSelectionObjectDef: {} });
          const { qBackCount: _, ...current } = toObject(selections['qSelectionObject']);
          return [current];
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('has the same hypercubes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 3 }), cube, async (steps, shown) => {
        await compare(steps, async (engine) => [(await engine.layoutOf(shown))['qHyperCube']]);
      }),
      { numRuns: RUNS },
    );
  });

  it('has the same layouts of a name that is no field', async () => {
    const qInitialDataFetch = [{ qWidth: 3, qHeight: 5 }];
    for (const name of ['Missing', '[Missing]', '[Not there]']) {
      const unknown = { qDef: { qFieldDefs: [name] } };
      const known = { qDef: { qFieldDefs: ['A'] } };
      const table = (qDimensions: readonly JsonObject[]) => ({
        qInfo: { qType: 'table' },
        qHyperCubeDef: { qDimensions, qMeasures: [{ qDef: { qDef: 'Sum(N)' } }], qInitialDataFetch },
      });
      const list = { qInfo: { qType: 'list' }, qListObjectDef: { ...unknown, qInitialDataFetch } };
      await compare([], async (engine) => [
        (await engine.layoutOf(list))['qListObject'],
        (await engine.layoutOf(table([unknown])))['qHyperCube'],
        (await engine.layoutOf(table([known, unknown])))['qHyperCube'],
      ]);
    }
  });

  it('lists the same fields, master items and bookmarks', async () => {
    const qData = { title: '/qMetaDef/title' };
    const bookmarks: readonly Step[] = [{ kind: 'bookmark', id: 'some' }];
    await compare(bookmarks, async (engine) => {
      const lists = await engine.layoutOf({
        qInfo: { qType: 'lists' },
        qFieldListDef: {},
        qDimensionListDef: { qType: 'dimension', qData },
        qMeasureListDef: { qType: 'measure', qData },
        qBookmarkListDef: {
          qType: 'bookmark',
          qData: { ...qData, description: '/qMetaDef/description' },
        },
      });
      const { qFieldList, qDimensionList, qMeasureList, qBookmarkList } = lists;
      const fields = toArray(toObject(qFieldList)['qItems']).map((each) => {
        const { qName, qCardinal, qTags } = toObject(each);
        return { qName, qCardinal, qTags };
      });
      return [fields, qDimensionList, qMeasureList, qBookmarkList];
    });
  });

  it('has the same values of expressions, and no value where it knows none', async () => {
    await compare([], async (engine) =>
      Promise.all(EXPRESSIONS.slice(0, -1).map((expression) => engine.evaluate(expression))),
    );
    for (const expression of ['Sum(Missing)', 'Sum(N) / 2', 'Median(N)', 'Rank(Sum(N))', 'Missing'])
      await assert.rejects(new FakeSide().evaluate(expression), /cannot calculate/);
  });

  it('has the same values of expressions in properties', async () => {
    const expressions = EXPRESSIONS.slice(0, -1);
    const property = (index: number, member: string, value: unknown) =>
      [`${member}${index}`, { [member]: value }] as const;
    const calculated: JsonObject = {
      ...Object.fromEntries(
        expressions.flatMap((expression, index) => [
          property(index, 'qValueExpression', expression),
          property(index, 'qStringExpression', { qExpr: expression }),
        ]),
      ),
      empty: { qStringExpression: '' },
      nested: { deep: [{ value: { qValueExpression: { qExpr: '=Sum(N)' } } }] },
    };
    const properties = { qInfo: { qType: 'figures' }, ...calculated };
    const steps: readonly Step[] = [{ kind: 'values', field: 'A', values: ['a'], toggles: false }];
    for (const taken of [[], steps])
      await compare(taken, async (engine) => {
        const layout = await engine.layoutOf(properties);
        return Object.keys(calculated).map((name) => layout[name]);
      });
  });

  it('finds the same values', async () => {
    const texts = ['a', 'A d', 'b none', 'none', '  b   d ', 'none other', '*', '?', 'a*', '* b', 'a b*'];
    await compare([], async (engine) => Promise.all(texts.map((text) => engine.found('A', text))));
    await compare([], async (engine) =>
      Promise.all(['2 1', '>=2', '<10', '1*'].map((text) => engine.found('B', text))),
    );
  });

  it('has the same limit of cells', async () => {
    const table = {
      qInfo: { qType: 'table' },
      qHyperCubeDef: {
        qDimensions: [{ qDef: { qFieldDefs: ['A'] } }],
        qMeasures: [{ qDef: { qDef: 'Sum(N)' } }],
        qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 2, qHeight: 100_000 }],
      },
    };
    for (const properties of [table, listOf('A')])
      for (const heights of [[5_000], [2_000, 3_000], [5_001], [2_500, 2_501]])
        await compare([], async (engine) => [await engine.pages(properties, heights)]);
    await compare([], async (engine) => [(await engine.layoutOf(table))['qHyperCube']]);
  });
});
