import { testApps } from '../testing/app-cases.ts';

// cspell:ignore Astrida Betacab Canutility abcdabcd abcdefgcdxyz abccde abxyzde Größe GRÖSSEÄ

const SAMPLES = `SET DateFormat='YYYY-MM-DD'; SET MoneyFormat='$#,##0.00;-$#,##0.00';
Samples: CROSSTABLE (Type, Value) LOAD RecNo() as Id, * INLINE [
Observation|Comparison
35|2
40|27
12|38
15|31
21|1
14|19
46|1
10|34
28|3
48|1
16|2
30|3
32|2
48|1
31|2
22|1
12|3
39|29
19|37
25|2
] (delimiter is '|');
Payments: LOAD * INLINE [
Date|Discount|Payment
2013-01-01|0.1|-10000
2013-03-01|0.1|3000
2013-10-30|0.1|4200
2014-02-01|0.2|6800
] (delimiter is '|');
Salaries: LOAD * INLINE [
Age|Salary
20|25000
25|32000
45|56000
31|29000
31|32000
25|26000
36|46000
38|40000
40|45000
23|28000
] (delimiter is '|');
Orders: LOAD * INLINE [
Customer|Product|Units|Price
Astrida|AA|4|16
Astrida|AA|10|15
Astrida|BB|9|9
Betacab|BB|5|10
Betacab|CC|2|20
Betacab|DD||25
Canutility|AA|8|15
Canutility|CC||19
] (delimiter is '|');`;

