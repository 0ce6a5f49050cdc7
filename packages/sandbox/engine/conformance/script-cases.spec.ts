import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

// cspell:ignore Astrida Betacab Canutility Divadip NULLINTERPRET

const ORDERS = `Temp: LOAD * inline [
Customer|Product|OrderNumber|UnitSales
Astrida|AA|1|10
Astrida|AA|7|18
Astrida|BB|4|9
Astrida|CC|6|2
Betacab|AA|5|4
Betacab|BB|2|5
Betacab|DD|12|25
Canutility|AA|3|8
Canutility|CC|13|19
Divadip|AA|9|16
Divadip|AA|10|16
Divadip|DD|11|10
] (delimiter is '|');`;
const TEAMS = `SET DateFormat='DD/MM/YYYY';
Teams: LOAD * inline [
SalesGroup|Team|Date|Amount
East|Gamma|01/05/2013|20000
East|Gamma|02/05/2013|20000
West|Zeta|01/06/2013|19000
East|Alpha|01/07/2013|25000
East|Delta|01/08/2013|14000
West|Epsilon|01/09/2013|17000
West|Eta|01/10/2013|14000
East|Beta|01/11/2013|20000
West|Theta|01/12/2013|23000
] (delimiter is '|');`;

// The results are those of the examples in Qlik's help, or follow from its rules.
describe('aggregations in scripts', () => {
  testScripts({
    'have no first sorted value where two records share the weight, unless they are distinct': {
      script: `${ORDERS} F: LOAD Customer as c, FirstSortedValue(Product, UnitSales) as least,
          FirstSortedValue(Product, -UnitSales) as most, FirstSortedValue(distinct Product, -UnitSales) as distinctly,
          FirstSortedValue(distinct Product, UnitSales, 2) as second Resident Temp Group By Customer; Drop Table Temp;`,
      tables: {
        F: [
          'c least most distinctly second',
          'Astrida CC AA AA BB',
          'Betacab AA DD DD BB',
          'Canutility AA CC CC CC',
          'Divadip DD - AA AA',
        ],
      },
    },
    'join texts by weight, equal weights alphabetically': {
      script: `${TEAMS} C: LOAD SalesGroup as g, Concat(Team) as all, Concat(distinct Team, '-') as names,
          Concat(distinct Team, '-', Amount) as weighted Resident Teams Group By SalesGroup; Drop Table Teams;`,
      tables: {
        C: [
          'g all names weighted',
          'East AlphaBetaDeltaGammaGamma Alpha-Beta-Delta-Gamma Delta-Beta-Gamma-Alpha',
          'West EpsilonEtaThetaZeta Epsilon-Eta-Theta-Zeta Eta-Epsilon-Zeta-Theta',
        ],
      },
    },
    'order dates by their numbers in MinString and MaxString': {
      script: `${TEAMS} C: LOAD SalesGroup as g, MinString(Date) as d1, MaxString(Date) as d2, MinString(Team) as t1,
          MaxString(Team) as t2, FirstValue(Team) as f, LastValue(Team) as l Resident Teams Group By SalesGroup; Drop Table Teams;`,
      tables: {
        C: [
          'g d1 d2 t1 t2 f l',
          'East 01/05/2013 01/11/2013 Alpha Gamma Gamma Beta',
          'West 01/06/2013 01/12/2013 Epsilon Zeta Zeta Theta',
        ],
      },
    },
    'count missing values, texts and nulls': {
      script: `Set NULLINTERPRET = NULL;
        Temp: LOAD * inline [
Customer|Number
Astrida|1
Betacab|
Canutility|NULL
Canutility|x
Canutility|x
] (delimiter is '|');
        Set NULLINTERPRET = ;
        N: LOAD Customer as c, NullCount(Number) as n, MissingCount(Number) as m, TextCount(Number) as t,
          TextCount(distinct Number) as d, NumericCount(Number) as u, Count(Number) as a Resident Temp Group By Customer;
        Drop Table Temp;`,
      tables: {
        N: ['c n m t d u a', 'Astrida 0 0 0 0 1 1', 'Betacab 0 1 1 1 0 1', 'Canutility 1 3 2 1 0 2'],
      },
    },
    'have values of records that are shorter than the labels': {
      script: `S: LOAD * inline [
c|p|u
A|AA|10
A|AA|18
B|DD
C|DD|8
C
] (delimiter is '|');
        T: LOAD c as k, Max(u) as x, Max(u, 2) as y, Min(u, 2) as z, Mode(p) as m, Sum(u) as s Resident S Group By c; Drop Table S;`,
      tables: { T: ['k x y z m s', 'A 18 10 18 AA 28', 'B - - - DD 0', 'C 8 - - DD 8'] },
    },
  });
});

