import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Doc } from '@qlik/api/qix';
import enigma from 'enigma.js';
import WebSocket from 'ws';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { type FlightsSession, openFlights } from '../testing/flights-session.ts';

const APP = DEMO_APP_IDS.flights;
const PAGE = { qOffset: 0, qCount: 5, qMaxNbrFieldMatches: 5 };
const schemaFile = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
const schema: object = JSON.parse(readFileSync(schemaFile, 'utf8'));

/** An API that enigma.js generates from a schema; it has no types. */
type Remote = Record<string, (...args: unknown[]) => Promise<unknown>>;

describe('methods of a document, called by unmodified clients', { timeout: 60_000 }, () => {
  let flights: FlightsSession;
  let doc: Doc;
  before(async () => {
    flights = await openFlights();
    ({ doc } = flights);
  });
  after(() => flights.close());

  it('evaluate, expand and check expressions with @qlik/api', async () => {
    assert.equal(await doc.evaluate('Count(distinct [Origin State])'), '51');
    assert.equal(await doc.expandExpression('Delay > $(vLateMinutes)'), 'Delay > 15');
    const check = toObject(await doc.checkExpression('Sum(Delay) + Sum(Missing)'));
    assert.deepEqual([check['qErrorMsg'], check['qBadFieldNames']], ['', [{ qFrom: 17, qCount: 7 }]]);
    const broken = toObject(await doc.checkExpression('Sum(Delay'));
    assert.match(String(broken['qErrorMsg']), /expected/);
    const share = await doc.evaluateEx("Num(0.256, '0.0%')");
    assert.deepEqual(share, { qText: '25.6%', qIsNumeric: true, qNumber: 0.256 });
  });

  it('search, select a search result and go back with @qlik/api', async () => {
    const results = await doc.searchResults({ qContext: 'CurrentSelections' }, ['Dallas'], PAGE);
    const fields = results.qSearchGroupArray?.map((group) => group.qItems?.[0]?.qIdentifier) ?? [];
    const place = fields.indexOf('Origin City');
    assert.ok(place >= 0, fields.join());
    await doc.selectAssociations({ qContext: 'CurrentSelections' }, ['Dallas'], place);
    assert.match(await doc.evaluate('GetCurrentSelections()'), /^Origin City: Dallas/);
    const suggestions = await doc.searchSuggest({}, ['dall']);
    assert.ok(suggestions.qSuggestions?.some((item) => /^Dallas/i.test(item.qValue ?? '')));
    await doc.back();
    assert.equal(await doc.evaluate('GetSelectedCount([Origin City])'), '0');
  });

  it('store a bookmark of several states with @qlik/api', async () => {
    await doc.addAlternateState('Compare');
    const here = await doc.getField('Origin State');
    await here.selectValues([{ qText: 'TX' }]);
    const there = await doc.getField('Origin State', 'Compare');
    await there.selectValues([{ qText: 'CA' }]);
    const bookmark = await doc.createBookmark({ qInfo: { qType: 'bookmark' }, qMetaDef: { title: 'Both' } });
    await doc.clearAll();
    await doc.clearAll(false, 'Compare');
    const ratio = "Count({Compare} [Flight ID]) & '/' & Count([Flight ID]) & '/' & Count({Both} [Flight ID])";
    assert.equal(await doc.evaluate(ratio), '20000/20000/2400');
    assert.equal(await bookmark.apply(), true);
    assert.equal(await doc.evaluate(ratio), '2380/2400/2400');
    await doc.clearAll();
    await doc.removeAlternateState('Compare');
    await doc.destroyBookmark(bookmark.id);
  });

  it('return results in the structures of the schema of enigma.js', async () => {
    const other = enigma.create({
      schema,
      url: `ws://localhost:${flights.server.port}/app/${APP}/identity/doc-methods`,
      createSocket: (address: string) => new WebSocket(address) as never,
    });
    const global = (await other.open()) as unknown as Remote;
    const remote = (await global['openDoc']?.(APP)) as Remote;
    const call = async (method: string, ...args: unknown[]): Promise<unknown> => {
      assert.equal(typeof remote[method], 'function', method);
      return remote[method]?.(...args);
    };
    assert.deepEqual(
      toArray(await call('getMatchingFields', ['$numeric', '$date'])).map(
        (field) => toObject(field)['qName'],
      ),
      ['Date'],
    );
    await call('setFavoriteVariables', ['vLateMinutes']);
    assert.deepEqual(await call('getFavoriteVariables'), ['vLateMinutes']);
    assert.deepEqual(await call('getFieldsFromExpression', 'Sum({<Origin=>} Delay * vLateMinutes)'), [
      'Origin',
      'Delay',
    ]);
    assert.equal(await call('getSetAnalysis', '', 'bookmark-texas'), "{1<[Origin State]={'TX'}>}");
    assert.deepEqual(await call('checkNumberOrExpression', '12.5'), { qErrorMsg: '', qBadFieldNames: [] });
    assert.deepEqual(await call('getMediaList'), { qItems: [] });
    assert.match(String(await call('getScript')), /^SET DateFormat/);
    assert.deepEqual(await call('checkScriptSyntax'), []);
    const reloaded = toObject(await call('doReloadEx', {}));
    assert.equal(reloaded['qSuccess'], true);
    assert.equal(await call('evaluate', 'Count([Flight ID])'), '20000');
    assert.deepEqual(
      toArray(await call('getConnections')).map((connection) => toObject(connection)['qName']),
      ['Data'],
    );
    const id = String(await call('createTemporaryBookmark', {}, []));
    assert.equal(await call('applyTemporaryBookmark', id), true);
    assert.equal(await call('undo'), false);
    await assert.rejects(call('getSheetObject', 'x'), { code: -32601 });
    await other.close();
  });
});
