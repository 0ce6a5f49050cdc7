import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const APP = DEMO_APP_IDS.flights;

describe('methods of the global handle', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${APP}/identity/global`);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function definitions(type?: unknown): Promise<readonly JsonObject[]> {
    return toArray((await client.result(-1, 'GetBNF', [type]))['qBnfDefs']).map(toObject);
  }

  it('return one id per session', async () => {
    const { qUniqueID: first } = await client.result(-1, 'GetUniqueID');
    assert.match(String(first), /^[\da-f-]{36}$/);
    assert.equal((await client.result(-1, 'GetUniqueID'))['qUniqueID'], first);
    const other = await TestQixClient.connect(server.port, `/app/${APP}/identity/another`);
    assert.notEqual((await other.result(-1, 'GetUniqueID'))['qUniqueID'], first);
    await other.close();
  });

  it('return rules with the numbers of their tokens', async () => {
    for (const type of ['S', 'E', 'SCRIPT_TEXT_SCRIPT', 'SCRIPT_TEXT_EXPRESSION', 0, 1, undefined]) {
      const found = await definitions(type);
      assert.deepEqual(
        found.map(({ qNbr }) => qNbr),
        found.map((_, place) => place),
      );
      for (const rule of found.filter(({ qIsBnfRule }) => qIsBnfRule === true)) {
        for (const token of toArray(rule['qBnf'])) {
          assert.equal(found[Number(token)]?.['qPNbr'], rule['qNbr']);
          assert.equal(found[Number(token)]?.['qBnfLiteral'], true);
        }
      }
    }
  });

  it('name statements for scripts only, and functions for both', async () => {
    const named = (found: readonly JsonObject[], member: string): readonly unknown[] =>
      found.filter((token) => token[member] === true).map(({ qStr }) => String(qStr).toLowerCase());
    const [script, expression] = [await definitions('S'), await definitions('E')];
    for (const name of ['load', 'store', 'set', 'let', 'trace'])
      assert.ok(named(script, 'qScriptStatement').includes(name), name);
    for (const name of ['if', 'for', 'sub', 'call', 'exit script'])
      assert.ok(named(script, 'qControlStatement').includes(name), name);
    assert.deepEqual(named(expression, 'qScriptStatement'), []);
    for (const found of [script, expression]) {
      for (const name of ['upper', 'round', 'date', 'rangesum'])
        assert.ok(named(found, 'qQvFunc').includes(name), name);
      for (const name of ['sum', 'count', 'concat'])
        assert.ok(named(found, 'qAggrFunc').includes(name), name);
    }
    assert.ok(named(expression, 'qQvFunc').includes('above'));
  });

  it('refuse an unknown type of grammar', async () => {
    for (const type of ['X', 2, true, {}])
      assert.equal(toObject((await client.request(-1, 'GetBNF', [type]))['error'])['code'], -32602);
  });
});
