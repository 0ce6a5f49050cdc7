import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import type { Doc } from '@qlik/api/qix';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

describe('a copy that SaveAs makes, with @qlik/api', { timeout: 60_000 }, () => {
  let tenant: CloudTenant;
  const apiOf = async (subject: string): Promise<ReturnType<typeof createQlikApi>> => {
    const apiKey = await apiKeyOf(tenant, subject);
    return createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey } });
  };
  before(async () => {
    tenant = await startDemoTenant();
  });
  after(() => tenant.close());

  async function use<T>(
    api: ReturnType<typeof createQlikApi>,
    appId: string,
    work: (doc: Doc) => Promise<T>,
  ): Promise<T> {
    const appSession = api.qix.openAppSession({ appId });
    try {
      return await work(await appSession.getDoc());
    } finally {
      await appSession.close({ websocketCloseDelay: 0 });
    }
  }

  it('is an app of its user, with the objects and the data of this moment', async () => {
    const grace = await apiOf('grace');
    const copyId = await use(grace, DEMO_APP_IDS.flights, async (doc) => {
      const sheet = await doc.createObject({ qInfo: { qId: 'mine', qType: 'sheet' } });
      await sheet.createChild({ qInfo: { qId: 'inner', qType: 'kpi' } });
      await doc.createVariableEx({ qInfo: { qType: 'variable' }, qName: 'vMine', qDefinition: '42' });
      await doc.setScript('N: LOAD RecNo() AS N AUTOGENERATE 4;');
      assert.equal(await doc.doReload(), true);
      assert.equal(await doc.addFieldFromExpression('Double', 'N * 2'), true);
      await doc.createBookmark({ qInfo: { qId: 'mark', qType: 'mark' }, qMetaDef: { title: 'Mark' } });
      await assert.rejects(doc.saveAs('  '), { code: 1001 });
      return doc.saveAs('My flights');
    });
    assert.notEqual(copyId, DEMO_APP_IDS.flights);
    const { data: items } = await grace.items.getItems({ spaceId: 'personal' });
    const item = items.data.find(({ resourceId }) => resourceId === copyId);
    assert.deepEqual([item?.name, item?.resourceType], ['My flights', 'app']);
    await use(grace, copyId, async (doc) => {
      assert.equal(await doc.evaluate("Sum(N) & '/' & vMine"), '10/42');
      assert.equal((await doc.getAppLayout()).qTitle, 'My flights');
      assert.equal(await doc.evaluate('Sum(Double)'), '20');
      assert.equal((await doc.getBookmark('mark')).id, 'mark');
      const inner = await doc.getObject('inner');
      assert.equal((await inner.getParent()).id, 'mine');
      await doc.setScript('N: LOAD 1 AS N AUTOGENERATE 1;');
      await doc.doReload();
      await doc.doSave();
    });
    await use(grace, copyId, async (doc) => assert.equal(await doc.evaluate('Sum(N)'), '1'));
    const edgar = await apiOf('edgar');
    await assert.rejects(edgar.apps.getAppInfo(copyId));
  });

  it('makes an app of a session app', async () => {
    const grace = await apiOf('grace');
    const copyId = await use(grace, 'SessionApp_of-this-test', async (doc) => {
      await doc.setScript('N: LOAD RecNo() AS N AUTOGENERATE 3;');
      await doc.doReload();
      return doc.saveAs('From a session');
    });
    await use(grace, copyId, async (doc) => assert.equal(await doc.evaluate('Sum(N)'), '6'));
    const { data } = await grace.apps.getAppInfo(copyId);
    assert.equal(data.attributes?.name, 'From a session');
  });
});
