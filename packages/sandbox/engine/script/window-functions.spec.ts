import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

const EMPLOYEES = `
Employees: LOAD * INLINE [
  id, dept, salary, hired
  1, sales, 20, 2021
  2, sales, 40, 2019
  3, it, 30, 2020
  4, it, 30, 2018
  5, it, 60, 2022
];`;

/** Values are counted by hand. */
describe('windows of records', () => {
  testScripts({
    'aggregate over a partition, or all records, for each record': {
      script: `${EMPLOYEES}
        W: LOAD id, Window(Avg(salary), dept) AS mean, Window(Sum(salary)) AS total, Round(Window(Max(salary), dept) / 7) + 1 AS top
        RESIDENT Employees; DROP TABLE Employees;`,
      tables: {
        W: ['id mean total top', '1 30 180 7', '2 30 180 7', '3 40 180 10', '4 40 180 10', '5 40 180 10'],
      },
    },
    'see the records that match the where clause and the filter only': {
      script: `${EMPLOYEES}
        W: LOAD id, Window(Count(id), dept) AS n, Window(Sum(salary), dept, 'ASC', hired, hired > 2018) AS recent
        RESIDENT Employees WHERE id <> 5; DROP TABLE Employees;`,
      tables: { W: ['id n recent', '1 2 60', '2 2 60', '3 2 30', '4 2 30'] },
    },
    'slide over the records before and after': {
      script: `${EMPLOYEES}
        W: LOAD id,
          Window(Sum(salary), dept, 'ASC', hired, 1, -1, 0) AS pair,
          Window(Sum(salary), dept, 'ASC', hired, 1, Unbounded(), 0) AS running,
          Window(Concat(id, '-', hired), dept, 'DESC', hired, 1, 0, 1) AS following
        RESIDENT Employees; DROP TABLE Employees;`,
      tables: {
        W: [
          'id pair running following',
          '1 60 60 2-1',
          '2 40 40 2',
          '3 60 60 4-3',
          '4 30 30 4',
          '5 90 120 3-5',
        ],
      },
    },
    'number and rank records': {
      script: `${EMPLOYEES}
        W: LOAD id,
          Window(RecNo(), dept, 'ASC', hired) AS place,
          Window(WRank(), dept, 'DESC', salary) AS rank,
          Num(Window(WRank(1), dept, 'ASC', salary)) AS low
        RESIDENT Employees; DROP TABLE Employees;`,
      tables: { W: ['id place rank low', '1 2 2 1', '2 1 1 2', '3 2 2-3 1', '4 1 2-3 1', '5 3 1 3'] },
    },
    'take the only value of a field': {
      script: `${EMPLOYEES}
        W: LOAD id, Window(salary, hired) AS own, Window(salary, dept) AS mixed RESIDENT Employees WHERE id < 3; DROP TABLE Employees;`,
      tables: { W: ['id own mixed', '1 20 -', '2 40 -'] },
    },
    'are refused without an end, and in charts only by name': {
      script: `${EMPLOYEES} W: LOAD Window(Sum(salary), dept, 'ASC', hired, 1, -1) AS x RESIDENT Employees;`,
      error: [9, /start and an end/],
    },
  });
});

describe('functions of load scripts', () => {
  testScripts({
    'evaluate a text, and return null for an invalid one': {
      script: `LET a = Evaluate('5 * 8'); LET b = Evaluate('5 *'); T: LOAD Evaluate(x) AS y INLINE [x\n1 + 1\nx(\n];`,
      tables: { T: ['y', '2', '-'] },
      variables: { a: '40' },
    },
    'make a record per match of a regular expression without a field number': {
      script: `T: LOAD id, ExtractRegEx(x, '[a-z]') AS letter, SubFieldRegEx(x, '[a-z]+', 1) AS head INLINE [id, x
1, 1a2b
2, 3
];
        G: LOAD id AS of, ExtractRegExGroupI(x, '([A-Z])([0-9])', 2) AS digit, SubFieldRegEx(x, ',') AS part INLINE [id; x
1; a1,b2
] (delimiter is ';');`,
      tables: {
        T: ['id letter head', '1 a 1', '1 b 1', '2 - 3'],
        G: ['of digit part', '1 1 a1', '1 1 b2', '1 2 a1', '1 2 b2'],
      },
    },
    'number tables, fields and values': {
      script: `M: MAPPING LOAD * INLINE [from, to\na, 1\nb, 2\n];
        T: LOAD x, MapSubString('M', x) AS mapped, AutoNumberHash128(x) AS n INLINE [x\nab\nb\nab\n];
        U: LOAD x AS y, Lookup('mapped', 'x', x, 'T') AS found RESIDENT T WHERE RecNo() = 2;
        K: LOAD If(AutoNumberHash256(x, 'k') = AutoNumberHash256('ab', 'k'), 'same', 'other') AS k INLINE [x\nab\nab\nb\n];
        LET field = FieldNumber('mapped', 'T'); LET table = TableNumber('U'); LET connection = ConnectString();`,
      tables: {
        T: ['x mapped n', 'ab 12 1', 'b 2 2', 'ab 12 1'],
        K: ['k', 'same', 'same', 'other'],
        U: ['y found', 'b 2'],
      },
      variables: { field: '2', table: '1', connection: '' },
    },
    'return the first and the last value of a group': {
      script: `${EMPLOYEES}
        G: LOAD dept, FirstValue(id) AS first, LastValue(id) AS last RESIDENT Employees GROUP BY dept ORDER BY hired; DROP TABLE Employees;`,
      tables: { G: ['dept first last', 'it 4 5', 'sales 2 1'] },
    },
    'aggregate payments and JSON': {
      script: `P: LOAD Round(IRR(p), 0.0001) AS irr, JsonArray(p) AS list INLINE [p\n-10000\n3000\n4200\n6800\n];`,
      tables: { P: ['irr list', '0.1634 [-10000,3000,4200,6800]'] },
    },
    'refuse what needs a server of Qlik or a Qlik product that is not here': {
      script: `T: LOAD ScriptEval('x', 1) AS y AUTOGENERATE 1;`,
      error: [1, /ScriptEval is not available here: it needs a connection/],
    },
  });
});
