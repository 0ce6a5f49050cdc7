import { testApps } from '../testing/app-cases.ts';

// cspell:ignore yvxwz aababc

const SALES = `T: LOAD * INLINE [
Region|Month|Prod|Amt|W
N|Jan|a|10|3
N|Feb|b|20|2
N|Mar|a|5|1
S|Jan|b|7|9
S|Mar|a|-3|8
W|Feb|c|0|7
] (delimiter is '|');
Mixed: LOAD Dual('Low', 1) as Level, 'x' as [of level] AUTOGENERATE 1;
CONCATENATE (Mixed) LOAD Dual('High', 10) as Level, 'y' as [of level] AUTOGENERATE 1;
CONCATENATE (Mixed) LOAD 'Text' as Level, 'z' as [of level] AUTOGENERATE 1;
CONCATENATE (Mixed) LOAD 5 as Level, 'v' as [of level] AUTOGENERATE 1;
CONCATENATE (Mixed) LOAD Null() as Level, 'w' as [of level] AUTOGENERATE 1;
Empty: LOAD * INLINE [
Void
];`;
const BY_LOAD_ORDER = { qSortCriterias: [{ qSortByLoadOrder: 1 }] };
const months = { qDef: { qFieldDefs: ['Month'], ...BY_LOAD_ORDER } };

testApps('lists', {
  'search by expressions, comparisons and wildcards': {
    script: SALES,
    masterMeasures: { 'Sum of amounts': 'Sum(Amt)' },
    variables: { vLeast: '7', vSum: 'Sum(Amt)' },
    steps: [
      { list: 'Region', search: '=Sum(Amt) > 3', found: ['N', 'S'] },
      { list: 'Region', search: '=Count(distinct Prod) = 2', found: ['N', 'S'] },
      { list: 'Month', search: '=$(vSum) >= $(vLeast)', found: ['Feb', 'Jan'] },
      { list: 'Month', search: '=[Sum of amounts] < 7', found: ['Mar'] },
      { list: 'Region', search: '=Sum({<Month={"Jan"}>} Amt) > 0', found: ['N', 'S'] },
      { list: 'Region', search: '=Rank(Sum(Amt)) <= 1', found: ['N'] },
      { list: 'Amt', search: '=Amt = W', found: [] },
      { list: 'Amt', search: '=Mod(Amt, 5) = 0', found: ['0', '5', '10', '20'] },
      { list: 'Amt', search: '>=0<10', found: ['0', '5', '7'] },
      { list: 'Amt', search: '<0', found: ['-3'] },
      { list: 'Amt', search: '-3', found: ['-3'] },
      { list: 'Amt', search: '>5', found: ['7', '10', '20'] },
      { list: 'Month', search: '?a*', found: ['Jan', 'Mar'] },
      { list: 'Month', search: '(jan|f*)', found: ['Feb', 'Jan'] },
      { list: 'Month', search: 'AR', found: ['Mar'] },
      { list: 'Level', search: 'low', found: ['Low'] },
      { list: 'Level', search: '>=5', found: ['5', 'High'] },
      { list: 'Void', search: '*', found: [] },
      { select: { Region: ['S'] } },
      { list: 'Month', search: '=Sum(Amt) > 0', found: ['Jan'] },
      { list: 'Month', search: '=Sum({1} Amt) > 15', found: ['Feb', 'Jan'] },
    ],
  },
  'search by words and phrases': {
    script: `Places: LOAD * INLINE [
Place
New York
New Jersey
York
Old Town
Town + Country
] (delimiter is '|');`,
    steps: [
      { list: 'Place', search: 'jersey york', found: ['New Jersey', 'New York', 'York'] },
      { list: 'Place', search: ' york  jersey ', found: ['New Jersey', 'New York', 'York'] },
      { list: 'Place', search: 'ew or', found: ['New Jersey', 'New York', 'York'] },
      { list: 'Place', search: '"new york"', found: ['New York'] },
      { list: 'Place', search: '"new york" old', found: ['New York', 'Old Town'] },
      { list: 'Place', search: '+new +york', found: ['New York'] },
      { list: 'Place', search: 'new y*', found: ['New York'] },
      { list: 'Place', search: 'york *jersey', found: [] },
      { list: 'Place', search: 'none york', found: ['New York', 'York'] },
      { list: 'Place', search: 'none nothing', found: [] },
    ],
  },
  'join texts by weight': {
    script: SALES,
    steps: [
      {
        values: {
          "Concat(Month, ',', W)": 'Mar,Feb,Jan,Feb,Mar,Jan',
          "Concat(DISTINCT Month, ',', Match(Month, 'Mar', 'Feb', 'Jan'))": 'Mar,Feb,Jan',
          "Concat(DISTINCT Month, ',', -Match(Month, 'Mar', 'Feb', 'Jan'))": 'Jan,Feb,Mar',
          "Concat(Month, ',', Month)": 'Feb,Feb,Jan,Jan,Mar,Mar',
          'Concat(Month)': 'FebFebJanJanMarMar',
          "Concat({<Region={N}>} Month & '=' & Amt, '; ', -Amt)": 'Feb=20; Jan=10; Mar=5',
          "Concat(Level, '|', Level)": 'Low|5|High|Text',
          "Concat([of level], '', -Level)": 'yvxwz',
          "Concat(Prod, '', Region)": 'aababc',
          "Concat(DISTINCT Prod, Chr(39), If(Prod = 'c', 0, 1))": "c'a'b",
          'MaxString(Level)': 'Text',
          'MinString(Level)': 'Low',
          "Concat(Aggr(Sum(Amt), Region), ',', -Aggr(Sum(Amt), Region))": '35,4,0',
        },
      },
    ],
  },
  'have no values where there is nothing, and no error for unknown fields': {
    script: SALES,
    steps: [
      {
        values: {
          'Sum(Void)': '0',
          'Count(Void)': '0',
          'Max(Void)': '-',
          'Concat(Void)': '-',
          'Mode(Void)': '-',
          'Sum(unknown)': '0',
          'Count(unknown)': '0',
          'Max(unknown)': '-',
          'unknown + 1': '-',
          'Sum([un known]) + Sum(Amt)': '39',
          "If(unknown = 1, 'a', 'b')": 'b',
          'Sum(amt)': '0',
          'Sum(Level)': '16',
          'Avg(Level)': '5.3333333333333',
          'Count(Level)': '4',
          'NumericCount(Level)': '3',
          'TextCount(Level)': '1',
          'NullCount(Level)': '1',
          'MissingCount(Level)': '2',
          'Max(Level) + 0': '10',
        },
      },
      { dimensions: ['unknown'], measures: ['Sum(Amt)'], rows: ['- 39'] },
      { dimensions: ['Void'], measures: ['Sum(Amt)'], rows: [] },
      { dimensions: ['Level'], measures: ['Sum(Level)'], rows: ['Low 1', '5 5', 'High 10', 'Text 0', '- 0'] },
    ],
  },
});

