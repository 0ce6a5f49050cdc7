import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startTestEngineServer } from '../engine/testing/test-engine-server.ts';
import { TestQixClient } from '../engine/testing/test-qix-client.ts';
import { toArray, toObject, type JsonObject } from '../engine/protocol/json.ts';
import { isRecord } from '../json/is-record.ts';
import type { Dual } from './app-definition.ts';
import { createDemoCatalog, DEMO_APP_IDS } from './demo-catalog.ts';

/** Returns every error in a layout, at any depth. */
function errorsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(errorsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'qError' && member !== undefined ? [member] : errorsIn(member),
  );
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

function textOf(value: Dual): string {
  return typeof value === 'object' && value !== null ? value.text : String(value);
}

function cellsOf(sheet: JsonObject): readonly JsonObject[] {
  return toArray(sheet['cells']).map(toObject);
}

describe('the demo apps', { timeout: 60_000 }, () => {
  it('load once for concurrent calls', async () => {
    const catalog = createDemoCatalog();
    const [id = ''] = catalog.apps.map((app) => app.id);
    assert.equal(await catalog.load(id), await catalog.load(id));
    await assert.rejects(catalog.load('nothing'), RangeError);
  });

  it('have what the README of the package names', async () => {
    const readme = readFileSync(new URL('../PACKAGE.md', import.meta.url), 'utf8');
    const [, section = ''] = /\n## Demo apps\n([^]*?)\n## /.exec(readme) ?? [];
    const documented = section.split('\n- ').slice(1);
    const catalog = createDemoCatalog();
    assert.equal(documented.length, catalog.apps.length);
    for (const text of documented) {
      const [, things = '', examples = ''] = /^([^]*?)(?: Values: ([^]*))?$/.exec(text) ?? [];
      const [id = '', ...names] = quotedIn(things);
      const content = await catalog.load(id);
      const fields = content.tables.flatMap(({ columns }) => columns.map(({ name }) => name));
      const others = JSON.stringify([content.objects, content.variables]);
      assert.ok(names.length > 10);
      assert.deepEqual(
        names.filter((name) => !fields.includes(name) && !others.includes(`"${name}"`)),
        [],
      );
      const values = new Set(
        content.tables.flatMap(({ columns }) => columns.flatMap(({ values: own }) => [...own].map(textOf))),
      );
      assert.deepEqual(
        quotedIn(examples).filter((name) => !fields.includes(name) && !values.has(name)),
        [],
      );
    }
  });

  it('include an app of any requested size, with the same data each time', async () => {
    const { orders } = DEMO_APP_IDS;
    assert.ok(!createDemoCatalog().apps.some(({ id }) => id === orders));
    const [one, other] = await Promise.all(
      [0, 1].map(() => createDemoCatalog({ bigAppRows: 1_000 }).load(orders)),
    );
    assert.deepEqual(one, other);
    assert.deepEqual(
      one?.tables.flatMap(({ columns }) => columns.map(({ values }) => values.length)),
      Array.from({ length: 6 }, () => 1_000),
    );
  });

  for (const app of createDemoCatalog().apps) {
    it(`${app.name}: every object has data and no error, and every sheet's cells are its children`, async () => {
      const server = await startTestEngineServer();
      const client = await TestQixClient.connect(server.port, `/app/${app.id}`);
      await client.result(-1, 'OpenDoc', [app.id]);
      const layouts = new Map<string, JsonObject>();
      for (const info of toArray((await client.result(1, 'GetAllInfos'))['qInfos']).map(toObject)) {
        const id = String(info['qId']);
        const [dimension, measure, variable] = [
          id.startsWith('dim-'),
          id.startsWith('msr-'),
          id.startsWith('var-'),
        ];
        const method = dimension
          ? 'GetDimension'
          : measure
            ? 'GetMeasure'
            : variable
              ? 'GetVariableById'
              : 'GetObject';
        const handle = await client.open(info['qType'] === 'bookmark' ? 'GetBookmark' : method, [id]);
        const layout = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
        assert.deepEqual(errorsIn(layout), [], id);
        layouts.set(id, layout);
        if (layout['qHyperCube'])
          assert.ok(Number(toObject(toObject(layout['qHyperCube'])['qSize'])['qcy']) > 0, id);
      }
      const sheets = [...layouts.values()].filter((layout) => toObject(layout['qInfo'])['qType'] === 'sheet');
      assert.ok(sheets.length > 0);
      for (const sheet of sheets) {
        const children = toArray(toObject(sheet['qChildList'])['qItems']).map(
          (item) => toObject(toObject(item)['qInfo'])['qId'],
        );
        assert.deepEqual(
          cellsOf(sheet).map((cell) => cell['name']),
          children,
        );
        const area = cellsOf(sheet).reduce(
          (sum, cell) => sum + Number(cell['colspan']) * Number(cell['rowspan']),
          0,
        );
        assert.equal(area, 24 * Number(sheet['rows']), 'the cells fill the sheet and do not overlap');
      }
      await client.close();
      await server.close();
    });
  }
});
