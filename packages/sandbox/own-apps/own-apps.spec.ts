import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { TestQixClient } from '../engine/testing/test-qix-client.ts';
import { startTestEngineServer } from '../engine/testing/test-engine-server.ts';
import { isRecord } from '../json/is-record.ts';
import { AppFileError } from './app-file-error.ts';
import { type OwnAppReport, OwnApps } from './own-apps.ts';
import { APP, chart, dimension, LOAD, SALES, sheet, writeFiles } from './testing/sales-app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-app-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string | undefined>>): void => writeFiles(folder, files);

/** Opens the app in an engine and returns the rows of an object. */
async function rowsOf(apps: OwnApps, id: string, objectId: string): Promise<unknown> {
  const server = await startTestEngineServer({
    catalog: apps.in({ apps: [], load: () => Promise.reject(new RangeError('none')) }),
  });
  const client = await TestQixClient.connect(server.port, `/app/${id}`);
  try {
    await client.result(-1, 'OpenDoc', [id]);
    const layout = (await client.result(await client.open('GetObject', [objectId]), 'GetLayout'))['qLayout'];
    const data =
      isRecord(layout) && isRecord(layout['qHyperCube']) ? layout['qHyperCube']['qDataPages'] : undefined;
    const matrix: unknown = Array.isArray(data) && isRecord(data[0]) ? data[0]['qMatrix'] : undefined;
    return (Array.isArray(matrix) ? matrix : []).map((row: unknown) =>
      (Array.isArray(row) ? row : []).map((cell: unknown) => (isRecord(cell) ? cell['qText'] : undefined)),
    );
  } finally {
    await client.close();
    await server.close();
  }
}

