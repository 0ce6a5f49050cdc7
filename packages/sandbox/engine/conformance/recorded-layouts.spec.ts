import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { structuresOf } from './recorded/layout-structures.ts';

/**
 * What layouts of real engines have, as recorded in the fixtures of Qlik's charts: which members each structure has. `structures` has the
 * sets of members by structure, `layouts` which of them each recorded layout has.
 */
interface Recordings {
  readonly structures: Readonly<Record<string, readonly string[]>>;
  readonly layouts: readonly {
    readonly repository: string;
    readonly type: string;
    readonly structures: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** Members that all recordings have because all their definitions ask for them. */
const ASKED_FOR: Readonly<Record<string, readonly string[]>> = { 'hypercube in mode K': ['qIndentMode'] };

/** Members that recordings lack because no recorded definition asks for them. */
const NOT_RECORDED: Readonly<Record<string, readonly string[]>> = {
  dimension: [
    'qReverseSort',
    'qIsCyclic',
    'qEffectiveDimensionName',
    'qDerivedField',
    'qLocked',
    'qError',
    'qCalcCondMsg',
  ],
  'dimension of a list object': ['qContinuousAxes', 'qLocked', 'qIsCalculated'],
  'cell of a dimension': ['qIsNull', 'qIsOtherCell'],
  'cell of a list object': ['qFrequency', 'qHighlightRanges'],
};

describe('layouts, compared with recordings of real engines', () => {
  let recordings: Recordings;
  let server: TestEngineServer;
  let client: TestQixClient;

  before(async () => {
    const file = new URL('recorded/layouts.json', import.meta.url);
    recordings = JSON.parse(await readFile(file, 'utf8')) as Recordings;
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${DEMO_APP_IDS.flights}`);
    await client.result(-1, 'OpenDoc', [DEMO_APP_IDS.flights]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  /** Returns the differences of a layout from the recordings, by structure. */
  function differences(layout: JsonObject): readonly string[] {
    return [...structuresOf(layout)].flatMap(([name, own]) => {
      const recorded = (recordings.structures[name] ?? []).map((members) => new Set(members.split(' ')));
      if (recorded.length === 0) return [];
      const known = new Set(recorded.flatMap((members) => [...members]).concat(NOT_RECORDED[name] ?? []));
      const needed = [...known].filter(
        (member) => recorded.every((members) => members.has(member)) && !ASKED_FOR[name]?.includes(member),
      );
      return own.flatMap((members) => [
        ...members
          .filter((member) => !known.has(member))
          .map((member) => `${name}: ${member} in no recording`),
        ...needed
          .filter((member) => !members.includes(member))
          .map((member) => `${name}: ${member} is missing`),
      ]);
    });
  }

  async function layoutOf(handle: number): Promise<JsonObject> {
    return toObject((await client.result(handle, 'GetLayout'))['qLayout']);
  }

  it('are at least fifty, of at least ten types of objects', () => {
    const { layouts } = recordings;
    assert.ok(layouts.length >= 50, String(layouts.length));
    assert.ok(new Set(layouts.map(({ type }) => type)).size >= 10);
    for (const { structures } of layouts)
      for (const [name, places] of Object.entries(structures))
        for (const place of places) assert.ok(recordings.structures[name]?.[place], `${name} ${place}`);
  });

  it('have the members that all recordings have, and none that no recording has, in every chart of the demo app', async () => {
    const { qInfos } = await client.result(1, 'GetAllInfos');
    const found = new Map<string, string>();
    const modes = new Set<unknown>();
    for (const item of toArray(qInfos)) {
      const { qId, qType } = toObject(item);
      const { qReturn } = await client.result(1, 'GetObject', [qId]);
      const { qHandle } = toObject(qReturn);
      if (typeof qHandle !== 'number') continue;
      const layout = await layoutOf(qHandle);
      modes.add(toObject(layout['qHyperCube'])['qMode']);
      for (const difference of differences(layout)) found.set(difference, String(qType));
    }
    assert.deepEqual([...found], []);
    assert.ok(modes.has('S') && modes.has('P') && modes.has('K'));
  });

  it('have them in pivot tables with totals and collapsed nodes, and in lists', async () => {
    const total = { qOtherTotalSpec: { qTotalMode: 'TOTAL_EXPR' } };
    const pivot = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'pivot-table' },
        qHyperCubeDef: {
          qMode: 'P',
          qNoOfLeftDims: 2,
          qDimensions: ['Origin State', 'Origin City', 'Origin Airport'].map((name) => ({
            qDef: { qFieldDefs: [`[${name}]`] },
            ...total,
          })),
          qMeasures: [{ qDef: { qDef: 'Count([Flight ID])' } }, { qDef: { qDef: 'Avg(Delay)' } }],
          qInitialDataFetch: [{ qWidth: 20, qHeight: 100 }],
        },
      },
    ]);
    const layout = await layoutOf(pivot);
    assert.ok(structuresOf(layout).has('node T'));
    assert.deepEqual(differences(layout), []);
    const list = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'listbox' },
        qListObjectDef: {
          qDef: { qFieldDefs: ['Origin State'] },
          qInitialDataFetch: [{ qWidth: 1, qHeight: 5 }],
        },
      },
    ]);
    assert.deepEqual(differences(await layoutOf(list)), []);
  });
});

describe('properties and layouts, compared with answers that Qlik’s corectl recorded', () => {
  it('are filled in and leave out members with their default value', async () => {
    const server = await startTestEngineServer();
    const client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
    await client.result(1, 'SetScript', ['T: LOAD * INLINE [\nKey, Letter\n1, x\n2, y\n3, y\n4, y\n5, z];']);
    await client.result(1, 'DoReload');
    const handle = await client.open('CreateObject', [
      {
        qInfo: { qId: 'cube', qType: 'own' },
        qHyperCubeDef: {
          qDimensions: [{ qDef: { qFieldDefs: ['Letter'] } }],
          qMeasures: [{ qDef: { qDef: 'count(Key)' }, qSortBy: { qSortByFrequency: 1 } }],
          qInitialDataFetch: [{ qWidth: 50, qHeight: 20 }],
          own: 'kept',
        },
      },
    ]);
    const properties = toObject((await client.result(handle, 'GetProperties'))['qProp']);
    assert.deepEqual(properties['qMetaDef'], {});
    const definition = toObject(properties['qHyperCubeDef']);
    const [dimension] = toArray(definition['qDimensions']).map(toObject);
    const [measure] = toArray(definition['qMeasures']).map(toObject);
    assert.deepEqual(Object.keys(toObject(dimension?.['qDef'])).sort(), [
      ...[
        'qActiveField',
        'qFieldDefs',
        'qFieldLabels',
        'qGrouping',
        'qNumberPresentations',
        'qSortCriterias',
      ],
    ]);
    assert.deepEqual(measure?.['qDef'], {
      ...{ qDef: 'count(Key)', qGrouping: 'N', qTags: [], qExpressions: [] },
      ...{ qAccumulate: 0, qActiveExpression: 0 },
    });
    assert.deepEqual(measure?.['qSortBy'], { qSortByFrequency: 1, qExpression: {} });
    assert.equal(toObject(measure?.['qMiniChartDef'])['qMaxNumberPoints'], -1);
    assert.deepEqual(
      [definition['qMaxStackedCells'], definition['qNoOfLeftDims'], definition['qTitle'], definition['own']],
      [5000, -1, {}, 'kept'],
    );
    const layout = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
    const cube = toObject(layout['qHyperCube']);
    const [info] = toArray(cube['qMeasureInfo']).map(toObject);
    assert.deepEqual(info?.['qNumFormat'], { qType: 'I', qnDec: 0, qUseThou: 1, qFmt: '###0', qDec: '.' });
    assert.equal(info?.['qApprMaxGlyphCount'], 1);
    assert.deepEqual(cube['qGrandTotalRow'], [
      { qText: '5', qNum: 5, qElemNumber: -1, qState: 'X', qIsTotalCell: true },
    ]);
    const [page] = toArray(cube['qDataPages']).map(toObject);
    assert.deepEqual(page?.['qTails'], [{ qUp: 0, qDown: 0 }]);
    await client.close();
    await server.close();
  });

  it('of library items have the members that an engine adds', async () => {
    const server = await startTestEngineServer();
    const client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
    const read = async (method: string, properties: JsonObject): Promise<JsonObject> => {
      const handle = await client.open(method, [properties]);
      return toObject((await client.result(handle, 'GetProperties'))['qProp']);
    };
    const measure = { qInfo: { qId: 'm', qType: 'measure' }, qMeasure: { qDef: 'Sum(1)', title: 'One' } };
    assert.deepEqual(await read('CreateMeasure', measure), {
      qInfo: { qId: 'm', qType: 'measure' },
      qMetaDef: {},
      qMeasure: {
        ...{ qDef: 'Sum(1)', title: 'One', qGrouping: 'N', qExpressions: [], qActiveExpression: 0 },
        qNumFormat: { qType: 'U', qnDec: 10, qUseThou: 0 },
      },
    });
    const dimension = { qInfo: { qId: 'd', qType: 'dimension' }, qDim: { qFieldDefs: ['A'] } };
    assert.deepEqual(await read('CreateDimension', dimension), {
      qInfo: { qId: 'd', qType: 'dimension' },
      qMetaDef: {},
      qDim: { qFieldDefs: ['A'], qGrouping: 'N', qFieldLabels: [] },
    });
    await client.close();
    await server.close();
  });
});