// Values are those of the examples in Qlik's help, of Python's modules math and statistics, or follow from a definition in the help.
testApps('functions', {
  'of samples': {
    script: SAMPLES,
    steps: [
      {
        dimensions: ['Type'],
        measures: [
          'Fractile(Value, 0.75)',
          'Round(Kurtosis(Value), 0.0000001)',
          'Round(Kurtosis(DISTINCT Value), 0.0000001)',
          'Median(Value)',
          'Skew(Value)',
          'Skew(DISTINCT Value)',
          'StDev(Value)',
          'StDev(DISTINCT Value)',
          'Sterr(Value)',
          'Sterr(DISTINCT Value)',
        ],
        rows: [
          'Comparison 27.5 -1.1612957 -1.4982366 2.5 0.86414767975558 -0.60569911760214 14.612449630727 14.873167487496 3.2674430692097 4.7033085281652',
          'Observation 36 -1.1148768 -0.9354014 26.5 0.32625350514342 0.31499188754658 12.507997441637 11.648024321242 2.7968732541894 2.7454656616586',
        ],
      },
      {
        values: {
          'Round(Correl(Age, Salary), 0.0000001)': '0.9270611',
          'FirstSortedValue(Product, Price)': 'BB',
          'FirstSortedValue(Product, Price, 2)': 'BB',
          'FirstSortedValue(Customer, -Price, 2)': 'Betacab',
          'FirstSortedValue(Customer, Price, 3)': '-',
          'FirstSortedValue(Product, Price, 3)': '-',
          'FirstSortedValue(DISTINCT Product, Price, 3)': 'AA',
          'FirstSortedValue(DISTINCT Customer, Price, 3)': '-',
          'FirstSortedValue(Customer, -Price * Units, 2)': 'Canutility',
          'Max(Units)': '10',
          'Max(Units * Price)': '150',
          'Max(Price, 2)': '20',
          'Min(Units)': '2',
          'Min(Price, 2)': '10',
          'Avg(Units)': '6.3333333333333',
          'Count(Units)': '8',
          'NumericCount(Units)': '6',
          'TextCount(Units)': '2',
          'MissingCount(Units)': '2',
          'NullCount(Units)': '0',
          'Mode(Product)': 'AA',
          'Sum(DISTINCT Price)': '114',
        },
      },
    ],
  },
  'of money': {
    script: SAMPLES,
    steps: [
      {
        values: {
          'NPV(0.2, Payment)': '-$540.12',
          '{<Discount={0.2}>} NPV(Discount, Payment)': '$5,666.67',
          'XNPV(0.2, Payment, Date)': '$2,104.37',
          'NPV(0.2, Payment) * 100 > -54012.1': '0',
          'NPV(0.2, {<Discount={9}>} Payment)': 'Error in expression: a set expression needs an aggregation',
          '{<Discount={9}>} NPV(0.2, Payment)': '-',
          'FV(0.005, 36, -20)': '$786.72',
          'Pmt(0.1 / 12, 8, 20000)': '-$2,594.66',
          'Pmt(0.1 / 12, 8, 20000) * 8 < -20757.2': '-1',
          'PV(0.07 / 12, 12 * 5, -100, 0, 0)': '$5,050.20',
          'Rate(60, -300, 10000)': '2.18%',
          'RangeNPV(0.1, -10000, 3000, 4200, 6800)': '$1,188.44',
          'FV(Null(), 36, -20)': '-',
          'Round(IRR(Payment), 0.0001)': '0.1634',
          'Round(NPV(0.2, Payment), 0.01)': '-540.12',
          'Round({<Discount={0.1}>} NPV(Discount, Payment), 0.01)': '-3456.05',
          'Round({<Discount={0.2}>} NPV(Discount, Payment), 0.01)': '5666.67',
          'Round(XIRR(Payment, Date), 0.0001)': '0.5385',
          'Round(XNPV(0.2, Payment, Date), 0.01)': '2104.37',
          'Round({<Discount={0.1}>} XNPV(Discount, Payment, Date), 0.01)': '-3164.35',
          'Round(RangeIRR(-70000, 12000, 15000, 18000, 21000, 26000), 0.0001)': '0.0866',
          "Round(RangeXIRR(-2500, '2008-01-01', 2750, '2008-09-01'), 0.0001)": '0.1532',
          "Round(RangeXNPV(0.1, -2500, '2008-01-01', 2750, '2008-09-01'), 0.01)": '80.25',
          'Round(RangeNPV(0.1, -10000, 3000, 4200, 6800), 0.01)': '1188.44',
          "Round(BlackAndSchole(130, 4, 68.5, 0.4, 0.04, 'call'), 0.001)": '11.245',
          'Round(FV(0.005, 36, -20), 0.01)': '786.72',
          'Round(nPer(0.005, -20, 0, 800), 0.01)': '36.56',
          'Round(Pmt(0.1 / 12, 8, 20000), 0.01)': '-2594.66',
          'Round(Pmt(0.1 / 12, 8, 20000, 0, 1), 0.01)': '-2573.21',
          'Round(PV(0.07 / 12, 12 * 5, -100, 0, 0), 0.01)': '5050.2',
          'Round(Rate(60, -300, 10000), 0.0001)': '0.0218',
        },
      },
    ],
  },
  'of lists': {
    script: SAMPLES,
    steps: [
      {
        values: {
          'RangeKurtosis(1, 2, 4, 7)': '-0.28571428571429',
          'Round(RangeSkew(1, 2, 4), 0.0000000001)': '0.9352195296',
          'RangeStdev(1, 2, 4)': '1.5275252316519',
          'Round(RangeCorrel(2, 3, 6, 8, 9, 4, 8, 5), 0.0001)': '0.2492',
          'RangeMode(1, 2, 9, 2, 4)': '2',
          "RangeMode('a', 4, 'a', 4)": '-',
          'RangeFractile(0.24, 1, 2, 4, 6)': '1.72',
          'RangeFractile(0.5, 1, 2, 5, 6)': '3.5',
          "RangeAvg(Null(), 'abc')": '-',
          "RangeSum(1, 'xyz')": '1',
          'RangeSum(Null())': '0',
          "RangeMaxString(5, 'abc')": 'abc',
          "RangeMinString(5, 'abc')": '5',
          "RangeCount(2, 'xyz', Null())": '2',
          "RangeMissingCount(5, 'abc', Null())": '2',
          "RangeOnly(5, 'abc')": '-',
          'RangeMin()': 'Error in expression: rangemin takes 1 to 10000 parameters, 0 given',
        },
      },
    ],
  },
  'of numbers, and operators': {
    script: SAMPLES,
    steps: [
      {
        values: {
          'Even(3)': '0',
          'Even(2 * 10)': '-1',
          'Even(3.14)': '-',
          'Odd(-3)': '-1',
          'Odd(3.14)': '-',
          "Odd('x')": '-',
          'Mod(7.5, 2)': '-',
          'Mod(-4, 3)': '2',
          'Mod(4, -3)': '-',
          'fMod(-4, 3)': '-1',
          'Div(7.1, 2.3)': '3',
          'Div(4, -3)': '-1',
          'Round(3.88875, 1/5)': '3.8',
          'Round(2, 6)': '0',
          'Round(-2.5)': '-2',
          'Ceil(1.1, 1, 0.5)': '1.5',
          'Floor(4.2, 1, 0.5)': '3.5',
          'Frac(11.43)': '0.43',
          'BitCount(-1)': '64',
          'Combin(35, 6)': '1623160',
          '-0 & 0 * -1': '00',
          'bitnot 17': '-18',
          '17 bitand 7': '1',
          '17 bitor 7': '23',
          '17 bitxor 7': '22',
          '8 >> 2': '2',
          '8 << 2': '32',
          '-8 >> 1': '-4',
          '1 + 8 >> 2': '3',
          "'x' bitor 3": '-',
          'bitnot Null()': '-',
          '5 > 3 and 2 < 3': '-1',
          'If(3 >> 1 > 0, 1, 2)': '1',
          'Sum({<Product={"A*"}>} Units)>>1': '11',
          "'1 ' precedes ' 2'": '0',
          "' 1' precedes ' 2'": '-1',
          "'1 ' < ' 2'": '-1',
          "' 2' follows '1 '": '0',
          "' 2' > ' 1'": '-1',
          "'abcd' like 'a?c*'": '-1',
          "'abc' like 'a??bc'": '0',
          'Null() = Null()': '-',
          "Null() & 'a'": 'a',
          'Null() + 1': '-',
          'If(Null(), 1, 2)': '2',
        },
      },
    ],
  },
  'of texts, duals and JSON': {
    script: SAMPLES,
    steps: [
      {
        values: {
          "Capitalize('AA bb cC Dd')": 'Aa Bb Cc Dd',
          "FindOneOf('my example text string', 'et%s', 3)": '12',
          "FindOneOf('my example text string', '¤%&')": '0',
          "Index('abcdabcd', 'b', -2)": '2',
          "SubField(';', ';', 1)": '',
          "SubField('Dave Owen Carr', ' ', -1)": 'Carr',
          "SubField('abc', ';', 2)": '-',
          "TextBetween('<abc><de>', '<', '>', 2)": 'de',
          "KeepChar('a1b2c3', '312')": '123',
          "SubStringCount('abcdefgcdxyz', 'cd')": '2',
          "LevenshteinDist('Kitten', 'Sitting')": '3',
          "Repeat('* ', 3) & '|'": '* * * |',
          "Replace('abccde', 'cc', 'xyz')": 'abxyzde',
          "Match('a', 'A', 'a')": '2',
          "MixMatch('a', 'A', 'a')": '1',
          "WildMatch('January', 'ja*', 'fe?', 'mar')": '1',
          "WildMatch('fex', 'ja*', 'fe?', 'mar')": '2',
          "Alt(Null(), 'x', 3, 4)": '3',
          "Alt('x', 'y')": 'y',
          "Class(23, 10, 'x', 5)": '15<=x<25',
          "Dual('x', 5) + 1": '6',
          "Dual('x', 5) & ''": 'x',
          "Date(Dual('x', 45351))": '2024-02-29',
          "If(Dual('x', 0), 'true', 'false')": 'false',
          "IsNum('5')": '0',
          "IsText('5')": '-1',
          'JsonGet(\'{"a":{"foo":"bar"},"d":[1,2]}\', \'/d/1\')': '2',
          'JsonGet(\'{"a":{"foo":"bar"}}\', \'/a\')': '{"foo":"bar"}',
          "IsJson('null')": '-1',
          'IsJson(\'{"a":}\')': '0',
          "IsJson('[]', 'object')": '0',
          "JsonSet('{\"a\":[1,2]}', '/a/0', '\"b\"')": '{"a":["b",2]}',
          "Num(255, '(hex)')": 'ff',
          "Num#('c7', '(HEX)') + 0": '199',
          "Len('Größe')": '5',
          "Upper('größe') & Mid('ÅÄÖ', 2, 1)": 'GRÖSSEÄ',
        },
      },
    ],
  },
  'of distributions': {
    script: SAMPLES,
    steps: [
      {
        values: {
          'Round(ChiDist(8, 15), 0.0001)': '0.9238',
          'Round(ChiInv(0.9237827, 15), 0.0001)': '8',
          'Round(FDist(15, 8, 6), 0.0001)': '0.0019',
          'Round(FInv(0.0019369, 8, 6), 0.001)': '15',
          'Round(NormDist(0.5, 0, 1), 0.0001)': '0.6915',
          'Round(NormInv(0.6914625, 0, 1), 0.0001)': '0.5',
          'Round(TDist(1, 30, 2), 0.0001)': '0.3253',
          'Round(TInv(0.3253086, 30), 0.0001)': '1',
        },
      },
    ],
  },
});
