import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textOf } from '../expression/value.ts';
import type { DataConnection } from '../../apps/app-definition.ts';
import { ReloadCanceled, ScriptError } from './script-error.ts';
import type { ScriptListener } from './script-context.ts';
import { runScript } from './script-runner.ts';
import type { ScriptState } from './script-state.ts';

const FILES: Readonly<Record<string, string>> = {
  'people.csv': 'name,age,born\nAnn,42,1982-03-04\n"Bob, jr",7,2017-01-01\nCid,,\n',
  'things.tsv': '# made up\nid\tprice\n1\t1,234.50\n2\t-5\n',
  'rows.json': '[{"a":1,"b":"x"},{"a":2,"c":true}]',
  'broken.json': '{"a":',
};

const DATA: DataConnection = {
  id: 'data',
  name: 'Data',
  list: () => Promise.resolve(Object.keys(FILES)),
  read: (file) => {
    const text = FILES[file];
    return text === undefined ? Promise.reject(new RangeError(file)) : Promise.resolve(text);
  },
};

const LISTENER: ScriptListener = { tableLoading: () => undefined, trace: () => undefined, isCanceled: false };

function run(script: string, listener: Partial<ScriptListener> = {}): Promise<ScriptState> {
  return runScript(script, {
    connections: [DATA],
    variables: [],
    listener: { ...LISTENER, ...listener },
    maxStatements: 2000,
  });
}

/** Runs a script and returns its tables as texts: fields, then rows. */
async function tablesOf(script: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { tables } = await run(script);
  return Object.fromEntries(
    tables.map((table) => [
      table.name,
      [
        [...table.columns.keys()].join(' '),
        ...Array.from({ length: table.rowCount }, (_, row) =>
          [...table.columns.values()]
            .map((values) => (values[row] === null ? '-' : textOf(values[row] ?? null)))
            .join(' '),
        ),
      ],
    ]),
  );
}

