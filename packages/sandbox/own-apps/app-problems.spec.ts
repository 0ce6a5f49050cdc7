import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { AppFileError } from './app-file-error.ts';
import { OwnApps } from './own-apps.ts';
import { APP, chart, dimension, LOAD, sheet, writeFiles } from './testing/sales-app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-app-problems-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SHEET = 'objects/sheet-overview-sheet1.json';

/** Returns the problems of the app with other files, as object, expression and message. */
async function problemsOf(
  files: Readonly<Record<string, string | undefined>>,
): Promise<readonly (readonly [string, string | undefined, string])[]> {
  writeFiles(folder, { ...APP, ...files });
  const [app] = (await OwnApps.read([folder])).reports;
  return (app?.problems ?? []).map(({ object, expression, message }) => [object, expression, message]);
}

const cubeOf = (...qMeasures: readonly object[]): object => ({
  ...chart('c1', ''),
  qHyperCubeDef: {
    qDimensions: [{ qDef: { qFieldDefs: ['Region'] } }],
    qMeasures,
    qInitialDataFetch: [{ qWidth: 3, qHeight: 10 }],
  },
});
const onSheet = (properties: object): Readonly<Record<string, string>> => ({
  [SHEET]: JSON.stringify(sheet([properties])),
});

describe('what does not work in an app is listed', () => {
  it('for a library id that no master item has', async () => {
    const [problem, ...more] = await problemsOf(onSheet(cubeOf({ qLibraryId: 'gone' })));
    assert.deepEqual(more, []);
    assert.match(problem?.join(' ') ?? '', /^barchart “Chart c1” \(c1\) .*no master measure .*“gone”/);
  });

  it('for a master item of the wrong kind', async () => {
    const [problem] = await problemsOf(onSheet(cubeOf({ qLibraryId: 'd1' })));
    assert.match(problem?.[2] ?? '', /no master measure .*“d1”/);
  });

  it('for a field that the data does not have, in a measure and as a dimension', async () => {
    const properties = {
      ...cubeOf({ qDef: { qDef: 'Sum(Unit) + Count(Region)' } }),
      other: { qDimensions: [{ qDef: { qFieldDefs: ['Country'] } }] },
    };
    assert.deepEqual(await problemsOf(onSheet(properties)), [
      ['barchart “Chart c1” (c1)', 'Sum(Unit) + Count(Region)', 'There is no field “Unit”.'],
      ['barchart “Chart c1” (c1)', 'Country', 'There is no field “Country”.'],
    ]);
  });

  it('not for fields with blanks, variables, labels of the chart, and master measures by name', async () => {
    const script = `${LOAD}\nNotes: LOAD Region, 1 AS [Some Note] RESIDENT Sales;`;
    const properties = {
      ...cubeOf(
        { qDef: { qDef: 'Sum(Amount)', qLabel: 'Total' } },
        { qDef: { qDef: '[Total] * vRate + [Amount]' } },
      ),
      qListObjectDef: { qDef: { qFieldDefs: ['Some Note'] } },
      title: "='Sales in ' & Max(vYear)",
    };
    assert.deepEqual(await problemsOf({ ...onSheet(properties), 'script.qvs': script }), []);
  });

  it('once for each bad expression', async () => {
    const problems = await problemsOf(onSheet(cubeOf({ qDef: { qDef: 'Sum(Amount' } })));
    assert.deepEqual(
      problems.map(([, expression]) => expression),
      ['Sum(Amount'],
    );
  });

  it('for variables whose values depend on each other', async () => {
    const variable = (qName: string, qDefinition: string): object => ({
      qInfo: { qId: qName, qType: 'variable' },
      qName,
      qDefinition,
    });
    const problems = await problemsOf({
      ...onSheet(cubeOf({ qDef: { qDef: 'Sum(Amount) * $(vA)' } })),
      'variables.json': JSON.stringify([variable('vA', '=$(vB)+1'), variable('vB', '=$(vA)+1')]),
    });
    assert.deepEqual(
      problems.map(([object]) => object),
      ['barchart “Chart c1” (c1)', 'variable “vA” (vA)', 'variable “vB” (vB)'],
    );
    for (const [, , message] of problems) assert.match(message, /"v[AB]" refers to itself/);
  });

  it('for variables that refer to themselves by their names, and for their uses', async () => {
    const variables = {
      vS: '=vS+1',
      vA: '=vB+1',
      vB: '=Sum(Amount)*vA',
      vFine: '=vYear+1',
      Amount: '=Sum(Amount)',
    };
    const measures = ['Sum(Amount) * vS', 'Sum(Amount * vA)', 'Sum(Amount) * vFine + Amount'];
    const problems = await problemsOf({
      ...onSheet(cubeOf(...measures.map((qDef) => ({ qDef: { qDef } })))),
      'variables.json': JSON.stringify(
        Object.entries(variables).map(([qName, qDefinition]) => ({
          qInfo: { qId: qName, qType: 'variable' },
          ...{ qName, qDefinition },
        })),
      ),
    });
    assert.deepEqual(
      problems.map(([object, expression]) => [object, expression]),
      [
        ['barchart “Chart c1” (c1)', 'Sum(Amount) * vS'],
        ['barchart “Chart c1” (c1)', 'Sum(Amount * vA)'],
        ...['vS', 'vA', 'vB'].map((name) => [`variable “${name}” (${name})`, variables[name as 'vS']]),
      ],
    );
    for (const [, , message] of problems) assert.match(message, /"v[ABS]" refers to itself/);
  });

  it('for two objects with one id', async () => {
    const twice = JSON.stringify([dimension, { ...dimension, qMetaDef: { title: 'Other' } }]);
    const [problem, ...more] = await problemsOf({ 'dimensions.json': twice });
    assert.deepEqual(more, []);
    assert.match(problem?.join(' ') ?? '', /dimension “Other” \(d1\) .*another object has that id/i);
  });

  it('for a data file whose letters are in another encoding than it is read in', async () => {
    const text = 'Region,Product,Amount\nOrléans,€,10\n';
    const windows = Buffer.from(text.replace('€', '\x80'), 'latin1');
    const ofFile = async (content: Uint8Array, format: string, script = LOAD) => {
      writeFiles(folder, { ...APP, 'script.qvs': script.replace('utf8, ', format) });
      writeFileSync(join(folder, 'data/Files/sales.csv'), content);
      const [app] = (await OwnApps.read([folder])).reports;
      return app?.problems.map(({ object, message }) => `${object}: ${message}`);
    };
    const wrong =
      /^sales\.csv: Some of its letters are not in utf-8, and are read as “\ufffd”\. Save it as UTF-8, or .*“ansi”.*“codepage is 1252”/;
    for (const format of ['', 'utf8, ']) {
      const problems = await ofFile(windows, format, `${LOAD}More: ${LOAD.slice(LOAD.indexOf('LOAD'))}`);
      assert.equal(problems?.length, 1);
      assert.match(problems?.[0] ?? '', wrong);
    }
    assert.deepEqual(await ofFile(windows, 'ansi, '), []);
    assert.deepEqual(await ofFile(Buffer.from(text), ''), []);
    assert.deepEqual(await ofFile(Buffer.from(text.replace('€', '\ufffd')), ''), []);
    assert.deepEqual(await ofFile(Buffer.from(`\ufeff${text}`, 'utf16le'), ''), []);
  });

  it('for keys that no file of an app has', async () => {
    const problems = await problemsOf({
      'config.yml': `${APP['config.yml'] ?? ''}scripts: x.qvs\nengine: localhost:9076\n`,
      'connections.yml': 'connections:\n  Files:\n    type: folder\n    path: data\nfolders: 1\n',
    });
    assert.deepEqual(
      problems.map(([object]) => object),
      ['config.yml', 'connections.yml', 'connections.yml'],
    );
    assert.match(problems[0]?.[2] ?? '', /“scripts” is not known.*“script”/);
    assert.match(problems[1]?.[2] ?? '', /“folders” is not known/);
    assert.match(problems[2]?.[2] ?? '', /“connections.Files.path” is not known.*connectionstring/);
  });

  it('for keys that serializeapp does not write', async () => {
    writeFiles(folder, { 'app.json': JSON.stringify({ loadScript: '', sheet: [], fields: [] }) });
    const [app] = (await OwnApps.read([join(folder, 'app.json')])).reports;
    assert.deepEqual(
      app?.problems.map(({ object, message }) => [object, message.slice(0, 24)]),
      [['app.json', 'The key “sheet” is not k']],
    );
  });
});

