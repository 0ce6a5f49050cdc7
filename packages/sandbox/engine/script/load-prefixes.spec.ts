import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

const EVENTS = `Events: Load * Inline [time, event
  1, a
  4, b
  9, c];
`;

describe('INTERVALMATCH', () => {
  testScripts({
    'finds the values in intervals, with their ends': {
      script: `${EVENTS} M: IntervalMatch (time) Load * Inline [from, to\n1, 4\n4, 5\n10, 20];`,
      tables: { Events: ['time event', '1 a', '4 b', '9 c'], M: ['from to time', '1 4 1', '1 4 4', '4 5 4'] },
    },
    'takes null as no limit': {
      script: `${EVENTS} Set NullInterpret = '-'; M: IntervalMatch (time) Load * Inline [from, to\n-, 1\n5, -\n-, -];`,
      tables: {
        Events: ['time event', '1 a', '4 b', '9 c'],
        M: ['from to time', '- 1 1', '5 - 9', '- - 1', '- - 4', '- - 9'],
      },
    },
    'disregards limits that are no numbers': {
      script: `${EVENTS} M: IntervalMatch (time) Load * Inline [from, to\nx, 9\n9, 9];`,
      tables: { Events: ['time event', '1 a', '4 b', '9 c'], M: ['from to time', '9 9 9'] },
    },
    'uses each value once': {
      script: `E: Load Mod(RecNo(), 2) as t AutoGenerate 5; M: IntervalMatch (t) Load 0 as a, 9 as b AutoGenerate 1;`,
      tables: { E: ['t', '1', '0', '1', '0', '1'], M: ['a b t', '0 9 1', '0 9 0'] },
    },
    'matches dates': {
      script: `E: Load Date(MakeDate(2024, 1, RecNo())) as day AutoGenerate 3;
        M: IntervalMatch (day) Load * Inline [from, to\n2024-01-02, 2024-01-09];`,
      tables: {
        E: ['day', '2024-01-01', '2024-01-02', '2024-01-03'],
        M: ['from to day', '2024-01-02 2024-01-09 2024-01-02', '2024-01-02 2024-01-09 2024-01-03'],
      },
    },
    'matches keys, too': {
      script: `E: Load * Inline [t, k\n1, x\n2, x\n2, y];
        M: IntervalMatch (t, k) Load * Inline [from, to, k\n2, 3, x\n1, 2, y\n0, 9, z];`,
      tables: { E: ['t k', '1 x', '2 x', '2 y'], M: ['from to k t', '2 3 x 2', '1 2 y 2'] },
    },
    'matches two keys': {
      script: `E: Load * Inline [t, k, l\n1, x, p\n1, x, q];
        M: IntervalMatch (t, k, l) Load * Inline [from, to, k, l\n0, 9, x, q];`,
      tables: { E: ['t k l', '1 x p', '1 x q'], M: ['from to k l t', '0 9 x q 1'] },
    },
    joins: {
      script: `${EVENTS} Left Join (Events) IntervalMatch (time) Load 2 as from, 5 as to AutoGenerate 1;`,
      tables: { Events: ['time event from to', '1 a - -', '4 b 2 5', '9 c - -'] },
    },
    'reads a table in memory': {
      script: `${EVENTS} I: Load 1 as from, 4 as to, 'x' as name AutoGenerate 1;
        IntervalMatch (time) Load Distinct from, to Resident I; Drop Tables Events, I;`,
      tables: { 'I-1': ['from to time', '1 4 1', '1 4 4'] },
    },
    'fails without the field': {
      script: `\nIntervalMatch (none) Load 1 as a, 2 as b AutoGenerate 1;`,
      error: [2, /Field 'none' .*must be loaded before/],
    },
    'fails with more than two limits': {
      script: `E: Load 1 as t AutoGenerate 1;\nIntervalMatch (t) Load 1 as a, 2 as b, 3 as c AutoGenerate 1;`,
      error: [2, /two limits/],
    },
  });
});

const NODES = `Load * Inline [id, up, name
  1, , World
  2, 1, Europe
  3, 2, Sweden
  4, 1, Asia];`;

