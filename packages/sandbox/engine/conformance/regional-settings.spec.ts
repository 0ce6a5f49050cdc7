import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const SCRIPT = `SET ThousandSep='.';
SET DecimalSep=',';
SET MoneyThousandSep='.';
SET MoneyDecimalSep=',';
SET MoneyFormat='#.##0,00 €';
SET DateFormat='DD/MM/YYYY';
SET TimestampFormat='DD/MM/YYYY hh:mm:ss';
SET FirstWeekDay=6;
SET BrokenWeeks=1;
SET MonthNames='ene;feb;mar;abr;may;jun;jul;ago;sept;oct;nov;dic';
T: LOAD Day, Amount, Timestamp(Day + Amount / 100) as Time INLINE [
Day; Amount
15/01/2019; 10,5
20/02/2019; 20,25
28/02/2019; 40
01/03/2019; 80
10/10/2019; 1.160,75
] (delimiter is ';');`;

const DAYS = ['15/01/2019', '20/02/2019', '28/02/2019', '01/03/2019', '10/10/2019'];

describe('an app with its own regional settings', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_formats/identity/formats');
    await client.result(-1, 'OpenDoc', ['SessionApp_formats']);
    await client.result(1, 'SetScript', [SCRIPT]);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function layoutOf(properties: JsonObject): Promise<JsonObject> {
    const handle = await client.open('CreateSessionObject', [{ qInfo: { qType: 'test' }, ...properties }]);
    return toObject((await client.result(handle, 'GetLayout'))['qLayout']);
  }

  function texts(pages: unknown): readonly (readonly string[])[] {
    return toArray(toObject(toArray(pages)[0])['qMatrix']).map((row) =>
      toArray(row).map((cell) => String(toObject(cell)['qText'])),
    );
  }

  it('searches lists of dates and numbers in its formats', async () => {
    const [january, february, end, march, october] = DAYS;
    const numbers: Readonly<Record<string, readonly (string | undefined)[]>> = {
      '>=01/02/2019<=28/02/2019': [february, end],
      '>28/02/2019': [march, october],
      '<=2019-02-20': [january, february],
      '>= 1/3/2019 < 10/10/2019': [march],
      '(15/01/2019|10/10/2019)': [january, october],
      '*/02/*': [february, end],
      '01/03': [march],
      '<01/01/2019': [],
      '>02/15/2019': [],
      '>43524': [march, october],
    };
    for (const [search, expected] of Object.entries(numbers))
      assert.deepEqual(await found('Day', search), expected, search);
    const amounts: Readonly<Record<string, readonly string[]>> = {
      '>20,25': ['40', '80', '1.160,75'],
      '<=20,25': ['10,5', '20,25'],
      '>=1.160,75': ['1.160,75'],
      '>1.000': ['1.160,75'],
      ',75': ['1.160,75'],
      '>20.25': [],
    };
    for (const [search, expected] of Object.entries(amounts))
      assert.deepEqual(await found('Amount', search), expected, search);
  });

  async function found(field: string, search: string): Promise<readonly string[]> {
    const handle = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'list' },
        qListObjectDef: {
          qDef: { qFieldDefs: [field], qSortCriterias: [{ qSortByNumeric: 1 }] },
          qInitialDataFetch: [{ qTop: 0, qLeft: 0, qHeight: 50, qWidth: 1 }],
        },
      },
    ]);
    await client.result(handle, 'SearchListObjectFor', ['/qListObjectDef', search]);
    const layout = toObject((await client.result(handle, 'GetLayout'))['qLayout']);
    return texts(toObject(layout['qListObject'])['qDataPages']).flat();
  }

  it('selects values by texts that are read in its formats', async () => {
    const field = await client.open('GetField', ['Day']);
    const selected = async (): Promise<unknown> =>
      (await client.result(1, 'Evaluate', ["GetFieldSelections(Day, ';')"]))['qReturn'];
    await client.result(field, 'Select', ['>=01/03/2019', false, 0]);
    assert.equal(await selected(), '01/03/2019;10/10/2019');
    await client.result(field, 'SelectValues', [[{ qText: '1/3/2019' }], false, false]);
    assert.equal(await selected(), '01/03/2019');
    await client.result(field, 'Select', ['28/2/2019', false, 0]);
    assert.equal(await selected(), '28/02/2019');
    await client.result(1, 'ClearAll');
  });

  it('writes values of expressions', async () => {
    const written: Readonly<Record<string, string>> = {
      'Sum(Amount)': '1311,5',
      'Avg(Amount)': '262,3',
      'Num(Max(Day))': '43748',
      'Date(Max(Day))': '10/10/2019',
      'Timestamp(Min(Time))': '15/01/2019 02:31:12',
      'Month(Max(Day))': 'oct',
      'Sum({<Day = {">=01/02/2019<=28/02/2019"}>} Amount) & \' kg\'': '60,25 kg',
      "Sum(If(Day >= '01/03/2019', Amount))": '1240,75',
      'Money(Sum(Amount))': '1.311,50 €',
      "='$(=Sum(Amount) / 4)'": '327,875',
      'Week(MakeDate(2021, 1, 3))': '2',
    };
    for (const [expression, expected] of Object.entries(written))
      assert.equal((await client.result(1, 'Evaluate', [expression]))['qReturn'], expected, expression);
    const { qValue } = await client.result(1, 'EvaluateEx', ['Sum(Amount)']);
    assert.deepEqual(qValue, { qText: '1311,5', qIsNumeric: true, qNumber: 1311.5 });
  });

  it('writes the cells of cubes, by automatic and by given formats', async () => {
    const money = { qType: 'M', qnDec: 2, qUseThou: 1, qFmt: '#.##0,00 €', qDec: ',', qThou: '.' };
    const layout = await layoutOf({
      title: { qStringExpression: "='Sum: ' & Sum(Amount)" },
      qHyperCubeDef: {
        qDimensions: [{ qDef: { qFieldDefs: ['=Month(Day)'] } }],
        qMeasures: [
          { qDef: { qDef: 'Sum(Amount) / 2' } },
          { qDef: { qDef: 'Sum(Amount)', qNumFormat: money } },
          { qDef: { qDef: 'Avg(Amount)', qNumFormat: { qType: 'F', qnDec: 1, qUseThou: 1 } } },
          { qDef: { qDef: 'Max(Day)', qNumFormat: { qType: 'D' } } },
          { qDef: { qDef: 'Sum(Amount)', qNumFormat: { qType: 'M' } } },
        ],
        qInitialDataFetch: [{ qTop: 0, qLeft: 0, qHeight: 10, qWidth: 6 }],
      },
    });
    assert.equal(layout['title'], 'Sum: 1311,5');
    const cube = toObject(layout['qHyperCube']);
    assert.deepEqual(
      [...texts(cube['qDataPages'])].sort(([left = ''], [right = '']) => (left < right ? -1 : 1)),
      [
        ['ene', '5,25', '10,50 €', '10,5', '15/01/2019', '10,50 €'],
        ['feb', '30,125', '60,25 €', '30,1', '28/02/2019', '60,25 €'],
        ['mar', '40', '80,00 €', '80,0', '01/03/2019', '80,00 €'],
        ['oct', '580,375', '1.160,75 €', '1.160,8', '10/10/2019', '1.160,75 €'],
      ],
    );
    const [automatic, , fixed] = toArray(cube['qMeasureInfo']).map((info) =>
      toObject(toObject(info)['qNumFormat']),
    );
    assert.equal(fixed?.['qFmt'], '#.##0,0');
    assert.deepEqual([automatic?.['qDec'], automatic?.['qThou']], [',', '.']);
  });

  it('tells clients its settings, and which fields are dates', async () => {
    const { qReturn } = await client.result(1, 'GetLocaleInfo');
    const info = toObject(qReturn);
    const names = toObject(info['qCalendarStrings']);
    assert.deepEqual(
      [info['qDecimalSep'], info['qThousandSep'], info['qMoneyFmt'], info['qDateFmt'], info['qTimestampFmt']],
      [',', '.', '#.##0,00 €', 'DD/MM/YYYY', 'DD/MM/YYYY hh:mm:ss'],
    );
    assert.deepEqual([info['qFirstWeekDay'], info['qBrokenWeeks']], [6, true]);
    assert.equal(toArray(names['qMonthNames'])[8], 'sept');
    for (const [field, tag] of [
      ['Day', '$date'],
      ['Time', '$timestamp'],
      ['Amount', '$numeric'],
    ] as const) {
      const description = toObject((await client.result(1, 'GetFieldDescription', [field]))['qReturn']);
      assert.ok(toArray(description['qTags']).includes(tag), field);
    }
  });
});