describe('a load script', () => {
  it('loads inline tables and distinguishes numbers and dates from texts', async () => {
    const { tables } = await run(`T: Load * Inline [
      Name, Amount, Day, Code
      a, 1.50, 2024-02-29, 007
      b, x, , 12
    ];`);
    const columns = [...(tables[0]?.columns.values() ?? [])];
    assert.deepEqual(columns[0], ['a', 'b']);
    assert.deepEqual(columns[1], [{ number: 1.5, text: '1.50' }, 'x']);
    assert.deepEqual(columns[2], [{ number: 45351, text: '2024-02-29' }, '']);
    assert.deepEqual(columns[3], [{ number: 7, text: '007' }, 12]);
  });

  it('reads delimited and JSON files from its connection', async () => {
    assert.deepEqual(
      await tablesOf(`
        People: LOAD name, age + 1 as next, Year(born) as born FROM lib://Data/people.csv (txt, utf8, embedded labels, delimiter is ',', msq) Where age > 0;
        Things: LOAD @1 as id, @2 as price From [lib://data/things.tsv] (txt, no labels, delimiter is '\\t', header is 2 lines);
        Rows: LOAD a, b, c FROM [lib://Data/rows.json] (json);`),
      {
        People: ['name next born', 'Ann 43 1982', 'Bob, jr 8 2017'],
        Things: ['id price', '1 1,234.50', '2 -5'],
        Rows: ['a b c', '1 x -', '2 - -1'],
      },
    );
  });

  it('generates rows, loops over records, and reads previous records', async () => {
    assert.deepEqual(
      await tablesOf(`
        A: Load RecNo() as n, RecNo() * 10 as v, RangeSum(Peek('sum'), RecNo()) as sum AutoGenerate 4;
        B: NoConcatenate Load n, n - Previous(n) as step Resident A Where Mod(n, 2) = 0;
        C: Load n as k, IterNo() as i Resident A While IterNo() <= n and n < 3;
        D: First 2 Load n as m, RowNo() as r Resident A Order By v desc;`),
      {
        A: ['n v sum', '1 10 1', '2 20 3', '3 30 6', '4 40 10'],
        B: ['n step', '2 -', '4 2'],
        C: ['k i', '1 1', '2 1', '2 2'],
        D: ['m r', '4 1', '3 2'],
      },
    );
  });

  it('supports preceding loads, distinct rows, and stars', async () => {
    assert.deepEqual(
      await tablesOf(`
        T:
        Load *, twice & '!' as shout;
        Load Distinct v * 2 as twice
        Inline [v
        1
        2
        1];`),
      { T: ['twice shout', '2 2!', '4 4!'] },
    );
  });

  it('groups', async () => {
    assert.deepEqual(
      await tablesOf(`
        Map: Mapping Load * Inline [k, t
        a, Alpha];
        Raw: Load * Inline [k, v, w
        a, 1, 2
        b, 2, 3
        a, 3, 4];
        Sums: Load k, ApplyMap('Map', k, 'other') as name, Sum(v * w) as s, Count(v) as c, Max(v) - Min(v) as span, Concat(v, '/') as all Resident Raw Group By k;
        Whole: Load Count(distinct k) as kinds Resident Raw;
        Halves: Load Even(v) as even, Sum(v) as total Resident Raw Where v < 3 Group By Even(v);
        Drop Table Raw;`),
      {
        Sums: ['k name s c span all', 'a Alpha 14 2 2 1/3', 'b other 6 1 0 2'],
        Whole: ['kinds', '2'],
        Halves: ['even total', '0 1', '-1 2'],
      },
    );
  });

  it('joins, keeps and concatenates', async () => {
    const left = `L: Load * Inline [id, a
      1, x
      2, y];`;
    const right = `Load * Inline [id, b
      2, p
      2, q
      3, r];`;
    assert.deepEqual(await tablesOf(`${left} Left Join (L) ${right}`), {
      L: ['id a b', '1 x -', '2 y p', '2 y q'],
    });
    assert.deepEqual(await tablesOf(`${left} Inner Join ${right}`), { L: ['id a b', '2 y p', '2 y q'] });
    assert.deepEqual(await tablesOf(`${left} Right Join (L) ${right}`), {
      L: ['id a b', '2 y p', '2 y q', '3 - r'],
    });
    assert.deepEqual(await tablesOf(`${left} Join (L) ${right}`), {
      L: ['id a b', '1 x -', '2 y p', '2 y q', '3 - r'],
    });
    assert.deepEqual(await tablesOf(`${left} R: Inner Keep (L) ${right}`), {
      L: ['id a', '2 y'],
      R: ['id b', '2 p', '2 q'],
    });
    assert.deepEqual(await tablesOf(`${left} Concatenate (L) ${right}`), {
      L: ['id a b', '1 x -', '2 y -', '2 - p', '2 - q', '3 - r'],
    });
    assert.deepEqual(await tablesOf(`${left} M: Load id, a Resident L;`), {
      L: ['id a', '1 x', '2 y', '1 x', '2 y'],
    });
    assert.deepEqual(await tablesOf(`${left} M: NoConcatenate Load a, id Resident L Where id = 2;`), {
      L: ['id a', '1 x', '2 y'],
      M: ['a id', 'y 2'],
    });
  });

  it('renames, drops, qualifies, crosses and maps', async () => {
    assert.deepEqual(
      await tablesOf(`
        Qualify *; Unqualify id;
        T: Load 1 as id, 2 as x, 3 as y AutoGenerate 1;
        Unqualify *;
        Rename Field T.x to renamed; Rename Table T to U;
        Drop Field [T.y] From U;
        C: CrossTable(Month, Sales) Load * Inline [shop, Jan, Feb
        s1, 1, 2];
        N: Load AutoNumber(letter) as no, letter as l Inline [letter
        q
        r
        q];
        E: Load l as again Resident N Where not Exists(again, l);`),
      {
        U: ['id renamed', '1 2'],
        C: ['shop Month Sales', 's1 Jan 1', 's1 Feb 2'],
        N: ['no l', '1 q', '2 r', '1 q'],
        E: ['again', 'q', 'r'],
      },
    );
  });

  it('has variables, conditions, loops and subroutines', async () => {
    const traces: string[] = [];
    const { variables, tables } = await run(
      `
      SET Text = 'it''s;';  LET n = 1 + 2; doubled = n * 2;
      Set Function = $1 * $1;
      Sub Add(from, count)
        For i = from to from + count - 1
          If i = 3 Then
            Trace three;
          ElseIf i > 3 Then
            Trace more;
          Else
            Trace $(i) fewer;
          End If
        Next i
      End Sub
      Call Add(2, 3)
      For Each name in 'a', 'b'
        T: Load '$(name)' as name, $(Function(n)) as squared AutoGenerate 1;
      Next
      Do While n > 0
        Let n = n - 1;
        Exit Do when n = 1
      Loop
      Let rows = NoOfRows('T'); Let last = Peek('name', -1, 'T');
      Exit Script;
      Not reached at all;`,
      { trace: (message) => traces.push(message) },
    );
    assert.equal(variables.get('Text'), "it's;");
    assert.deepEqual(
      ['n', 'doubled', 'rows', 'last'].map((name) => variables.get(name)),
      ['1', '6', '2', 'b'],
    );
    assert.deepEqual(traces.slice(0, 3), ['2 fewer', 'three', 'more']);
    assert.deepEqual(tables[0]?.columns.get('squared'), [9, 9]);
  });

  it('fails with the message, statement and line', async () => {
    for (const [script, line, message] of [
      ['\n\nT: Load a Inline [b\n1];', 3, /Field 'a' not found/],
      ['Load * Resident Nowhere;', 1, /Table 'Nowhere' not found/],
      ['// one\nLoad * From [lib://Data/none.csv];', 2, /Cannot open file: 'lib:\/\/Data\/none.csv'/],
      ['Load * From [lib://Elsewhere/x.csv];', 1, /no connection 'Elsewhere'/],
      ['Load * From [/etc/passwd];', 1, /only lib:\/\/ paths/],
      ['Load * From [lib://Data/broken.json];', 1, /Cannot read the JSON file/],
      ['Load Sum(a) as b, a Inline [a\n1];', 1, /neither aggregated nor grouped by/],
      ['Load 1 as a, 2 as a AutoGenerate 1;', 1, /must be unique within table: 'a'/],
      ['Let x = ;\nLet y = 1 +;', 2, /a value expected/],
      ["Load ApplyMap('none', 1) as a AutoGenerate 1;", 1, /Map 'none' not found/],
      ['SELECT * FROM sales;', 1, /SELECT cannot run: there are no databases/],
      ['If 1 = 1 Then\nTrace x;', 1, /"end if" expected/],
      ['Trace x;\nEnd If', 2, /Unexpected "End If"/],
      ["Trace x;\nLoad 'a as a AutoGenerate 1;", 2, /quoted text/],
      ['Do\nLet x = 1;\nLoop', 0, /does not end/],
      ['Load 1 as a AutoGenerate 1000000000;', 1, /number of rows/],
      ['Load 1 as a;', 0, /no source/],
      ['Sub S\nCall S\nEnd Sub\nCall S', 2, /calls itself without end/],
    ] as const) {
      await assert.rejects(run(script), (error) => {
        assert.ok(error instanceof ScriptError, script);
        assert.match(error.message, message);
        if (line > 0) assert.equal(error.line, line, script);
        return true;
      });
    }
  });

  it('ends with or without a semicolon', async () => {
    assert.equal((await run('T:\nLoad RecNo() as n AutoGenerate 3\n')).loadedRows, 3);
  });

  it('stops when it is canceled', async () => {
    await assert.rejects(run('Load RecNo() as n AutoGenerate 100000;', { isCanceled: true }), ReloadCanceled);
  });
});
