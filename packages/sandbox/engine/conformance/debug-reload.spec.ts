import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const SCRIPT = `SET a = 1;
T: LOAD RecNo() AS N AUTOGENERATE 100;
U: LOAD N AS M RESIDENT T;
V: LOAD * INLINE [
K
1
2
3
4
];
`;

describe('a reload in debug mode', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  const call = (method: string, params: unknown = [], handle = 1): Promise<JsonObject> =>
    client.result(handle, method, params);
  const evaluate = async (expression: string): Promise<unknown> =>
    (await call('Evaluate', [expression]))['qReturn'];
  /** Waits until the running reload pauses and returns the interaction that it wants. */
  const interaction = async (): Promise<JsonObject> => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const { qReturn, qDef } = await call('GetInteract', [0], -1);
      if (qReturn === true) {
        const progress = toObject((await call('GetProgress', [0], -1))['qProgressData']);
        assert.equal(progress['qUserInteractionWanted'], true);
        return toObject(qDef);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('The reload does not pause.');
  };
  const breakAt = (...lines: readonly number[]): Promise<JsonObject> =>
    call('SetScriptBreakpoints', [lines.map((qlineIx) => ({ qlineIx, qEnabled: true }))]);

  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  beforeEach(async () => {
    await call('SetScript', [SCRIPT]);
    await call('SetFetchLimit', [0]);
    await call('SetScriptBreakpoints', [[]]);
  });

  it('loads as many records from each source as the fetch limit says', async () => {
    await call('SetFetchLimit', [3]);
    assert.equal((await call('DoReload', [0, false, true]))['qReturn'], true);
    assert.equal(await evaluate("Count(N) & '/' & Count(M) & '/' & Count(K)"), '3/3/3');
    assert.equal((await call('DoReload', [0, false, false]))['qReturn'], true);
    assert.equal(await evaluate("Count(N) & '/' & Count(M) & '/' & Count(K)"), '100/100/4');
    await call('SetFetchLimit', [0]);
    await call('DoReloadEx', [{ qDebug: true }]);
    assert.equal(await evaluate('Count(N)'), '100');
    const { error } = await client.request(1, 'SetFetchLimit', [-1]);
    assert.equal(toObject(error)['code'], -32602);
  });

  it('pauses at each enabled breakpoint until the client has answered', async () => {
    await call('SetScriptBreakpoints', [
      [
        { qbufferName: 'Main', qlineIx: 1, qEnabled: false },
        { qbufferName: 'Main', qlineIx: 3, qEnabled: true },
        { qbufferName: 'Main', qlineIx: 6, qEnabled: true },
      ],
    ]);
    assert.deepEqual(toArray((await call('GetScriptBreakpoints'))['qBreakpoints'])[1], {
      ...{ qbufferName: 'Main', qlineIx: 3, qEnabled: true },
    });
    const reload = call('DoReload', [0, false, true]);
    const first = await interaction();
    assert.deepEqual(
      [first['qType'], first['qOldLineNr'], first['qNewLineNr'], first['qLine']],
      ['IT_SCRIPTLINE', 2, 3, 'U: LOAD N AS M RESIDENT T'],
    );
    await call('InteractDone', [0, first], -1);
    // A breakpoint in the lines of a statement pauses before it.
    const second = await interaction();
    assert.deepEqual([second['qOldLineNr'], second['qNewLineNr']], [3, 4]);
    await call('InteractDone', [0, second], -1);
    assert.equal((await reload)['qReturn'], true);
    assert.equal(await evaluate('Count(K)'), '4');
    assert.equal((await call('GetInteract', [0], -1))['qReturn'], false);
  });

  it('ends at a pause when it is canceled, and pauses in no other reload', async () => {
    await breakAt(2);
    const reload = call('DoReload', [0, false, true]);
    await interaction();
    await call('CancelReload', [], -1);
    assert.equal((await reload)['qReturn'], false);
    assert.equal((await call('DoReload'))['qReturn'], true);
  });

  it('ends at a pause when the session ends', async () => {
    const other = await TestQixClient.connect(server.port, '/app/engineData/identity/other');
    await other.result(-1, 'CreateSessionApp');
    await other.result(1, 'SetScript', [SCRIPT]);
    await other.result(1, 'SetScriptBreakpoints', [[{ qlineIx: 1, qEnabled: true }]]);
    const reload = other.request(1, 'DoReload', [0, false, true]).catch(() => 'closed');
    for (;;) {
      const { qReturn } = await other.result(-1, 'GetInteract', [0]);
      if (qReturn === true) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    server.engine.dropSessions();
    assert.equal(await reload, 'closed');
    client = await TestQixClient.connect(server.port, '/app/engineData');
    await client.result(-1, 'CreateSessionApp');
  });
});
