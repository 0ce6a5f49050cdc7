import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from './test-engine-server.ts';
import { TestQixClient } from './test-qix-client.ts';

/** A column of a cube: an expression, or the properties of a dimension or measure. */
type CaseColumn = string | JsonObject;

/** What a client does with an app, and what it gets. */
type AppStep =
  /** Values of a field that are selected, as texts or numbers, in a state; none clears all selections. */
  | { readonly select: Readonly<Record<string, readonly (string | number)[]>>; readonly state?: string }
  /** Expressions with the texts of their values; `-` for null. */
  | { readonly values: Readonly<Record<string, string>> }
  /** Rows of a cube as texts that are joined by a space. */
  | {
      readonly dimensions?: readonly CaseColumn[];
      readonly measures?: readonly CaseColumn[];
      readonly rows: readonly string[];
      /** More properties of the cube. */
      readonly cube?: JsonObject;
    }
  /** Texts of a list box after a search. */
  | { readonly list: string; readonly search: string; readonly found: readonly string[] };

/** An app that a script loads, and what clients ask. */
export interface AppCase {
  readonly script: string;
  readonly states?: readonly string[];
  /** Expressions of master measures by their labels. */
  readonly masterMeasures?: Readonly<Record<string, string>>;
  /** Fields of master dimensions by their labels. */
  readonly masterDimensions?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly steps: readonly AppStep[];
}

/** Declares a test per app, over the wire. */
export function testApps(title: string, cases: Readonly<Record<string, AppCase>>): void {
  describe(title, { timeout: 120_000 }, () => {
    let server: TestEngineServer;
    before(async () => {
      server = await startTestEngineServer();
    });
    after(() => server.close());
    for (const [place, [name, expected]] of Object.entries(cases).entries())
      it(name, async () => {
        const path = `SessionApp_case${place}`;
        const client = await TestQixClient.connect(server.port, `/app/${path}`);
        try {
          await client.result(-1, 'OpenDoc', [path]);
          await openApp(client, expected);
          for (const step of expected.steps) await check(client, step);
        } finally {
          await client.close();
        }
      });
  });
}

async function openApp(client: TestQixClient, expected: AppCase): Promise<void> {
  await client.result(1, 'SetScript', [expected.script]);
  const { qResult } = await client.result(1, 'DoReloadEx', [{ qMode: 0 }]);
  assert.equal(toObject(qResult)['qSuccess'], true, String(toObject(qResult)['qScriptLogFile']));
  for (const state of expected.states ?? []) await client.result(1, 'AddAlternateState', [state]);
  for (const [label, qDef] of Object.entries(expected.masterMeasures ?? {}))
    await client.result(1, 'CreateMeasure', [
      { qInfo: { qType: 'measure' }, qMeasure: { qLabel: label, qDef }, qMetaDef: { title: label } },
    ]);
  for (const [label, field] of Object.entries(expected.masterDimensions ?? {}))
    await client.result(1, 'CreateDimension', [
      {
        qInfo: { qType: 'dimension' },
        qDim: { title: label, qFieldDefs: [field], qFieldLabels: [label] },
        qMetaDef: { title: label },
      },
    ]);
  for (const [qName, qDefinition] of Object.entries(expected.variables ?? {}))
    await client.result(1, 'CreateVariableEx', [{ qInfo: { qType: 'variable' }, qName, qDefinition }]);
}

async function check(client: TestQixClient, step: AppStep): Promise<void> {
  if ('select' in step) await select(client, step.select, step.state);
  else if ('values' in step) await checkValues(client, step.values);
  else if ('found' in step)
    assert.deepEqual(await found(client, step.list, step.search), step.found, step.search);
  else {
    const { dimensions = [], measures = [], cube = {} } = step;
    assert.deepEqual(await rows(client, dimensions, measures, cube), step.rows, JSON.stringify(measures));
  }
}

async function select(
  client: TestQixClient,
  selected: Readonly<Record<string, readonly (string | number)[]>>,
  state = '$',
): Promise<void> {
  if (Object.keys(selected).length === 0) await client.result(1, 'ClearAll', [false, state]);
  for (const [name, values] of Object.entries(selected)) {
    const field = await client.open('GetField', [name, state]);
    const items = values.map((value) =>
      typeof value === 'number' ? { qNumber: value, qIsNumeric: true } : { qText: value },
    );
    assert.equal((await client.result(field, 'SelectValues', [items, false, false]))['qReturn'], true, name);
  }
}

async function checkValues(client: TestQixClient, values: Readonly<Record<string, string>>): Promise<void> {
  const observed: Record<string, string> = {};
  for (const expression of Object.keys(values)) {
    const { result, error } = await client.request(1, 'EvaluateEx', [expression]);
    const text = toObject(toObject(result ?? {})['qValue'] ?? {})['qText'];
    observed[expression] =
      error === undefined ? String(text ?? '-') : `error: ${String(toObject(error)['message'])}`;
  }
  assert.deepEqual(observed, values);
}

async function rows(
  client: TestQixClient,
  dimensions: readonly CaseColumn[],
  measures: readonly CaseColumn[],
  more: JsonObject,
): Promise<readonly string[]> {
  const handle = await client.open('CreateSessionObject', [
    {
      qInfo: { qType: 'table' },
      qHyperCubeDef: {
        qDimensions: dimensions.map((column) =>
          typeof column === 'string'
            ? { qDef: { qFieldDefs: [column], qSortCriterias: [{ qSortByNumeric: 1, qSortByAscii: 1 }] } }
            : column,
        ),
        qMeasures: measures.map((column) =>
          typeof column === 'string' ? { qDef: { qDef: column } } : column,
        ),
        qInitialDataFetch: [{ qWidth: dimensions.length + measures.length, qHeight: 200 }],
        ...more,
      },
    },
  ]);
  const layout = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
  await client.result(1, 'DestroySessionObject', [String(toObject(layout['qInfo'])['qId'])]);
  const cube = toObject(layout['qHyperCube']);
  assert.equal(cube['qError'], undefined, JSON.stringify(cube['qError']));
  return matrix(cube['qDataPages']).map((row) => row.join(' '));
}

async function found(client: TestQixClient, name: string, search: string): Promise<readonly string[]> {
  const handle = await client.open('CreateSessionObject', [
    {
      qInfo: { qType: 'list' },
      qListObjectDef: {
        qDef: { qFieldDefs: [name], qSortCriterias: [{ qSortByNumeric: 1, qSortByAscii: 1 }] },
        qInitialDataFetch: [{ qHeight: 200, qWidth: 1 }],
      },
    },
  ]);
  await client.result(handle, 'SearchListObjectFor', ['/qListObjectDef', search]);
  const layout = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
  return matrix(toObject(layout['qListObject'])['qDataPages']).flat();
}

function matrix(pages: unknown): readonly (readonly string[])[] {
  return toArray(pages).flatMap((page) =>
    toArray(toObject(page)['qMatrix']).map((row) =>
      toArray(row).map((cell) => {
        const { qText, qIsNull } = toObject(cell);
        return qIsNull === true ? '-' : String(qText);
      }),
    ),
  );
}
