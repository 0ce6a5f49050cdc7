import { testApps } from '../testing/app-cases.ts';

const NAMES = `Names: LOAD * INLINE [
FirstName|Initials|Phone
John|JA|Yes
Sue|SB|Yes
Mark|MC|No
Peter|PD|No
Jane|JE|Yes
Peter|PF|Yes
] (delimiter is '|');
Years: LOAD 2000 + RecNo() as Year AutoGenerate 20;`;

testApps('functions over selections', {
  'list values, the values that are not selected, or counts': {
    script: NAMES,
    steps: [
      { values: { 'GetFieldSelections(FirstName)': '-', 'GetSelectedCount(FirstName)': '0' } },
      { select: { FirstName: ['John', 'Peter'] } },
      {
        values: {
          'GetFieldSelections(FirstName)': 'John, Peter',
          "GetFieldSelections(FirstName, '; ')": 'John; Peter',
          "GetFieldSelections(FirstName, Chr(10) & '-')": 'John\n-Peter',
          "GetFieldSelections(FirstName, Repeat('+', 2), 1 + 1)": 'John++Peter',
          "GetCurrentSelections(Chr(13) & Chr(10), ' = ', '/')": 'FirstName = John/Peter',
        },
      },
      { select: { FirstName: ['John', 'Sue', 'Mark'] } },
      {
        values: {
          "GetFieldSelections(FirstName, ';', 3)": 'John;Sue;Mark',
          "GetFieldSelections(FirstName, ';', 1)": '3 of 5',
        },
      },
      { select: { FirstName: ['John', 'Sue', 'Mark', 'Jane'] } },
      {
        values: {
          "GetFieldSelections(FirstName, ';', 2)": 'NOT Peter',
          "GetFieldSelections(FirstName, ';', 4)": 'John;Sue;Mark;Jane',
        },
      },
      {
        select: {
          FirstName: ['John', 'Sue', 'Mark'],
          Initials: ['JA', 'SB', 'MC'],
          Year: [2001, 2002, 2003, 2004, 2005, 2006, 2007],
        },
      },
      { values: { 'GetFieldSelections(Year)': '7 of 20' } },
      { select: { Year: Array.from({ length: 18 }, (_, place) => 2001 + place) } },
      {
        values: {
          'GetFieldSelections(Year)': 'NOT 2019, 2020',
          "GetCurrentSelections(' + ')":
            'FirstName: John, Sue, Mark + Initials: JA, SB, MC + Year: NOT 2019, 2020',
        },
      },
      { select: { Year: Array.from({ length: 20 }, (_, place) => 2001 + place) } },
      { values: { 'GetFieldSelections(Year)': 'ALL', 'GetSelectedCount(Year)': '20' } },
    ],
  },
  'count selected values that others exclude with include_excluded only': {
    script: NAMES,
    steps: [
      { select: { Initials: ['JA', 'SB', 'MC', 'PD', 'JE', 'PF'] } },
      { select: { Phone: ['Yes'] } },
      {
        values: {
          'GetSelectedCount(Initials)': '4',
          'GetSelectedCount(Initials, False())': '4',
          'GetSelectedCount(Initials, True())': '6',
          'GetPossibleCount(Initials)': '4',
          'GetExcludedCount(Initials)': '2',
          'GetExcludedCount(Phone)': '1',
          'GetAlternativeCount(Phone)': '1',
          'GetPossibleCount(FirstName)': '4',
          'GetExcludedCount(FirstName)': '1',
        },
      },
    ],
  },
  'are over the state of the object or of the parameter': {
    script: NAMES,
    states: ['Other one'],
    steps: [
      { select: { FirstName: ['John'] } },
      { select: { FirstName: ['Sue', 'Mark'], Phone: ['No'] }, state: 'Other one' },
      {
        values: {
          "GetFieldSelections(FirstName, ',', 6, 'Other one')": 'Sue,Mark',
          "GetFieldSelections(FirstName, ',', 6, '$')": 'John',
          "GetSelectedCount(FirstName, 0, 'Other one')": '1',
          "GetSelectedCount(FirstName, 1, 'Other one')": '2',
          "GetCurrentSelections('; ', ': ', ',', 6, 'Other one')": 'FirstName: Sue,Mark; Phone: No',
        },
      },
      {
        cube: { qStateName: 'Other one' },
        measures: ['GetFieldSelections(Phone)', "GetFieldSelections(FirstName, ',', 6, '$')"],
        rows: ['No John'],
      },
    ],
  },
});
