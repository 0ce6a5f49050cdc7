import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { startTestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const APP = DEMO_APP_IDS.flights;

for (const [what, path] of [
  ['has ended', '/ttl/0'],
  ['is kept for its client', '/ttl/60'],
] as const)
  it(`an app is resumed with the selections that its user left: the session ${what}`, async () => {
    const server = await startTestEngineServer();
    const open = async (identity: string): Promise<TestQixClient> => {
      const client = await TestQixClient.connect(server.port, `/app/${APP}/identity/${identity}${path}`);
      await client.result(-1, 'OpenDoc', [APP]);
      return client;
    };
    const selected = async (client: TestQixClient): Promise<unknown> => {
      const counts = ['GetSelectedCount([Origin State])', 'Count({Other} DISTINCT [Origin State])'];
      return (await client.result(1, 'Evaluate', [counts.join(" & '/' & ")]))['qReturn'];
    };
    try {
      const first = await open('first');
      await first.result(1, 'Resume');
      assert.equal((await first.result(1, 'BackCount'))['qReturn'], 0);
      await first.result(1, 'AddAlternateState', ['Other']);
      for (const [state, values] of [
        ['', ['TX', 'CA']],
        ['Other', ['TX']],
      ] as const) {
        const field = await first.open('GetField', ['Origin State', state]);
        await first.result(field, 'SelectValues', [values.map((qText) => ({ qText }))]);
      }
      await first.close();

      const second = await open('second');
      assert.equal(
        (await second.result(1, 'Evaluate', ['GetSelectedCount([Origin State])']))['qReturn'],
        '0',
      );
      await second.result(1, 'Resume');
      assert.equal(await selected(second), '2/1');
      await second.result(1, 'Back');
      assert.equal(
        (await second.result(1, 'Evaluate', ['GetSelectedCount([Origin State])']))['qReturn'],
        '0',
      );
      await second.close();
    } finally {
      await server.close();
    }
  });
