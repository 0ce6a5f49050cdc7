import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { workbookCells } from '../../../../tests/support/workbook.ts';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { WORKBOOK_TYPE } from '../../engine/cube/workbook.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

describe('exported data', { timeout: 60_000 }, () => {
  let tenant: CloudTenant;
  let keys: { ada: string; grace: string };
  before(async () => {
    tenant = await startDemoTenant();
    keys = { ada: await apiKeyOf(tenant, 'ada'), grace: await apiKeyOf(tenant, 'grace') };
  });
  after(() => tenant.close());

  const read = (url: string, key: string): Promise<Response> =>
    fetch(new URL(url, tenant.origin), { headers: { authorization: `Bearer ${key}` } });

  async function exported(properties: object, ...args: readonly unknown[]): Promise<string> {
    const api = createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey: keys.ada } });
    const appSession = api.qix.openAppSession({ appId: DEMO_APP_IDS.flights });
    const doc = await appSession.getDoc();
    const object = await doc.createSessionObject({ qInfo: { qType: 'x' }, ...properties });
    await (await doc.getField('Origin State')).selectValues([{ qText: 'AK' }, { qText: 'TX' }]);
    const target = object as unknown as { exportData(...all: readonly unknown[]): Promise<{ qUrl: string }> };
    const answer = await target.exportData(...args);
    await appSession.close({ websocketCloseDelay: 0 });
    return answer.qUrl;
  }

  const cube = {
    qHyperCubeDef: {
      qDimensions: [{ qDef: { qFieldDefs: ['Origin State'], qFieldLabels: ['State, of origin'] } }],
      qMeasures: [{ qDef: { qDef: 'Count([Flight ID])', qLabel: 'Flights' } }],
    },
  };

  it('is a CSV file that only the user who exported it can fetch', async () => {
    const url = await exported(cube, 'CSV_C', '/qHyperCubeDef', 'By state', 'P');
    const answer = await read(url, keys.ada);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-disposition') ?? '', /filename="By state\.csv"/);
    const lines = (await answer.text()).replace('\uFEFF', '').trimEnd().split('\r\n');
    assert.equal(lines[0], '"State, of origin",Flights');
    assert.deepEqual(lines.slice(1).sort(), ['AK,113', 'TX,2400']);
    assert.equal((await read(url, keys.grace)).status, 404);
    assert.equal((await fetch(new URL(url, tenant.origin))).status, 401);
  });

  it('ignores the selections on request', async () => {
    const url = await exported(cube, 'CSV_T', '/qHyperCubeDef', '', 'A');
    const lines = (await (await read(url, keys.ada)).text()).trimEnd().split('\r\n');
    assert.equal(lines.length, 1 + 51);
    assert.ok(lines.includes('CA\t2380'));
  });

  it('has the expanded nodes of a pivot table', async () => {
    const pivot = {
      qHyperCubeDef: {
        ...cube.qHyperCubeDef,
        qMode: 'P',
        qDimensions: [...cube.qHyperCubeDef.qDimensions, { qDef: { qFieldDefs: ['Month'] } }],
        qNoOfLeftDims: 1,
      },
    };
    const url = await exported(pivot, 'CSV_C', '/qHyperCubeDef', '', 'P');
    const lines = (await (await read(url, keys.ada)).text()).replace('\uFEFF', '').trimEnd().split('\r\n');
    assert.equal(lines[0], '"State, of origin",Jan,Feb,Mar');
    assert.deepEqual(lines.slice(1).sort()[0], 'AK,44,33,36');
  });

  it('is a workbook with numbers, whose formats show what the chart shows', async () => {
    const withRate = {
      qHyperCubeDef: {
        ...cube.qHyperCubeDef,
        qMeasures: [
          ...cube.qHyperCubeDef.qMeasures,
          {
            qDef: {
              qDef: 'Count([Flight ID])/7',
              qLabel: 'A week',
              qNumFormat: { qType: 'F', qFmt: '#,##0.00' },
            },
          },
          {
            qDef: {
              qDef: 'Count([Flight ID])*100',
              qLabel: 'Fees',
              qNumFormat: { qType: 'F', qFmt: '$#,##0' },
            },
          },
        ],
      },
    };
    for (const [type, state] of [
      ['OOXML', 'P'],
      ['EXPORT_OOXML', 'EXPORT_POSSIBLE'],
    ]) {
      const answer = await read(
        await exported(withRate, type, '/qHyperCubeDef', 'By state', state),
        keys.ada,
      );
      assert.equal(answer.headers.get('content-type'), WORKBOOK_TYPE);
      assert.match(answer.headers.get('content-disposition') ?? '', /filename="By state\.xlsx"/);
      const [titles, ...rows] = workbookCells(new Uint8Array(await answer.arrayBuffer()));
      assert.deepEqual(titles, ['State, of origin', 'Flights', 'A week', 'Fees']);
      assert.deepEqual(
        rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
        [
          ['AK', 113, 113 / 7, 11_300],
          ['TX', 2400, 2400 / 7, 240_000],
        ],
      );
    }
  });

  it('is refused in a format of databases', async () => {
    await assert.rejects(exported(cube, 'PARQUET', '/qHyperCubeDef', '', 'P'), { code: 20 });
  });
});