describe('loads', () => {
  testScripts({
    'go on with RowNo in the table that they add to, and begin again with RecNo': {
      script: `A: LOAD *, RecNo() as rec, RowNo() as row INLINE [\na\n1\n2\n3\n] Where a <> 2;
        LOAD *, RecNo() as rec, RowNo() as row INLINE [\na\n5\n4\n6\n] Where a <> 5;
        Concatenate (A) LOAD 7 as a, RowNo() as row AutoGenerate 2;
        B: NoConcatenate LOAD RecNo() as a, RecNo() as rec, RowNo() as row AutoGenerate 1;`,
      tables: {
        A: ['a rec row', '1 1 1', '3 3 2', '4 2 3', '6 3 4', '7 - 5', '7 - 6'],
        B: ['a rec row', '1 1 1'],
      },
    },
    'have 0 as RowNo in a load below another': {
      script: `T: LOAD RowNo() as top, below; LOAD RowNo() as below AutoGenerate 2;`,
      tables: { T: ['top below', '1 0', '2 0'] },
    },
    'replace a table in a full reload': {
      script: `T: LOAD 1 as a, 2 as b AutoGenerate 2; T: Replace LOAD 3 as a AutoGenerate 1;
        U: LOAD 1 as c AutoGenerate 2; Replace LOAD 9 as c AutoGenerate 1; Replace Only LOAD 8 as c AutoGenerate 1;
        V: Replace LOAD 1 as d AutoGenerate 1; Add LOAD 2 as d AutoGenerate 1;`,
      tables: { T: ['a', '3'], U: ['c', '9'], V: ['d', '1', '2'] },
    },
    'match times to closed intervals': {
      script: `SET TimeFormat='hh:mm';
        Log: LOAD * Inline [\nTime, Event\n00:00, 0\n01:18, 1\n02:23, 2\n04:15, 3\n08:00, 4\n11:43, 5\n];
        Orders: LOAD * INLINE [\nStart, End, Order\n01:00, 03:35, A\n02:30, 07:58, B\n03:04, 10:27, C\n07:23, 11:43, D\n];
        Inner Join IntervalMatch (Time) LOAD Start, End Resident Orders; Drop Table Log;`,
      tables: {
        Orders: [
          'Start End Order Time',
          '01:00 03:35 A 01:18',
          '01:00 03:35 A 02:23',
          '02:30 07:58 B 04:15',
          '03:04 10:27 C 04:15',
          '03:04 10:27 C 08:00',
          '07:23 11:43 D 08:00',
          '07:23 11:43 D 11:43',
        ],
      },
    },
    'match a key besides': {
      script: `Log: LOAD * Inline [\nTime, Line\n1, P1\n3, P1\n3, P2\n9, P2\n];
        Orders: LOAD * INLINE [\nStart, End, Line, Order\n1, 3, P1, A\n2, 4, P2, B\n3, , P1, C\n];
        Inner Join IntervalMatch (Time, Line) LOAD Start, End, Line Resident Orders; Drop Table Log;`,
      tables: { Orders: ['Start End Line Order Time', '1 3 P1 A 1', '1 3 P1 A 3', '2 4 P2 B 3'] },
    },
    'expand a hierarchy, and list its ancestors': {
      script: `N: HIERARCHY(Id, Parent, Name, ParentName, Name, Path, '|', Depth) LOAD * INLINE [
Id, Parent, Name
1, 4, London
2, 3, Munich
3, 5, Germany
4, 5, UK
5, , Europe
];
        A: HIERARCHYBELONGSTO(Id2, Parent2, Name2, AncestorId, Ancestor, Diff) LOAD * INLINE [
Id2, Parent2, Name2
1, 4, London
4, 5, UK
5, , Europe
];`,
      tables: {
        N: [
          'Id Parent Name Name1 Name2 Name3 ParentName Path Depth',
          '1 4 London Europe UK London UK Europe|UK|London 3',
          '2 3 Munich Europe Germany Munich Germany Europe|Germany|Munich 3',
          '3 5 Germany Europe Germany - Europe Europe|Germany 2',
          '4 5 UK Europe UK - Europe Europe|UK 2',
          '5  Europe Europe - - - Europe 1',
        ],
        A: [
          'Id2 Name2 AncestorId Ancestor Diff',
          '1 London 5 Europe 2',
          '1 London 4 UK 1',
          '1 London 1 London 0',
          '4 UK 5 Europe 1',
          '4 UK 4 UK 0',
          '5 Europe 5 Europe 0',
        ],
      },
    },
    'split every part of two texts': {
      script: `T: LOAD SubField(t1, '|') as a, SubField(t2, '|') as b, id INLINE [\nt1,t2,id\n1|2,x|y,p\n3,,q\n];`,
      tables: { T: ['a b id', '1 x p', '1 y p', '2 x p', '2 y p', '3  q'] },
    },
    'look into earlier rows': {
      script: `T: LOAD id, v INLINE [\nid|v\n1|3\n1|4\n1|6\n3|7\n3|8\n2|1\n] (delimiter is '|');
        L: NoConcatenate LOAD id, v, If(id = Peek(id), Peek(list) & ',' & v, v) as list, v - Previous(v) as step
          Resident T Order By id, v desc; Drop Table T;`,
      tables: {
        L: ['id v list step', '1 6 6 -', '1 4 6,4 -2', '1 3 6,4,3 -1', '2 1 1 -2', '3 8 8 7', '3 7 8,7 -1'],
      },
    },
    'refuse OtherSymbol where a value is the symbol': {
      script: `Set OtherSymbol = '+';\nA: LOAD 'a' as X AutoGenerate 1;\nB: LOAD * INLINE [\nX\n+\n];`,
      error: [3, /OtherSymbol is not supported: '\+' is a value of field 'X'/],
    },
  });
});