describe('HIERARCHY', () => {
  testScripts({
    'adds a field per level': {
      script: `T: Hierarchy (id, up, name) ${NODES}`,
      tables: {
        T: [
          'id up name name1 name2 name3',
          '1  World World - -',
          '2 1 Europe World Europe -',
          '3 2 Sweden World Europe Sweden',
          '4 1 Asia World Asia -',
        ],
      },
    },
    'adds parent, path and depth': {
      script: `T: Hierarchy (id, up, name, parent, name, path, ' > ', depth) ${NODES} Drop Fields up, name1, name2, name3;`,
      tables: {
        T: [
          'id name parent path depth',
          '1 World - World 1',
          '2 Europe World World > Europe 2',
          '3 Sweden Europe World > Europe > Sweden 3',
          '4 Asia World World > Asia 2',
        ],
      },
    },
    'separates paths by slashes, from another field': {
      script: `T: Hierarchy (id, up, name, , id, path) ${NODES} Drop Fields up, name, name1, name2, name3;`,
      tables: { T: ['id path', '1 1', '2 1/2', '3 1/2/3', '4 1/4'] },
    },
    'takes nodes without a known parent as roots': {
      script: `T: Hierarchy (n, p, t) Load * Inline [n, p, t\na, x, A\nb, a, B]; Drop Fields n, p;`,
      tables: { T: ['t t1 t2', 'A A -', 'B A B'] },
    },
    'repeats nodes with several parents': {
      script: `T: Hierarchy (n, p, t) Load * Inline [n, p, t\na, , A\nb, , B\nc, a, C\nc, b, C]; Drop Fields n, t;`,
      tables: { T: ['p t1 t2', ' A -', ' B -', 'a A C', 'b B C'] },
    },
    'leaves out circles': {
      script: `T: Hierarchy (n, p, t) Load * Inline [n, p, t\na, b, A\nb, a, B\nc, , C];`,
      tables: { T: ['n p t t1', 'c  C C'] },
    },
    'keeps other fields and the order of rows': {
      script: `T: Hierarchy (n, p, t) Load * Inline [n, v, p, t\nb, 7, a, B\na, 8, , A]; Drop Fields p;`,
      tables: { T: ['n v t t1 t2', 'b 7 B A B', 'a 8 A A -'] },
    },
    'lists nodes with their ancestors': {
      script: `T: HierarchyBelongsTo (id, up, name, ancestor, ancestorName, depth) ${NODES} Drop Fields name, id;`,
      tables: {
        T: [
          'ancestor ancestorName depth',
          '1 World 0',
          '1 World 1',
          '2 Europe 0',
          '1 World 2',
          '2 Europe 1',
          '3 Sweden 0',
          '1 World 1',
          '4 Asia 0',
        ],
      },
    },
    'lists ancestors without the depth': {
      script: `T: HierarchyBelongsTo (n, p, t, a, b) Load * Inline [n, p, t\nx, , X\ny, x, Y];`,
      tables: { T: ['n t a b', 'x X x X', 'y Y x X', 'y Y y Y'] },
    },
    'fails for an unknown field': {
      script: `Hierarchy (id, none, name) ${NODES}`,
      error: [1, /Field 'none' not found/],
    },
    'fails with too few names': { script: `Hierarchy (id, up) ${NODES}`, error: [1, /takes 3 to 8 names/] },
  });
});

