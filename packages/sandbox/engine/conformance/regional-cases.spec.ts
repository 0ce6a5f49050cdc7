import { testApps } from '../testing/app-cases.ts';

// cspell:ignore fév févr janv juin juil août DDMMMYY

/** The header of a new app for users in the United States. */
const US = `SET ThousandSep=','; SET DecimalSep='.'; SET MoneyThousandSep=','; SET MoneyDecimalSep='.';
SET MoneyFormat='$#,##0.00;-$#,##0.00'; SET TimeFormat='h:mm:ss TT'; SET DateFormat='M/D/YYYY';
SET TimestampFormat='M/D/YYYY h:mm:ss[.fff] TT'; SET FirstWeekDay=6; SET BrokenWeeks=1; SET ReferenceDay=0;
SET MonthNames='Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec'; SET DayNames='Mon;Tue;Wed;Thu;Fri;Sat;Sun';
SET NumericalAbbreviation='3:k;6:M;9:G;12:T;-3:m;-6:μ';
`;
const FRENCH = `SET ThousandSep=' '; SET DecimalSep=','; SET MoneyThousandSep=' '; SET MoneyDecimalSep=',';
SET MoneyFormat='# ##0,00 €;-# ##0,00 €'; SET TimeFormat='hh:mm:ss'; SET DateFormat='DD/MM/YYYY';
SET TimestampFormat='DD/MM/YYYY hh:mm:ss[.fff]'; SET FirstWeekDay=0; SET BrokenWeeks=0; SET ReferenceDay=4;
SET MonthNames='janv.;févr.;mars;avr.;mai;juin;juil.;août;sept.;oct.;nov.;déc.'; SET DayNames='lun.;mar.;mer.;jeu.;ven.;sam.;dim.';
`;
const EMPTY = 'T: LOAD 1 as one AUTOGENERATE 1;';

