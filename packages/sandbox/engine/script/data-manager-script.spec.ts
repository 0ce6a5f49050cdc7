import { describe } from 'node:test';
import { setStatements, US } from '../testing/regional-variables.ts';
import { testScripts } from '../testing/script-cases.ts';

/** The header that Qlik's editor gives a new app. */
const HEADER = setStatements({
  ...US,
  MoneyFormat: '$#,##0.00;-$#,##0.00',
  CollationLocale: 'en-US',
  CreateSearchIndexOnReload: '1',
  MonthNames: 'Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec',
  LongMonthNames: 'January;February;March;April;May;June;July;August;September;October;November;December',
  DayNames: 'Mon;Tue;Wed;Thu;Fri;Sat;Sun',
  LongDayNames: 'Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday',
  NumericalAbbreviation: '3:k;6:M;9:G;12:T;15:P;18:E;21:Z;24:Y;-3:m;-6:μ;-9:n;-12:p;-15:f;-18:a;-21:z;-24:y',
});

/** The structure of what the Data manager writes: renames tables that have the names of its own tables, in a loop over their names. */
const RENAMES = `
Set managed = '','Sales';
//Renames the tables of other sections, which would conflict
For each name in $(managed)
    Let index = 0;
    Let current = name;
    Let number = TableNumber(name);
    Let matches = 0;
    Do while not IsNull(number) or (index > 0 and matches > 0)
        index = index + 1;
        current = name & '-' & index;
        number = TableNumber(current);
        matches = Match('$(current)', $(managed));
    Loop
    If index > 0 then
            Rename Table '$(name)' to '$(current)';
    EndIf;
Next;
Set managed = ;
Unqualify *;
`;

const SALES = `
__aliasesBase:
LOAD Alias AS [__Country], Code AS [__Code]
INLINE [
Alias,Code
Sweden,SWE];

[__aliases]:
MAPPING LOAD * RESIDENT __aliasesBase;

[Sales]:
LOAD
	[OrderDate],
	APPLYMAP('__aliases', [Country], '-') AS [Country_GeoInfo],
	Date(Date#([Shipped], 'YYYY-MM-DD') ) AS [Shipped]
INLINE [
OrderDate,Country,Shipped
1/31/2024,Sweden,2024-02-03
12/24/2023,Norway,2023-12-31
];

TAG FIELD [Country_GeoInfo] WITH '$geopoint', '$hidden', '$relates_Country';
DROP TABLES __aliasesBase;
`;

/** A calendar with the forms that the Data manager writes: functions in functions, tags, and calculations without tags. */
const CALENDAR = `
[autoCalendar]: 
  DECLARE FIELD DEFINITION Tagged ('$date')
FIELDS
  Dual(Year($1), YearStart($1)) AS [Year] Tagged ('$axis', '$year'),
  Dual('Q'&Num(Ceil(Num(Month($1))/3)),Num(Ceil(NUM(Month($1))/3),00)) AS [Quarter] Tagged ('$quarter', '$cyclic'),
  Dual(Year($1)&'-'&Month($1), monthstart($1)) AS [YearMonth] Tagged ('$axis', '$yearmonth', '$qualified'),
  Date(Floor($1), 'D') AS [_Date] Tagged ('$axis', '$date', '$hidden', '$simplified'),
  If (DayNumberOfYear($1) <= DayNumberOfYear(Today()), 1, 0) AS [InYTD] ,
  12*Year(Today())+Month(Today())-12*Year($1)-Month($1) AS [MonthsAgo] ;

DERIVE FIELDS FROM FIELDS [OrderDate], [Shipped] USING [autoCalendar] ;
`;

const TABLE = ['OrderDate Country_GeoInfo Shipped', '1/31/2024 SWE 2/3/2024', '12/24/2023 - 12/31/2023'];

describe("a script with Qlik's header and the sections of the Data manager", () => {
  testScripts({
    'loads the tables': {
      script: HEADER + RENAMES + SALES,
      tables: { Sales: TABLE },
      variables: { managed: '', number: null, DateFormat: 'M/D/YYYY', index: '0' },
    },
    'renames a table of another section': {
      script: `${HEADER}Sales: LOAD 1 AS a AUTOGENERATE 1;${RENAMES}${SALES}`,
      tables: { 'Sales-1': ['a', '1'], Sales: TABLE },
    },
    'derives the calendar': {
      script: `${HEADER}${RENAMES}${SALES}${CALENDAR}`,
      variables: { managed: '' },
    },
  });
});