describe('a script that is wrong is named with its line', () => {
  const WRONG = {
    'a load without fields': ['LOAD FROM;', 3],
    'a load without a source': ['T: LOAD A, B;', 3],
    'a preceding load without a source, last': ['T: LOAD A;\nLOAD B;', 4],
    'a block without an end': ['IF 1 THEN\nLET a = 1;', 3],
    'an end without a block': ['NEXT', 3],
    'an unknown statement': ['Explode x;', 3],
    'a broken expression': ['LET a = 1 +;', 3],
    'a text without its end': ["LET a = 'x;", 3],
    'a bracket without its end': ['T: LOAD 1 AS [x AUTOGENERATE 1;', 3],
  } as const;
  for (const [what, [text, line]] of Object.entries(WRONG))
    it(what, async () => {
      writeFiles(folder, { ...APP, 'script.qvs': `SET a = 1;\n// comment\n${text}` });
      await assert.rejects(OwnApps.read([folder]), (error) => {
        assert.ok(error instanceof AppFileError, String(error));
        assert.ok(error.message.includes(`script.qvs, line ${line}: `), error.message);
        return true;
      });
    });
});

it('a folder in the place of a file of an app is named', async () => {
  writeFiles(folder, { ...APP, 'config.yml': undefined, 'measures.json': undefined });
  mkdirSync(join(folder, 'measures.json'));
  await assert.rejects(OwnApps.read([folder]), /measures\.json: is a folder/);
});
