import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FilterError, parseFilter } from './resource-filter.ts';

const FLIGHTS = {
  name: 'Flights',
  published: true,
  fileSize: 12,
  modifiedDate: '2024-05-09T12:00:00.000Z',
  stream: { name: "Ada's data", id: 'b3f0a1de-52f4-4f0e-9b0a-1f3d5c7e9a01' },
  tags: [{ name: 'red' }, { name: 'blue' }],
  owner: null,
};

const CASES: readonly (readonly [string, boolean])[] = [
  ["name eq 'Flights'", true],
  ["Name EQ 'FLIGHTS'", true],
  ["name eq 'Flight'", false],
  ["name ne 'Flight'", true],
  ['name eq flights', true],
  ["name sw 'fli'", true],
  ["name ew 'TS'", true],
  ["name so 'light'", true],
  ["name so 'x'", false],
  ['published eq true', true],
  ['published eq false', false],
  ['fileSize gt 5', true],
  ['fileSize lt 100', true],
  ['fileSize ge 12 and fileSize le 12', true],
  ["modifiedDate gt '2024-05-09 11:59:59'", true],
  ["modifiedDate lt '2024-05-09T12:00:00Z'", false],
  ["modifiedDate ge '2024-05-09'", true],
  ["stream.name eq 'ada''s data'", true],
  ['stream.id eq B3F0A1DE-52F4-4F0E-9B0A-1F3D5C7E9A01', true],
  ["tags.name eq 'blue'", true],
  ["tags.name ne 'blue'", false],
  ["tags.name ne 'green'", true],
  ['owner eq null', true],
  ['stream ne null', true],
  ["owner.name eq 'x'", false],
  ["nothing ne 'x'", true],
  ["name eq 'x' or name eq 'flights' and published eq true", true],
  ["(name eq 'x' or name eq 'flights') and published eq false", false],
  ["not name eq 'x'", true],
  ["not (name eq 'flights' and published eq true)", false],
];

describe('the filters of the Repository Service API', () => {
  for (const [filter, isWanted] of CASES) {
    it(`${isWanted ? 'pass' : 'drop'}: ${filter}`, () => {
      assert.equal(parseFilter(filter)(FLIGHTS), isWanted);
    });
  }

  it('that are not valid are refused, with where and why', () => {
    for (const [filter, problem] of [
      ['', /expected a property, found the end/],
      ['name', /expected an operator, found the end/],
      ["name is 'x'", /expected one of eq, ne, .*, found “is” at 6/],
      ['name eq', /expected a value, found the end/],
      ["name eq 'x", /a text has no end, from 8 on/],
      ["(name eq 'x'", /expected “\)”, found the end/],
      ["name eq 'x' name eq 'y'", /expected the end, “and” or “or”, found “name” at 13/],
      ["name eq 'x' and", /expected a property, found the end/],
      ["'name' eq 'x'", /expected a property, found “name” at 1/],
      ['('.repeat(5_000), /more than 100 levels/],
      ['not '.repeat(5_000), /more than 100 levels/],
    ] as const)
      assert.throws(
        () => parseFilter(filter),
        (error: unknown) => error instanceof FilterError && problem.test(error.message),
        filter,
      );
  });

  it('agree with the same condition written in JavaScript, for every combination', () => {
    type Condition = { readonly text: string; readonly holds: (row: { a: number; b: string }) => boolean };
    const leaf: fc.Arbitrary<Condition> = fc.oneof(
      fc
        .integer({ min: 0, max: 4 })
        .map((n) => ({ text: `a gt ${n}`, holds: ({ a }: { a: number }) => a > n })),
      fc.constantFrom('', 'x', "x'y").map((s) => ({
        text: `b eq '${s.replaceAll("'", "''")}'`,
        holds: ({ b }: { b: string }) => b === s,
      })),
      fc
        .constantFrom('x', 'y')
        .map((s) => ({ text: `b so '${s}'`, holds: ({ b }: { b: string }) => b.includes(s) })),
    );
    const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('condition').map(({ text, holds }) => ({
          text: `not (${text})`,
          holds: (row: { a: number; b: string }) => !holds(row),
        })),
        fc.tuple(tie('condition'), tie('condition')).map(([p, q]) => ({
          text: `(${p.text}) and (${q.text})`,
          holds: (row: { a: number; b: string }) => p.holds(row) && q.holds(row),
        })),
        fc.tuple(leaf, leaf, leaf).map(([p, q, r]) => ({
          text: `${p.text} or ${q.text} and ${r.text}`,
          holds: (row: { a: number; b: string }) => p.holds(row) || (q.holds(row) && r.holds(row)),
        })),
      ),
    }));
    const row = fc.record({ a: fc.integer({ min: 0, max: 5 }), b: fc.constantFrom('', 'x', "x'y", 'xy') });
    fc.assert(
      fc.property(condition, row, ({ text, holds }, each) => {
        assert.equal(parseFilter(text)(each), holds(each), text);
      }),
      { numRuns: 1000 },
    );
  });
});
