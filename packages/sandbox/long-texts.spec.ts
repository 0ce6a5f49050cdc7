import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from './client-managed/repository/resource-filter.ts';
import { parseUserHeader } from './client-managed/users/qlik-user.ts';
import { formatInterval, parseInterval } from './engine/expression/interval-format.ts';
import { RegionalSettings } from './engine/expression/regional-settings.ts';
import { searchValues } from './engine/expression/value-search.ts';
import { wildcardPattern } from './engine/expression/wildcards.ts';
import type { Field } from './engine/model/field.ts';
import { SymbolTable } from './engine/model/symbol-table.ts';
import { forRange, subCall, subHead } from './engine/script/control-heads.ts';
import { isLoad, parseLoad } from './engine/script/load-parser.ts';
import type { ScriptContext } from './engine/script/script-context.ts';
import { parseStatement } from './engine/script/statement-parser.ts';
import { hasInclude } from './engine/script/script-include.ts';

const LENGTH = 1_000;
const TIMES = 4;
/** In proportion to the length it is about 4, to the square of it 16. */
const MOST_GROWTH = 9;
/** What the longer text takes at most without a comparison. To the square of its length each of these takes more than 20 ms. */
const SHORT_MS = 8;
/** In proportion to the cube of its length even the shorter text takes a second. */
const MOST_MS = 500;

const settings = new RegionalSettings(() => undefined);
const FIELD: Field = {
  name: 'Field',
  symbols: new SymbolTable(),
  tags: [],
  tables: [],
  island: 0,
  codes: new Int32Array(),
  isCalculated: false,
};
const spaces = (length: number) => ' '.repeat(length);

function search(text: string): unknown {
  return searchValues(FIELD, text, { plain: 'anywhere', settings });
}

/** What clients and scripts may send, as long as wanted. */
const READERS: Readonly<Record<string, (length: number) => unknown>> = {
  'a comparison without a bound': (length) => search(`>${spaces(length)}=`),
  'a comparison with a bound': (length) => search(`>a${spaces(length)}=`),
  'alternatives that do not end': (length) => search(`(${'|'.repeat(length)}`),
  wildcards: (length) => wildcardPattern('*a*a*b').test('a'.repeat(length)),
  'the header of a user': (length) => parseUserHeader(`UserDirectory=A; UserId=a${spaces(length)};x`),
  'a label without a colon': (length) => isLoad(`a${spaces(length)}!`),
  'brackets that do not end': (length) => parseLoad(`LOAD ${'['.repeat(length)}`),
  'a loop without an end': (length) => forRange(`for i = 1${spaces(length)}x`),
  'the head of a subroutine': (length) => subHead(`sub a${spaces(length)}x`),
  'a call of a subroutine': (length) => subCall(`call a${spaces(length)}x`),
  'an include that does not end': (length) => hasInclude(`$(include=${spaces(length)}`),
  'an amount of money': (length) => settings.moneyPattern.read(`$${'1'.repeat(length)}x`),
  'a format of intervals, its brackets': (length) => formatInterval(1.5, '['.repeat(2 * length)),
  'a format of intervals, its codes': (length) => formatInterval(1.5, 'hm'.repeat(length / 2)),
  'an interval, by a format of brackets': (length) => parseInterval('1:00', '['.repeat(2 * length)),
  'an interval, by a format without separators': (length) => parseInterval(`${'1'.repeat(length)}x`, 'hms'),
  'an interval, by a format with optional parts': (length) =>
    parseInterval(`${'x'.repeat(length)}y`, '[x]'.repeat(length / 4)),
  'a filter with blanks at its end': (length) => parseFilter(`${'('.repeat(length)}${spaces(4 * length)}`),
  'a filter of parentheses': (length) => parseFilter('('.repeat(4 * length)),
  'the slashes of a directory': (length) =>
    parseStatement(`Directory ${'/'.repeat(4 * length)}x`)({ state: { files: {} } } as ScriptContext),
  'a format of times': (length) =>
    new RegionalSettings((name) => (name === 'TimeFormat' ? `${spaces(length)}x` : undefined)),
};

describe('the time to read a long text', () => {
  for (const [name, read] of Object.entries(READERS))
    it(`grows in proportion to its length: ${name}`, () => {
      const short = shortest(read, LENGTH);
      assert.ok(short < MOST_MS, `${short.toFixed(0)} ms for ${LENGTH} characters`);
      const long = shortest(read, TIMES * LENGTH);
      assert.ok(
        long < SHORT_MS || long / short < MOST_GROWTH,
        `${short.toFixed(2)} ms for ${LENGTH} characters, ${long.toFixed(2)} ms for ${TIMES * LENGTH}`,
      );
    });
});

/** The shortest of some times in ms: other programs lengthen one, never all. */
function shortest(read: (length: number) => unknown, length: number): number {
  const times = Array.from({ length: 3 }, () => {
    const begun = performance.now();
    try {
      read(length);
    } catch {
      // Most of these texts are refused, which is right.
    }
    return performance.now() - begun;
  });
  return Math.min(...times);
}
