import { describe } from 'node:test';
import { setStatements, US } from '../testing/regional-variables.ts';
import { testScripts } from '../testing/script-cases.ts';

// The names of months and days in other languages.
// cspell:disable

const GERMAN = `SET ThousandSep='.'; SET DecimalSep=','; SET MoneyThousandSep='.'; SET MoneyDecimalSep=',';
SET MoneyFormat='#.##0,00 €;-#.##0,00 €'; SET DateFormat='DD.MM.YYYY'; SET TimestampFormat='DD.MM.YYYY hh:mm:ss';
`;
const US_HEADER = setStatements(US);
const DUTCH = `SET DateFormat='D-M-YYYY';
SET MonthNames='jan;feb;mrt;apr;mei;jun;jul;aug;sep;okt;nov;dec';
SET LongMonthNames='januari;februari;maart;april;mei;juni;juli;augustus;september;oktober;november;december';
SET DayNames='ma;di;wo;do;vr;za;zo';
SET LongDayNames='maandag;dinsdag;woensdag;donderdag;vrijdag;zaterdag;zondag';
`;

describe('dates as texts in scripts', () => {
  testScripts({
    'are numbers in LET, IF and Switch': {
      script: `SET DateFormat='DD/MM/YYYY';
LET vNext = Date('30/01/2024' + 1);
LET vDays = '02/02/2024' - '30/01/2024';
LET vLater = If('02/02/2024' > '30/01/2024', 'yes', 'no');
LET vYear = Year('31/12/2023');
LET vNumber = Num('01/02/2024');
IF '01/02/2024' > '31/01/2024' THEN
  LET vTaken = 1;
END IF
SWITCH 45323
  CASE '01/02/2024'
    LET vCase = 'date';
  DEFAULT
    LET vCase = 'other';
END SWITCH`,
      variables: {
        vNext: '31/01/2024',
        vDays: '3',
        vLater: 'yes',
        vYear: '2023',
        vNumber: '45323',
        vTaken: '1',
        vCase: 'date',
      },
    },
    'are numbers in loads: fields, WHERE, WHILE, AUTOGENERATE and FOR': {
      script: `SET DateFormat='DD/MM/YYYY';
T: LOAD Date('30/01/2024' + RecNo() - 1) as d AUTOGENERATE '02/02/2024' - '30/01/2024' + 1;
U: LOAD d as u RESIDENT T WHERE d > '31/01/2024' and not d = '02/02/2024';
W: LOAD Date('30/01/2024' + IterNo()) as w AUTOGENERATE 1 WHILE '30/01/2024' + IterNo() <= '01/02/2024';
FOR i = '01/01/2024' TO '03/01/2024'
  LET vSum = Alt(vSum, 0) + i;
NEXT`,
      tables: {
        T: ['d', '30/01/2024', '31/01/2024', '01/02/2024', '02/02/2024'],
        U: ['u', '01/02/2024'],
        W: ['w', '31/01/2024', '01/02/2024'],
      },
      variables: { vSum: String(3 * 45293) },
    },
    'follow a format that changes in the script': {
      script: `SET DateFormat='DD/MM/YYYY';
LET vFirst = '02/01/2024' + 0;
A: LOAD a, Num(a) as n INLINE [
a
02/01/2024
];
SET DateFormat='MM/DD/YYYY';
LET vSecond = '02/01/2024' + 0;
B: LOAD b, Num(b) as m INLINE [
b
02/01/2024
];`,
      variables: { vFirst: '45293', vSecond: '45323' },
      tables: { A: ['a n', '02/01/2024 45293'], B: ['b m', '02/01/2024 45323'] },
    },
    'find the values of fields and maps': {
      script: `SET DateFormat='DD/MM/YYYY';
Names: MAPPING LOAD * INLINE [
day, name
01/02/2024, first
02/02/2024, second
];
D: LOAD day, n INLINE [
day, n
01/02/2024, 1
3/2/2024, 3
];
T: LOAD ApplyMap('Names', '1/2/2024', 'none') as map, Exists(day, '1/2/2024') as one, Exists(day, '4/2/2024') as four,
  Lookup('n', 'day', '03/02/2024', 'D') as found, FieldIndex('day', '03/02/2024') as place AUTOGENERATE 1;`,
      tables: {
        D: ['day n', '01/02/2024 1', '3/2/2024 3'],
        T: ['map one four found place', 'first -1 0 3 2'],
      },
    },
    'are read under the header of the United States': {
      script: `${US_HEADER}T: LOAD IsNum(ts) as i, Num(dt) as day, mo + 0 as amount, Timestamp(ts + 0) as shown INLINE [
ts|dt|mo
1/2/2020 3:04:05 PM|1/2/2020|$ 1,234.50
1/2/2020 3:04:05.250 PM|12/31/2020|$ 5.00
1/2/2020 12:00:00 AM|31/12/2020|-$ 5.00
] (delimiter is '|');`,
      tables: {
        T: [
          'i day amount shown',
          '-1 43832 1234.5 1/2/2020 3:04:05 PM',
          '-1 44196 5 1/2/2020 3:04:05.250 PM',
          '-1 - -5 1/2/2020 12:00:00 AM',
        ],
      },
    },
  });
});