testApps('an app for the United States', {
  'reads timestamps, money and numbers of files': {
    script: `${US}T: LOAD * INLINE [
id|stamp|money|number|code
1|1/2/2024 3:04:05 PM|$1,234.50|1,000|00123
2|12/31/2023 12:00:00 AM|$5.00|2.50|1e3
3|2/29/2024 1:30:00.250 PM|-$3.00|-0|1E-2
4|2/30/2024 1:00:00 PM|5|.5|+7
5|2/28/2024|1,234|1,00|1.2.3
] (delimiter is '|');`,
    steps: [
      {
        values: {
          "Concat(id & '=' & Num(stamp, '0.000'), ' ', id)":
            '1=45293.628 2=45291.000 3=45351.563 4= 5=45350.000',
          "Concat(id & '=' & Num(money), ' ', id)": '1=1234.5 2=5 3=-3 4=5 5=1234',
          "Concat(id & '=' & Num(number), ' ', id)": '1=1000 2=2.5 3=0 4=0.5 5=',
          "Concat(id & '=' & Num(code), ' ', id)": '1=123 2=1000 3=0.01 4=7 5=',
          'Sum(money)': '2475.5',
          'Sum({<stamp={">=1/1/2024<2/29/2024"}>} id)': '6',
          'Sum({<stamp={">=1/1/2024"}>} id)': '9',
          'Sum({<stamp={"1/2/2024*"}>} id)': '1',
          'Sum({<stamp={"2/28/2024"}>} id)': '5',
          "Sum({<stamp={'2/29/2024 1:30:00.250 PM'}>} id)": '3',
          'Sum({<money={">$1,000.00"}>} id)': '6',
          'Sum({<money={">1000"}>} id)': '6',
          'Sum({<number={1000}>} id)': '1',
          "Sum({<number={'1,000'}>} id)": '1',
          'Sum({<number={">=1,000"}>} id)': '1',
          'Sum({<code={123}>} id)': '1',
          'Sum({<code={"00123"}>} id)': '1',
        },
      },
      { list: 'stamp', search: '>=2/28/2024', found: ['2/28/2024', '2/29/2024 1:30:00.250 PM'] },
      { list: 'money', search: '<$5.00', found: ['-$3.00'] },
      { list: 'number', search: '>2.4<1,001', found: ['2.50', '1,000'] },
      { select: { stamp: ['2/29/2024 1:30:00.250 PM'] } },
      { values: { 'Sum(id)': '3', 'GetFieldSelections(stamp)': '2/29/2024 1:30:00.250 PM' } },
    ],
  },
  'counts weeks from Sunday, broken at the end of the year': {
    script: US + EMPTY,
    steps: [
      {
        values: {
          "Week('12/31/2023')": '53',
          "Week('1/1/2024')": '1',
          "Week('1/6/2024')": '1',
          "Week('1/7/2024')": '2',
          "WeekName('12/31/2023')": '2023/53',
          "WeekDay('1/7/2024') + 0": '0',
          "WeekDay('1/7/2024')": 'Sun',
          "WeekStart('1/10/2024')": '1/7/2024',
          "WeekEnd('1/10/2024')": '1/13/2024',
          "WeekStart('1/1/2024')": '12/31/2023',
          "WeekYear('1/1/2021')": '2021',
        },
      },
    ],
  },
  'writes and reads in formats of every kind': {
    script: US + EMPTY,
    steps: [
      {
        values: {
          "Date('2/29/2024', 'DD.MM.YY')": '29.02.24',
          "Date('2/29/2024', 'WWWW D MMMM YYYY')": 'Thursday 29 February 2024',
          "Date('2/29/2024', 'WWW W WW')": 'Thu 3 03',
          "Timestamp('2/29/2024', 'YYYYMMDDhhmmss')": '20240229000000',
          'Timestamp(45351.5)': '2/29/2024 12:00:00 PM',
          "Time(0.75, 'h:mm tt')": '6:00 pm',
          "Time(0, 'h TT')": '12 AM',
          "Num(Timestamp#('2/29/2024 12:00:00 AM'))": '45351',
          "Num(Date#('240229', 'YYMMDD'))": '45351',
          "Num(Date#('29feb24', 'DDMMMYY'))": '45351',
          "Num(Date#('29022024', 'DDMMYYYY'))": '45351',
          "Num(Date#('202402', 'YYYYMM'))": '45323',
          "Num(Date#('Feb 2024', 'MMM YYYY'))": '45323',
          "Num(Time#('180000', 'hhmmss'))": '0.75',
          "Date#('2024-02-30', 'YYYY-MM-DD') + 0": '-',
          "Num(Interval#('36:00', 'hh:mm'))": '1.5',
          "Interval(1.25, 'D hh:mm')": '1 06:00',
          "Interval(-0.5, 'hh:mm')": '-12:00',
          "Num(-1234.567, '#,##0.00;(#,##0.00)')": '(1,234.57)',
          "Num(0.12345, '0.0%')": '12.3%',
          "Num(1234567, '0.0A')": '1.2M',
          "Num(0.0012, '0.0A')": '1.2m',
          "Num(1234.5, '# ##0,00', ',', ' ')": '1 234,50',
          "Num(-2.5, '0')": '-3',
          'Money(-1234.5)': '-$1,234.50',
          "Money(10, 'kr #,##0.00')": 'kr 10.00',
          "Num#('1.234,50', '#.##0,00', ',', '.') + 0": '1234.5',
          "'$1,234.50' + 1": '1235.5',
          "'2/29/2024' + 1": '45352',
          "'2/30/2024' + 1": '-',
          "Year('2/29/2024 1:00:00 PM')": '2024',
          'MakeDate(2024, 2, 29) - MakeDate(2023, 2, 28)': '366',
          'MakeDate(12, 2)': '2/1/2012',
          "Num(Date#('8/7/97'))": '35649',
          "Num(Date#('8/6/1997'))": '35648',
          "Num(Date#('8/7/97', 'M/D/YYYY'))": '35649',
          "Date#('240229', 'YYYYMMDD') + 0": '240229',
          "Timestamp(Timestamp#('2015-09-15T12:13:14'))": '9/15/2015 12:13:14 PM',
          "Timestamp(Timestamp#('1952-10-16T13:14:00+0200'))": '10/16/1952 11:14:00 AM',
          "Timestamp(Timestamp#('1952-10-16T23:30-05:00'))": '10/17/1952 4:30:00 AM',
          "Timestamp(Timestamp#('1109-03-01T14:15'))": '3/1/1109 2:15:00 PM',
          "Timestamp(Timestamp#('2024-02-29T00:00:00.25Z'))": '2/29/2024 12:00:00.250 AM',
          "Timestamp#('2024-02-30T00:00:00') + 0": '-',
          "AddMonths('2/29/2024', 12)": '2/28/2025',
          "AddMonths('1/31/2024', 1)": '2/29/2024',
          "AddYears('2/29/2024', -4)": '2/29/2020',
        },
      },
    ],
  },
});

