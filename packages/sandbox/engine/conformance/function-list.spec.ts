import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, toText } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

describe('GetFunctions', () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/any/identity/functions');
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function functions(params: unknown): Promise<readonly Record<string, unknown>[]> {
    return toArray((await client.result(-1, 'GetFunctions', params))['qFunctions']).map(toObject);
  }

  it('returns all functions of load scripts by default, with their groups and signatures', async () => {
    const all = await functions([]);
    assert.ok(all.length > 400);
    assert.deepEqual(
      all.find(({ qName }) => qName === 'Mid'),
      { qName: 'Mid', qGroup: 'STR', qSignature: 'Mid(expr1, expr2[, expr3])' },
    );
    // A function of charts only.
    assert.equal(
      all.some(({ qName }) => qName === 'GetSelectedCount'),
      false,
    );
    assert.deepEqual(await functions({ qGroup: 'ALL' }), all);
    assert.deepEqual(await functions({ qGroup: 0 }), all);
  });

  it('returns the functions of a group by either of its names', async () => {
    const names = ['BlackAndSchole', 'FV', 'nPer', 'Pmt', 'PV', 'Rate'];
    assert.deepEqual(
      (await functions(['FIN'])).map(({ qName }) => toText(qName)),
      names,
    );
    assert.deepEqual(
      (await functions(['FUNC_GROUP_FINANCIAL'])).map(({ qName }) => toText(qName)),
      names,
    );
    assert.deepEqual(await functions(['LEG']), []);
  });

  it('refuses an unknown group', async () => {
    assert.equal(toObject((await client.request(-1, 'GetFunctions', ['NOPE']))['error'])['code'], -32602);
  });
});
