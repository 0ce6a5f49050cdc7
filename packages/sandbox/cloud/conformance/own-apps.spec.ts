import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

describe('a user’s own app, with @qlik/api', { timeout: 60_000 }, () => {
  let tenant: CloudTenant;
  let api: ReturnType<typeof createQlikApi>;
  before(async () => {
    tenant = await startDemoTenant();
    const apiKey = await apiKeyOf(tenant, 'grace');
    api = createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey } });
  });
  after(() => tenant.close());

  async function use<T>(appId: string, identity: string, work: (doc: Doc) => Promise<T>): Promise<T> {
    const appSession = api.qix.openAppSession({ appId, identity });
    try {
      return await work(await appSession.getDoc());
    } finally {
      await appSession.close({ websocketCloseDelay: 0 });
    }
  }

  it('keeps saved data for the next session, and runs its script again there', async () => {
    const { data } = await api.apps.createApp({ attributes: { name: 'Numbers' } });
    const appId = data.attributes?.id;
    assert.ok(appId);
    await use(appId, 'first', async (doc) => {
      await doc.setScript('N:\nLoad RecNo() as N AutoGenerate 10;');
      assert.equal(await doc.doReload(), true);
      await doc.doSave();
      await doc.setScript('N:\nLoad RecNo() as N AutoGenerate 3;');
      await doc.doReload();
    });
    await use(appId, 'second', async (doc) => {
      assert.equal(await doc.evaluate('Sum(N)'), '55', 'what was not saved is gone');
      await doc.setScript('N:\nLoad RecNo() as N AutoGenerate 4;');
      await doc.doReload();
      assert.equal(await doc.evaluate('Sum(N)'), '10');
    });
  });

  it('reads the files of the demo connection', async () => {
    const { data } = await api.apps.createApp({ attributes: { name: 'From a file' } });
    await use(data.attributes?.id ?? '', 'files', async (doc) => {
      const connections = await doc.getConnections();
      assert.ok(connections.length > 0);
    });
  });
});

type Doc = Awaited<
  ReturnType<ReturnType<ReturnType<typeof createQlikApi>['qix']['openAppSession']>['getDoc']>
>;
