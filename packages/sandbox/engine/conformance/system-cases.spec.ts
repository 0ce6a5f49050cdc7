import { testApps } from '../testing/app-cases.ts';

// cspell:ignore yearquarter

testApps('system fields and real definitions', {
  'describe tables and fields': {
    script: `Orders: LOAD 1 as OrderId, 2 as Customer, 3 as Amount AUTOGENERATE 4;
      Customers: LOAD 2 as Customer, 'x' as Name AUTOGENERATE 1;`,
    steps: [
      {
        values: {
          "Concat(distinct $Table, ',')": 'Customers,Orders',
          "Concat(distinct $Field, ',')": 'Amount,Customer,Name,OrderId',
          "Concat({<$Table={Customers}>} distinct $Field, ',')": 'Customer,Name',
          "Concat({<$Field={Customer}>} distinct $Table, ',')": 'Customers,Orders',
          'Count(distinct [$Field])': '4',
          'Only({<$Table={Orders}>} $Rows)': '4',
          'Only({<$Table={Customers}>} $Fields)': '2',
          "Concat({<$Table={Orders}>} $Field, ',', $FieldNo)": 'OrderId,Customer,Amount',
        },
      },
      { dimensions: ['$Table'], measures: ['Count($Field)'], rows: ['Customers 2', 'Orders 3'] },
      { list: '$Field', search: 'am', found: ['Amount', 'Name'] },
    ],
  },
  'make synthetic keys of several fields': {
    script: `A: LOAD * INLINE [\na,b,x\n1,1,p\n1,2,q\n2,1,r\n];
      B: LOAD * INLINE [\na,b,y\n1,1,5\n1,2,7\n2,2,9\n];`,
    steps: [
      {
        values: {
          "Concat(x, ',', x)": 'p,q,r',
          'Sum(y)': '21',
          'Sum({<x={p}>} y)': '5',
          'Sum({<x={q,r}>} y)': '7',
          "Concat({<y={9}>} x, ',')": '-',
          "Concat(distinct $Table, ',')": '$Syn 1 Table,A,B',
          'Count({<a={2}, b={2}>} y)': '1',
        },
      },
      { select: { x: ['r'] } },
      { values: { 'Sum(y)': '0', 'Only(a)': '2', 'Only(b)': '1' } },
    ],
  },
  'loosen tables that make a circle': {
    script: `A: LOAD * INLINE [\na,b\n1,1\n2,2\n];
      B: LOAD * INLINE [\nb,c\n1,1\n2,2\n];
      C: LOAD * INLINE [\nc,a,v\n1,2,10\n2,1,20\n];`,
    steps: [{ values: { 'Sum(v)': '30', 'Count(distinct $Table)': '3' } }],
  },
  'clip large pages, take labels as texts and names of modes, and leave out nothing for null parameters': {
    script: 'T: LOAD RecNo() as n, Mod(RecNo(), 3) as m AUTOGENERATE 20;',
    steps: [
      {
        dimensions: [
          {
            qDef: {
              qFieldDefs: ['m'],
              qLabelExpression: "'Rest of ' & 3",
              qSortCriterias: [{ qSortByNumeric: 1 }],
            },
          },
        ],
        measures: [{ qDef: { qDef: 'Sum(n)', qLabelExpression: "='Sum: ' & Sum(n)" } }],
        cube: {
          qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 20, qHeight: 1000 }],
          qMode: 'EQ_DATA_MODE_STRAIGHT',
        },
        rows: ['0 63', '1 70', '2 77'],
      },
      {
        dimensions: [
          { qDef: { qFieldDefs: ['m'], qSortCriterias: [{ qSortByNumeric: -1 }] }, qLibraryId: null },
        ],
        measures: [{ qDef: { qDef: 'Count(n)' }, qLibraryId: null, qSortBy: null }],
        rows: ['2 7', '1 7', '0 6'],
      },
      {
        dimensions: ['m'],
        measures: ['Sum(n)'],
        cube: { qCalcCondition: { qv: 'Count(n) > 5' }, qContextSetExpression: '{<n={"<=6"}>}' },
        rows: ['0 9', '1 5', '2 7'],
      },
      { dimensions: ['m'], measures: ['Sum(n)'], cube: { qContextSetExpression: '<m={1}>' }, rows: ['1 70'] },
    ],
  },
  'load the header of the Data manager': {
    script: `SET DateFormat='M/D/YYYY'; SET MonthNames='Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec';
[Sales]: LOAD [Order Date], [Amount] INLINE [
Order Date,Amount
1/31/2024,10
2/29/2024,20
12/1/2023,5
];
[autoCalendar]:
  DECLARE FIELD DEFINITION Tagged ('$date')
FIELDS
  Dual(Year($1), YearStart($1)) AS [Year] Tagged ('$axis', '$year'),
  Dual('Q'&Num(Ceil(Num(Month($1))/3)),Num(Ceil(NUM(Month($1))/3),00)) AS [Quarter] Tagged ('$quarter', '$cyclic'),
  Dual(Year($1)&'-Q'&Num(Ceil(Num(Month($1))/3)),QuarterStart($1)) AS [YearQuarter] Tagged ('$yearquarter', '$qualified'),
  Month($1) AS [Month] Tagged ('$month', '$cyclic'),
  Date(Floor($1)) AS [Date] Tagged ('$axis', '$date', '$qualified'),
  If(Year($1)=2024, 1, 0) AS [InThis];
DERIVE FIELDS FROM FIELDS [Order Date] USING [autoCalendar];`,
    steps: [
      {
        values: {
          'Sum({<[Order Date.autoCalendar.Year]={2024}>} Amount)': '30',
          "Sum({<[Order Date.autoCalendar.Quarter]={'Q1'}>} Amount)": '30',
          "Sum({<[Order Date.autoCalendar.YearQuarter]={'2023-Q4'}>} Amount)": '5',
          'Sum({<[Order Date.autoCalendar.Month]={"Feb"}>} Amount)': '20',
          'Sum({<[Order Date.autoCalendar.Date]={">=1/31/2024"}>} Amount)': '30',
          'Sum({<[Order Date.autoCalendar.InThis]={0}>} Amount)': '5',
        },
      },
      {
        dimensions: ['[Order Date.autoCalendar.Year]', '[Order Date.autoCalendar.Month]'],
        measures: ['Sum(Amount)'],
        rows: ['2023 Dec 5', '2024 Jan 10', '2024 Feb 20'],
      },
      { select: { 'Order Date.autoCalendar.Quarter': ['Q4'] } },
      { values: { 'Sum(Amount)': '5', 'Only([Order Date])': '12/1/2023' } },
    ],
  },
});
