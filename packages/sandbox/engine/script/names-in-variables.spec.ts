import { describe } from 'node:test';
import { testScripts } from '../testing/script-cases.ts';

const TABLES = `A: Load 1 as x, 2 as y AutoGenerate 2; B: Load 3 as z AutoGenerate 3;`;

/** Calls with their results; `vTable` is `B`, `vField` is `y`. */
const CALLS: readonly (readonly [call: string, want: string])[] = [
  ["TableNumber('B')", '1'],
  ['TableNumber(vTable)', '1'],
  ['TableNumber(B)', '1'],
  ["TableNumber(vTable & '')", '1'],
  ["TableNumber('$(vTable)')", '1'],
  ['NoOfRows(vTable)', '3'],
  ['NoOfRows([vTable])', '3'],
  ['NoOfRows(A)', '2'],
  ["NoOfRows(Upper('a'))", '2'],
  ['NoOfFields(vTable)', '1'],
  ["NoOfFields('A')", '2'],
  ['FieldName(1, vTable)', 'z'],
  ["FieldNumber(vField, 'A')", '2'],
  ['FieldNumber(vField, A)', '2'],
  ["FieldNumber('z', vTable)", '1'],
  ['FieldNumber(vField, vTable)', '0'],
  ['NoOfRows()', '3'],
];

describe('a name of a table or field in a function', () => {
  for (const [call, want] of CALLS) {
    testScripts({
      [`is found: ${call}`]: {
        script: `${TABLES} Let vTable = 'B'; Let vField = 'y'; Let found = ${call};`,
        variables: { found: want },
      },
    });
  }
});