describe('numbers in scripts', () => {
  testScripts({
    'are read and written with the separators of the script': {
      script: `${GERMAN}T: LOAD *, a * 2 as twice, Num(a, '#.##0,00') as shown, a & '' as text INLINE [
a; d
1.234,5; 31.12.2024
2,25; 01.01.2025
7; 2025-02-03
x; 1.1.25
] (delimiter is ';');
LET vHalf = 7 / 2;
LET vText = '$(vHalf)';
LET vPoint = '$(#vHalf)';
LET vSum = vHalf + '1,25';
LET vMoney = Money(1234.5);
LET vWhole = 4 / 2;`,
      tables: {
        T: [
          'a d twice shown text',
          '1.234,5 31.12.2024 2469 1.234,50 1.234,5',
          '2,25 01.01.2025 4,5 2,25 2,25',
          '7 2025-02-03 14 7,00 7',
          'x 1.1.25 - - x',
        ],
      },
      variables: {
        vHalf: '3,5',
        vText: '3,5',
        vPoint: '3.5',
        vSum: '4,75',
        vMoney: '1.234,50 €',
        vWhole: '2',
      },
    },
    'are aggregated, stored and passed on with those separators': {
      script: `${GERMAN}T: LOAD * INLINE [
k; a
x; 1,5
x; 2,25
y; 4
] (delimiter is ';');
S: LOAD k as key, Sum(a) as total, Concat(a, '/') as list, Avg(a) as mean RESIDENT T GROUP BY k;
STORE S INTO [lib://Data/s.csv] (txt, delimiter is ';');
R: LOAD key as again, total as loaded FROM [lib://Data/s.csv] (txt, embedded labels, delimiter is ';');
SUB keep(value)
  LET vKept = value;
END SUB
CALL keep(1 / 4)
FOR EACH v IN 0.5, 1.5
  LET vLast = v;
NEXT
STORE S INTO [lib://Data/s.qvd];
Q: LOAD total as kept FROM [lib://Data/s.qvd] (qvd);
DROP TABLE T;`,
      tables: {
        S: ['key total list mean', 'x 3,75 1,5/2,25 1,875', 'y 4 4 4'],
        R: ['again loaded', 'x 3,75', 'y 4'],
        Q: ['kept', '3,75', '4'],
      },
      variables: { vKept: '0,25', vLast: '1,5' },
    },
    'are texts if their groups are not of three digits': {
      script: `${GERMAN}T: LOAD IsNum(a) as i, a INLINE [
a
12.34
1.234
1.2345
1.234.567
12.34.567
] (delimiter is ';');`,
      tables: { T: ['i a', '0 12.34', '-1 1.234', '0 1.2345', '-1 1.234.567', '0 12.34.567'] },
    },
    'have spaces as thousand separators': {
      script: `SET ThousandSep=' '; SET DecimalSep=','; SET MoneyFormat='# ##0,00 kr';
T: LOAD a + 0 as n, Num(a, '# ##0,0') as shown, Money(a) as money INLINE [
a
1 234,56
2.5
5,00 kr
] (delimiter is ';');`,
      tables: {
        T: ['n shown money', '1234,56 1 234,6 1 234,56 kr', '2,5 2,5 2,50 kr', '5 5,0 5,00 kr'],
      },
    },
  });
});

describe('calendars in scripts', () => {
  testScripts({
    'have the names of the script': {
      script: `${DUTCH}T: LOAD Month(d) as month, Date(d, 'D MMMM YYYY') as long, WeekDay(d) as day, Date(d, 'WWWW') as longDay,
  MonthName(d) as name, QuarterName(d) as quarter, Num(Date#(Date(d, 'DD-MMM-YYYY'), 'DD-MMM-YYYY')) as back INLINE [
d
1-3-2024
31-12-2023
];`,
      tables: {
        T: [
          'month long day longDay name quarter back',
          'mrt 1 maart 2024 vr vrijdag mrt 2024 jan-mrt 2024 45352',
          'dec 31 december 2023 zo zondag dec 2023 okt-dec 2023 45291',
        ],
      },
    },
    'begin weeks on the first weekday, and may break them': {
      script: `${US_HEADER}T: LOAD Num(WeekDay(d)) as day, Week(d) as week, WeekYear(d) as year, WeekStart(d) as start, Date(WeekEnd(d)) as end,
  WeekName(d) as name, Week(d, 0, 0, 4) as iso INLINE [
d
1/1/2023
3/13/2024
12/31/2022
];`,
      tables: {
        T: [
          'day week year start end name iso',
          '0 1 2023 1/1/2023 1/7/2023 2023/01 52',
          '3 11 2024 3/10/2024 3/16/2024 2024/11 11',
          '6 53 2022 12/25/2022 12/31/2022 2022/53 52',
        ],
      },
    },
    'count unbroken weeks from the reference day': {
      script: `SET FirstWeekDay=0; SET BrokenWeeks=0; SET ReferenceDay=1;
LET vOne = Week(MakeDate(2021, 1, 1));
LET vIso = Week(MakeDate(2021, 1, 1), 0, 0, 4);
LET vYear = WeekYear(MakeDate(2020, 12, 31));
LET vDate = MakeWeekDate(2021, 1, 4);`,
      variables: { vOne: '1', vIso: '53', vYear: '2021', vDate: '2021-01-01' },
    },
    'read formats without marks, and optional parts': {
      script: `T: LOAD Num(Date#(a, 'YYYYMMDD')) as day, Date(Date#(a, 'YYYYMMDD'), 'DDMMYY') as short,
  Num(Timestamp#(b, 'YYYY-MM-DD hh:mm[:ss[.fff]]')) - 43832 as time, Date#(a, 'MMDDYYYY') as other INLINE [
a, b
20230315, 2020-01-02 12:00
20240229, 2020-01-02 12:00:00
2023-0230, 2020-01-02 18:00:00.000
];`,
      tables: {
        T: [
          'day short time other',
          '45000 150323 0.5 20230315',
          '45351 290224 0.5 20240229',
          '- - 0.75 2023-0230',
        ],
      },
    },
  });
});
