import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import enigma from 'enigma.js';
import WebSocket from 'ws';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const APP = DEMO_APP_IDS.flights;
const schemaFile = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
const schema: object = JSON.parse(readFileSync(schemaFile, 'utf8'));

/** An API that enigma.js generates from a schema; it has no types. */
type Remote = Record<string, (...args: unknown[]) => Promise<unknown>>;

interface Cell {
  readonly qText: string;
  readonly qNum: number;
  readonly qElemNumber: number;
  readonly qState: string;
}

interface CubeLayout {
  readonly qHyperCube: {
    readonly qSize: { readonly qcx: number; readonly qcy: number };
    readonly qDataPages: readonly { readonly qMatrix: readonly (readonly Cell[])[] }[];
    readonly qGrandTotalRow: readonly Cell[];
  };
}

interface ListLayout {
  readonly qListObject: {
    readonly qDataPages: readonly { readonly qMatrix: readonly (readonly Cell[])[] }[];
  };
}

const BY_STATE = {
  qInfo: { qType: 'test-cube' },
  qHyperCubeDef: {
    qDimensions: [{ qDef: { qFieldDefs: ['Origin State'] } }],
    qMeasures: [{ qDef: { qDef: 'Count([Flight ID])' }, qSortBy: { qSortByNumeric: -1 } }],
    qInterColumnSortOrder: [1, 0],
    qInitialDataFetch: [{ qWidth: 2, qHeight: 3 }],
  },
};

const STATES = {
  qInfo: { qType: 'test-list' },
  qListObjectDef: {
    qDef: { qFieldDefs: ['Origin State'], qSortCriterias: [{ qSortByState: 1, qSortByAscii: 1 }] },
    qInitialDataFetch: [{ qWidth: 1, qHeight: 100 }],
  },
};

describe('enigma.js, unmodified, with its own schema', { timeout: 30_000 }, () => {
  let server: TestEngineServer;
  before(async () => {
    server = await startTestEngineServer();
  });
  after(() => server.close());

  function createSession(identity: string): EnigmaJS.Session {
    const url = `ws://localhost:${server.port}/app/${APP}/identity/${identity}`;
    return enigma.create({
      schema,
      url,
      suspendOnClose: true,
      createSocket: (address: string) => new WebSocket(address) as never,
    });
  }

  async function openApp(identity: string): Promise<{ enigmaSession: EnigmaJS.Session; doc: Remote }> {
    const enigmaSession = createSession(identity);
    const global = (await enigmaSession.open()) as unknown as Remote;
    return { enigmaSession, doc: (await global['openDoc']?.(APP)) as Remote };
  }

  async function call<T>(target: Remote, method: string, ...args: unknown[]): Promise<T> {
    const member = target[method];
    assert.equal(typeof member, 'function', `${method} is a method of the schema`);
    return (await member?.call(target, ...args)) as T;
  }

  it('opens an app and reads a sorted hypercube with its total', async () => {
    const { enigmaSession, doc } = await openApp('cube');
    const cube = await call<Remote>(doc, 'createSessionObject', BY_STATE);
    const { qHyperCube } = await call<CubeLayout>(cube, 'getLayout');
    assert.deepEqual(qHyperCube.qSize, { qcx: 2, qcy: 51 });
    const rows = qHyperCube.qDataPages[0]?.qMatrix.map(([state, count]) => [state?.qText, count?.qNum]);
    assert.deepEqual(rows, [
      ['TX', 2400],
      ['CA', 2380],
      ['FL', 1413],
    ]);
    assert.equal(qHyperCube.qGrandTotalRow[0]?.qNum, 20_000);
    await enigmaSession.close();
  });

  it('emits a changed event for a selection, and the layout changes', async () => {
    const { enigmaSession, doc } = await openApp('selection');
    const cube = await call<Remote>(doc, 'createSessionObject', BY_STATE);
    await call(cube, 'getLayout');
    const changed = once(cube as never, 'changed');
    const field = await call<Remote>(doc, 'getField', 'Origin State');
    assert.equal(await call(field, 'selectValues', [{ qText: 'CA' }, { qText: 'NV' }]), true);
    await changed;
    const { qHyperCube } = await call<CubeLayout>(cube, 'getLayout');
    assert.equal(qHyperCube.qSize.qcy, 2);
    assert.equal(qHyperCube.qDataPages[0]?.qMatrix[0]?.[0]?.qState, 'S');
    await enigmaSession.close();
  });

  it('searches a list object and selects the search results', async () => {
    const { enigmaSession, doc } = await openApp('search');
    const list = await call<Remote>(doc, 'createSessionObject', STATES);
    const texts = async (): Promise<(string | undefined)[]> => {
      const { qListObject } = await call<ListLayout>(list, 'getLayout');
      return qListObject.qDataPages[0]?.qMatrix.map(([cell]) => cell?.qText) ?? [];
    };
    assert.equal((await texts()).length, 51);
    assert.equal(await call(list, 'searchListObjectFor', '/qListObjectDef', 'N*'), true);
    assert.deepEqual(await texts(), ['NC', 'ND', 'NE', 'NH', 'NJ', 'NM', 'NV', 'NY']);
    await call(list, 'acceptListObjectSearch', '/qListObjectDef', false);
    const { qListObject } = await call<ListLayout>(list, 'getLayout');
    const states = qListObject.qDataPages[0]?.qMatrix.map(([cell]) => cell?.qState) ?? [];
    assert.equal(states.filter((state) => state === 'S').length, 8);
    assert.equal(states.filter((state) => state === 'A').length, 43);
    await enigmaSession.close();
  });

  it('resumes after a lost socket with the same selections, session objects and handles', async () => {
    const { enigmaSession, doc } = await openApp('resume');
    const cube = await call<Remote>(doc, 'createSessionObject', BY_STATE);
    await call(await call<Remote>(doc, 'getField', 'Origin State'), 'selectValues', [{ qText: 'NV' }]);
    const suspended = once(enigmaSession as never, 'suspended');
    server.engine.closeSockets(1011, 'lost');
    await suspended;
    await enigmaSession.resume();
    const { qHyperCube } = await call<CubeLayout>(cube, 'getLayout');
    assert.equal(qHyperCube.qDataPages[0]?.qMatrix[0]?.[0]?.qText, 'NV');
    assert.equal(qHyperCube.qSize.qcy, 1);
    await enigmaSession.close();
  });

  it('rejects with "object not found" for an id that does not exist', async () => {
    const { enigmaSession, doc } = await openApp('missing');
    await assert.rejects(call(doc, 'getObject', 'no-such-object'), { code: -2 });
    await enigmaSession.close();
  });

  it('rejects more than 10,000 cells with 7009', async () => {
    const { enigmaSession, doc } = await openApp('pages');
    const cube = await call<Remote>(doc, 'createSessionObject', BY_STATE);
    const pages = [{ qLeft: 0, qTop: 0, qWidth: 2, qHeight: 5001 }];
    await assert.rejects(call(cube, 'getHyperCubeData', '/qHyperCubeDef', pages), { code: 7009 });
    await enigmaSession.close();
  });
});