testApps('names in charts', {
  'stand for measures, columns and dimensions': {
    script: SALES,
    masterMeasures: { Total: 'Sum(Amt)', 'Half [x]': '[Total] / 2' },
    masterDimensions: { Area: 'Region', 'Big?': "=If(Amt > 5, 'big', 'small')" },
    steps: [
      {
        values: {
          '[Total]': '39',
          'Total + 1': '40',
          '[Half [x]]]': '19.5',
          '{<Region={S}>} [Half [x]]]': '2',
        },
      },
      {
        dimensions: ['Area'],
        measures: ['[Total]', '[Half [x]]]', 'Column(1) + Column(2)'],
        rows: ['N 35 17.5 52.5', 'S 4 2 6', 'W 0 0 0'],
      },
      { dimensions: ['[Big?]'], measures: ['Sum(Amt)'], rows: ['big 37', 'small 2'] },
      {
        dimensions: ['Region'],
        measures: [
          { qDef: { qDef: 'Sum(Amt)', qLabel: 'Own total' } },
          '[Own total] * 2',
          'Column(1) - Column(2)',
          'Above([Own total])',
          'RangeSum(Above(Column(1), 0, RowNo()))',
          'NoOfRows()',
          { qDef: { qDef: 'Sum(Amt)', qRelative: true } },
          { qDef: { qDef: 'Sum(Amt)', qAccumulate: 1 } },
          { qDef: { qDef: 'Sum(Amt)', qAccumulate: 2 } },
        ],
        rows: ['N 35 70 -35 - 35 3 89.7% 35 35', 'S 4 8 -4 35 39 3 10.3% 39 39', 'W 0 0 0 4 39 3 0.0% 39 4'],
      },
    ],
  },
  'stand for rows in segments and in the whole chart': {
    script: SALES,
    steps: [
      {
        dimensions: ['Region', months],
        measures: [
          'Sum(Amt)',
          'RangeSum(Above(Sum(Amt), 0, RowNo()))',
          'RangeSum(Above(TOTAL Sum(Amt), 0, RowNo(TOTAL)))',
          'Rank(Sum(Amt))',
          'Rank(TOTAL Sum(Amt), 4)',
          'Sum(Amt) / Sum(TOTAL <Region> Amt) * 100',
          'NoOfRows()',
          'NoOfRows(TOTAL)',
          'Below(Sum(Amt))',
          'Top(Sum(Amt))',
          'Bottom(Sum(Amt))',
        ],
        rows: [
          'N Jan 10 10 10 2 2 28.571428571429 3 6 20 10 5',
          'N Feb 20 30 30 1 1 57.142857142857 3 6 5 10 5',
          'N Mar 5 35 35 3 4 14.285714285714 3 6 - 10 5',
          'S Jan 7 7 42 1 3 175 2 6 -3 7 -3',
          'S Mar -3 4 39 2 6 -75 2 6 - 7 -3',
          'W Feb 0 0 39 1 5 - 1 6 - 0 0',
        ],
      },
    ],
  },
  'are lists of values': {
    script: SALES,
    steps: [
      {
        dimensions: [{ qDef: { qFieldDefs: ["=ValueList('Sales', 'Rows', 'Most')"], ...BY_LOAD_ORDER } }],
        measures: [
          "Pick(Match(ValueList('Sales', 'Rows', 'Most'), 'Sales', 'Rows', 'Most'), Sum(Amt), Count(Amt), Max(Amt))",
        ],
        rows: ['Sales 39', 'Rows 6', 'Most 20'],
      },
      {
        dimensions: ['=ValueLoop(1, 5, 2)'],
        measures: ['Sum(If(Amt > ValueLoop(1, 5, 2), Amt))', 'ValueLoop(1, 5, 2) * 10'],
        rows: ['1 42 10', '3 42 30', '5 37 50'],
      },
      {
        dimensions: ['=If(Amt > 0, Region)'],
        measures: ['Sum(Amt)', 'Count(DISTINCT Prod)'],
        rows: ['N 35 2', 'S 7 1', '- -3 2'],
      },
      {
        dimensions: ["=ValueList('all', 'half')", 'Region'],
        measures: ["If(ValueList('all', 'half') = 'all', 1, 0.5) * Sum(Amt)"],
        rows: ['all N 35', 'all S 4', 'all W 0', 'half N 17.5', 'half S 2', 'half W 0'],
      },
    ],
  },
});