describe('GENERIC', () => {
  testScripts({
    'makes a table per attribute': {
      script: `G: Generic Load * Inline [key, attribute, value\nball, color, red\nball, weight, 10\nbox, color, blue];`,
      tables: { 'G.color': ['key color', 'ball red', 'box blue'], 'G.weight': ['key weight', 'ball 10'] },
    },
    'keeps several keys': {
      script: `G: Generic Load * Inline [k, l, a, v\n1, 2, x, 3];`,
      tables: { 'G.x': ['k l x', '1 2 3'] },
    },
    'is named after its source without a label': {
      script: `Generic Load id, 'n' as a, amount From [lib://Data/feb.csv] (txt, embedded labels);`,
      tables: { 'feb.n': ['id n', '3 30'] },
    },
    'takes expressions': {
      script: `G: Generic Load RecNo() as k, 'f' & RecNo() as a, RecNo() * 2 as v AutoGenerate 2;`,
      tables: { 'G.f1': ['k f1', '1 2'], 'G.f2': ['k f2', '2 4'] },
    },
    'concatenates tables with the same fields': {
      script: `G: Generic Load 1 as k, 'x' as a, 5 as v AutoGenerate 1; H: Generic Load 2 as k, 'x' as a, 6 as v AutoGenerate 1;`,
      tables: { 'G.x': ['k x', '1 5', '2 6'] },
    },
    'leaves out records without an attribute': {
      script: `G: Generic Load 1 as k, If(RecNo() = 1, 'x') as a, RecNo() as v AutoGenerate 2;`,
      tables: { 'G.x': ['k x', '1 1'] },
    },
    'reads tables in memory': {
      script: `T: Load 1 as k, 'x' as a, 5 as v AutoGenerate 1; G: Generic Load k, a, v Resident T; Drop Table T;`,
      tables: { 'G.x': ['k x', '1 5'] },
    },
    'joins its tables': {
      script: `T: Load 1 as k AutoGenerate 1; Left Join (T) Generic Load * Inline [k, a, v\n1, x, 5\n1, y, 6];`,
      tables: { T: ['k x y', '1 5 6'] },
    },
    'takes numbers as names': {
      script: `G: Generic Load 1 as k, 2024 as a, 5 as v AutoGenerate 1;`,
      tables: { 'G.2024': ['k 2024', '1 5'] },
    },
    'fails with two fields': {
      script: `Generic Load 1 as a, 2 as b AutoGenerate 1;`,
      error: [1, /at least three fields/],
    },
  });
});

describe('DECLARE and DERIVE', () => {
  const orders = `Orders: Load Date(Date#(day, 'YYYY-MM-DD')) as Ordered Inline [day\n2024-02-29];`;
  testScripts({
    'leave the tables of the script as they are': {
      script: `${orders} Parts: Declare Field Definition Tagged '$date' Fields Year($1) As Y; Derive Fields From Fields Ordered Using Parts;`,
      tables: { Orders: ['Ordered', '2024-02-29'] },
    },
    'fail for an unknown field': {
      script: `Parts: Declare Field Definition Fields Year($1) As Y;\nDerive Fields From Fields None Using Parts;`,
      error: [2, /Field 'None' not found/],
    },
    'fail for an unknown definition': {
      script: `${orders}\nDerive Fields From Fields Ordered Using None;`,
      error: [3, /Field definition 'None' not found/],
    },
    'fail without fields': { script: `P: Declare Field Definition;`, error: [1, /"fields" expected/] },
    'fail without a name': { script: `Declare Field Definition Fields Year($1) as Y;`, error: [1, /a name/] },
    'fail with groups': {
      script: `P: Declare Field Definition Fields Year($1) as Y Groups Y type drilldown as G;`,
      error: [1, /GROUPS/],
    },
  });
});

describe('FIRST, SAMPLE, BUFFER and CROSSTABLE', () => {
  testScripts({
    'load the first records': {
      script: `First 2 Load RecNo() as n AutoGenerate 5; Let k = NoOfRows('AUTOGENERATE');`,
      variables: { k: '2' },
    },
    'load all records with probability 1': {
      script: `T: Sample 1 Load RecNo() as n AutoGenerate 50; Let k = NoOfRows('T');`,
      variables: { k: '50' },
    },
    'load no records with probability 0': {
      script: `T: Sample 0 Load RecNo() as n AutoGenerate 50; Let k = NoOfRows('T');`,
      variables: { k: '0' },
    },
    'load through a buffer': {
      script: `T: Buffer (stale after 7 days) Load 1 as a AutoGenerate 1; U: Buffer Load 1 as b AutoGenerate 1;`,
      tables: { T: ['a', '1'], U: ['b', '1'] },
    },
    'turn columns into rows with two qualifiers': {
      script: `T: CrossTable (m, v, 2) Load * Inline [a, b, Jan, Feb\nx, y, 1, 2];`,
      tables: { T: ['a b m v', 'x y Jan 1', 'x y Feb 2'] },
    },
    'map a table of columns turned into rows': {
      script: `M: Mapping CrossTable (m, v, 1) Load * Inline [k, Jan\nx, 1]; T: Load ApplyMap('M', 'x') as a AutoGenerate 1;`,
      tables: { T: ['a', 'Jan'] },
    },
    'fail with a number of columns that is none': {
      script: `CrossTable (a, b, c) Load 1 as x AutoGenerate 1;`,
      error: [1, /number of columns/],
    },
  });
});