testApps('an app for France', {
  'reads and writes its numbers, dates and names': {
    script: `${FRENCH}T: LOAD * INLINE [
id|day|amount|money
1|31/01/2024|1 234,5|1 000,50 €
2|29/02/2024|0,25|-2,00 €
3|01/03/2024|12|3 €
] (delimiter is '|');`,
    steps: [
      {
        values: {
          'Sum(amount)': '1246,75',
          'Sum(money)': '1001,5',
          'Money(Sum(money))': '1 001,50 €',
          "Num(Sum(amount), '# ##0,0')": '1 246,8',
          "Num(Sum(amount) / 3, '0,00') & ' kg'": '415,58 kg',
          'Month(Max(day))': 'mars',
          'WeekDay(Min(day))': 'mer.',
          "Date(Min(day), 'D MMM YYYY')": '31 janv. 2024',
          "Num(Date#('1 févr. 2024', 'D MMM YYYY'))": '45323',
          'MonthName(Min(day))': 'janv. 2024',
          "QuarterName('15/12/2023')": 'oct.-déc. 2023',
          "MonthsName(4, '19/10/2013', 0, 2)": 'oct.-janv. 2014',
          "QuarterName('15/01/2024', 0, 3)": 'déc.-févr. 2024',
          'Sum({<day={">=01/02/2024"}>} id)': '5',
          "Sum({<day={'29/02/2024'}>} id)": '2',
          'Sum({<amount={"<1,5"}>} id)': '2',
          'Sum({<amount={"1 234,5"}>} id)': '1',
          'Sum({<amount={">$(=Avg(amount))"}>} id)': '1',
          'Sum({<day={">$(=Date(Min(day)))"}>} id)': '5',
          "'1,5' * 2": '3',
          "'1.5' * 2": '3',
          'Round(2,5)': '0',
          "Week('31/12/2024')": '1',
          "WeekYear('31/12/2024')": '2025',
          "Week('03/01/2021')": '53',
          "WeekName('03/01/2021')": '2020/53',
          "WeekStart('03/01/2021')": '28/12/2020',
          "InDay('29/02/2024 23:59:59', '29/02/2024', 0)": '-1',
        },
      },
      { list: 'day', search: '>=29/02/2024', found: ['29/02/2024', '01/03/2024'] },
      { list: 'amount', search: '>0,2<=12', found: ['0,25', '12'] },
      {
        dimensions: ['=Month(day)'],
        measures: ['Sum(amount)', { qDef: { qDef: 'Sum(money)', qNumFormat: { qType: 'M' } } }],
        rows: ['janv. 1234,5 1 000,50 €', 'févr. 0,25 -2,00 €', 'mars 12 3,00 €'],
      },
    ],
  },
});

testApps('days, weeks and zones', {
  'at leap days, in week 53 and when clocks change': {
    script: `SET DateFormat='YYYY-MM-DD'; SET TimestampFormat='YYYY-MM-DD hh:mm:ss'; SET FirstWeekDay=0; SET BrokenWeeks=0;
SET ReferenceDay=4;${EMPTY}`,
    steps: [
      {
        values: {
          "Week('2020-12-31')": '53',
          "Week('2021-01-03')": '53',
          "Week('2021-01-04')": '1',
          "Week('2018-12-31')": '1',
          "WeekYear('2018-12-31')": '2019',
          'MakeWeekDate(2020, 53, 6)': '2021-01-03',
          'MakeWeekDate(2021, 1)': '2021-01-04',
          "Week('2021-01-03', 6)": '1',
          "Week('2021-01-03', 0, 1)": '1',
          "YearEnd('2024-02-29')": '2024-12-31',
          "MonthEnd('2100-02-01')": '2100-02-28',
          "MonthEnd('2000-02-01')": '2000-02-29',
          "Age('2024-02-28', '2020-02-29')": '3',
          "Age('2024-02-29', '2020-02-29')": '4',
          "SetDateYear('2024-02-29', 2023)": '2023-02-28',
          "DayNumberOfYear('2023-03-01')": '61',
          "Quarter('2026-10-29')": '4',
          "Quarter('2026-10-29', 3)": '3',
          "Quarter('2026-01-15', 3)": '4',
          "ConvertToLocalTime('2024-03-31 00:59:59', 'Berlin')": '2024-03-31 01:59:59',
          "ConvertToLocalTime('2024-03-31 01:00:00', 'Berlin')": '2024-03-31 03:00:00',
          "ConvertToLocalTime('2024-10-27 00:59:00', 'Berlin')": '2024-10-27 02:59:00',
          "ConvertToLocalTime('2024-10-27 01:00:00', 'Berlin')": '2024-10-27 02:00:00',
          "ConvertToLocalTime('2024-07-01 12:00:00', 'Berlin', -1)": '2024-07-01 13:00:00',
          "ConvertToLocalTime('2024-07-01 00:00:00', 'GMT-07:00')": '2024-06-30 17:00:00',
          "FirstWorkDate('2014-12-29', 9)": '2014-12-17',
          "FirstWorkDate('2014-12-29', 9, '2014-12-25', '2014-12-26')": '2014-12-15',
          "LastWorkDate('2014-12-19', 9, '2014-12-25', '2014-12-26')": '2015-01-02',
          "NetWorkDays('2013-12-19', '2014-01-07', '2013-12-25', '2013-12-26')": '12',
          "InMonths(4, '2013-01-25', '2013-04-25', 0)": '-1',
          "MonthsStart(4, '2013-10-19', 0, 2)": '2013-10-01',
          "LunarWeekStart('2013-01-12', 0, 1)": '2013-01-09',
        },
      },
    ],
  },
});