describe('an app of the user’s own', () => {
  it('is read from the folder that Qlik’s command-line tool writes, with its data', async () => {
    write(APP);
    const apps = await OwnApps.read([folder]);
    const [app] = apps.reports;
    assert.ok(app);
    assert.deepEqual(
      { name: app.name, objects: app.objects, problems: app.problems },
      { name: 'My sales', objects: 1, problems: [] },
    );
    assert.deepEqual(await rowsOf(apps, app.id, 'bar1'), [
      ['North', '30'],
      ['South', '45'],
    ]);
  });

  it('needs no list of its files, and keeps its id from one start to the next', async () => {
    write({ ...APP, 'config.yml': undefined });
    const [first] = (await OwnApps.read([folder])).reports;
    const [second] = (await OwnApps.read([folder])).reports;
    assert.equal(first?.name, 'My sales');
    assert.equal(second?.id, first?.id);
  });

  it('has the variables of its files and of its script, which win', async () => {
    write({
      ...APP,
      'objects/sheet-overview-sheet1.json': JSON.stringify(chart('bar1', 'Sum(Amount) * vRate + vYear')),
    });
    const apps = await OwnApps.read([folder]);
    assert.deepEqual(await rowsOf(apps, apps.reports[0]?.id ?? '', 'bar1'), [
      ['North', '2086'],
      ['South', '2116'],
    ]);
  });

  it('is read from the file that serializeapp writes', async () => {
    const file = join(folder, 'sales.json');
    write({
      'data/sales.csv': SALES,
      'sales.json': JSON.stringify({
        properties: { qTitle: 'Serialized' },
        loadScript: LOAD,
        sheets: [sheet([chart('bar1', 'Sum(Amount)')])],
        dataconnections: [{ qId: 'x', qName: 'Files', qType: 'folder', qConnectionString: 'C:\\data\\' }],
        dimensions: [dimension],
        bookmarks: [
          {
            qInfo: { qId: 'b1', qType: 'bookmark' },
            qMetaDef: { title: 'North only' },
            qData: {
              qBookMark: {
                qStateData: [
                  {
                    qStateName: '$',
                    qFieldItems: [{ qDef: { qName: 'Region' }, qValues: [{ qText: 'North' }] }],
                  },
                ],
              },
            },
          },
        ],
      }),
    });
    const apps = await OwnApps.read([file]);
    assert.equal(apps.reports[0]?.name, 'Serialized');
    assert.deepEqual(await rowsOf(apps, apps.reports[0].id, 'bar1'), [
      ['North', '30'],
      ['South', '45'],
    ]);
  });

  it('gives the sums of a plain loop for random data', async () => {
    const row = fc.record({
      region: fc.constantFrom('a', 'b', 'c'),
      amount: fc.integer({ min: -1000, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        const csv = rows.map(({ region, amount }) => `${region},P,${amount}`).join('\n');
        write({ ...APP, 'data/Files/sales.csv': `Region,Product,Amount\n${csv}\n` });
        const apps = await OwnApps.read([folder]);
        const sums = new Map<string, number>();
        for (const { region, amount } of rows) sums.set(region, (sums.get(region) ?? 0) + amount);
        const shown = await rowsOf(apps, apps.reports[0]?.id ?? '', 'bar1');
        assert.ok(Array.isArray(shown));
        assert.deepEqual(
          new Map(shown as [string, string][]),
          new Map([...sums].map(([name, sum]) => [name, String(sum)])),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('lists what the sandbox cannot do, by object and expression', async () => {
    write({
      ...APP,
      'objects/sheet-overview-sheet1.json': JSON.stringify(
        sheet([
          chart('bar1', 'Sum(Amount)'),
          chart('odd1', 'Unheard(Amount)'),
          chart('map1', 'Sum(Amount)', 'map'),
        ]),
      ),
      'measures.json': JSON.stringify({
        qInfo: { qId: 'm2', qType: 'measure' },
        qMeasure: { qLabel: 'Broken', qDef: 'Sum(Amount' },
        qMetaDef: { title: 'Broken' },
      }),
    });
    const [app] = (await OwnApps.read([folder])).reports;
    assert.deepEqual(
      app?.problems.map(({ object, expression }) => [object, expression]),
      [
        ['barchart “Chart odd1” (odd1)', 'Unheard(Amount)'],
        ['measure “Broken” (m2)', 'Sum(Amount'],
        ['map “Chart map1” (map1)', undefined],
      ],
    );
    assert.match(app?.problems[0]?.message ?? '', /Unheard/);
    assert.match(app?.problems[2]?.message ?? '', /no chart of the type map/);
  });
});

describe('a file of an app that cannot be used', () => {
  /** What is wrong, the files, and what the message says of file and member. */
  const WRONG: readonly (readonly [string, Readonly<Record<string, string | undefined>>, RegExp])[] = [
    ['broken JSON', { 'measures.json': '[{' }, /measures\.json: is not JSON: .+/],
    [
      'an object without an id',
      { 'dimensions.json': '[{"qInfo":{"qType":"dimension"}}]' },
      /dimensions\.json: \[0\]\.qInfo\.qId must be/,
    ],
    [
      'a child without an id',
      { 'objects/sheet-overview-sheet1.json': JSON.stringify(sheet([{ title: 'x' }])) },
      /\.json: the file\.qChildren\[0\]\.qProperty\.qInfo\.qId must be/,
    ],
    ['an object that is a number', { 'variables.json': '[1]' }, /variables\.json: \[0\] must be an object/],
    ['broken YAML', { 'connections.yml': 'connections: [' }, /connections\.yml: is not YAML/],
    [
      'a connection without a type',
      { 'connections.yml': 'connections:\n  Files: {}\n' },
      /connections\.yml: connections\.Files\.type must be a text/,
    ],
    [
      'a listed file that does not exist',
      { 'script.qvs': undefined },
      /script\.qvs: the file does not exist; .+config\.yml lists it as script/,
    ],
    [
      'a data file that is missing',
      { 'data/Files/sales.csv': undefined },
      /script\.qvs, line 3: Cannot open file: 'lib:\/\/Files\/sales\.csv'\. Put the file into .+data\/Files/,
    ],
    [
      'a statement that is not supported',
      { 'script.qvs': 'LET a = 1;\nSQL SELECT * FROM t;\n' },
      /script\.qvs, line 2: .+/,
    ],
    [
      'a folder without an app',
      Object.fromEntries(Object.keys(APP).map((name) => [name, undefined])),
      /has neither script\.qvs nor app-properties\.json/,
    ],
  ];

  for (const [what, files, message] of WRONG)
    it(`is named: ${what}`, async () => {
      write({ ...APP, ...files });
      await assert.rejects(OwnApps.read([folder]), (error) => {
        assert.ok(error instanceof AppFileError, String(error));
        assert.match(error.message, message);
        return true;
      });
    });

  it('never ends in an error without a file, whatever one of its files contains', async () => {
    const names = Object.keys(APP);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.constantFrom('null', '[]', '{}', '[null]', '{"qProperty":{}}', '- a'),
        ),
        async (name, content) => {
          write({ ...APP, [name]: content });
          try {
            await OwnApps.read([folder]);
          } catch (error) {
            assert.ok(error instanceof AppFileError, `${name}: ${content}\n${String(error)}`);
            assert.ok(error.message.startsWith(folder), error.message);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is named for what is no app at all', async () => {
    writeFileSync(join(folder, 'app.qvf'), '');
    await assert.rejects(OwnApps.read([join(folder, 'app.qvf')]), /\.qvf file cannot be read here/);
    await assert.rejects(OwnApps.read([join(folder, 'nothing')]), /nothing: does not exist/);
    write(APP);
    await assert.rejects(OwnApps.read([folder, folder]), /is given twice/);
  });
});

describe('a change of a file', () => {
  it('is read again; an app that became wrong stays as it was', async () => {
    write(APP);
    const apps = await OwnApps.read([folder]);
    const events: (OwnAppReport | AppFileError)[] = [];
    let notify: () => void = () => undefined;
    const add = (event: OwnAppReport | AppFileError): void => {
      events.push(event);
      notify();
    };
    const next = (): Promise<void> => new Promise((resolve) => (notify = resolve));
    const stop = apps.watch({ changed: add, failed: add });
    try {
      // The watcher has no event for being ready here; the first change waits for it.
      await new Promise((resolve) => setTimeout(resolve, 500));
      let report = next();
      write({ 'data/Files/sales.csv': `${SALES}West,A,7\n` });
      await report;
      assert.deepEqual(await rowsOf(apps, apps.reports[0]?.id ?? '', 'bar1'), [
        ['North', '30'],
        ['South', '45'],
        ['West', '7'],
      ]);
      report = next();
      write({ 'measures.json': '[{' });
      await report;
      assert.match(String(events.at(-1)), /measures\.json: is not JSON/);
      assert.equal(apps.reports.length, 1);
    } finally {
      await stop();
    }
  });
});

it('writes nothing into the folder of an app', async () => {
  write(APP);
  const contents = (): unknown =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]);
  const before = contents();
  await OwnApps.read([folder]);
  assert.deepEqual(contents(), before);
});
