import { isIntegerMeasure, readMeasure } from './fake-expressions';
import { FakeTable } from './fake-fields';

const ROWS = [
  { Region: 'North', Sales: 1 },
  { Region: 'North', Sales: 2 },
  { Region: 'South', Sales: 2 },
];
const TABLE = new FakeTable(ROWS, { rows: ROWS });

describe('the measures of the fake engine', () => {
  for (const [definition, value] of [
    ['Sum(Sales)', 5],
    ['=sum ( [Sales] )', 5],
    ['Count(Region)', 3],
    ['COUNT( Distinct  "Region" )', 2],
    ['sum(distinct Sales)', 3],
    ['only(Region)', null],
  ] as const)
    it(`reads ${definition}`, () => {
      expect(readMeasure(definition, TABLE)(ROWS)).toBe(value);
    });

  for (const definition of [
    'Sum()',
    'Sum( )',
    'Sum(distinct)',
    'Sum(distinct )',
    'Sum((Sales))',
    'Median(Sales)',
  ])
    it(`refuses ${definition}`, () => {
      expect(() => readMeasure(definition, TABLE)).toThrowError(/cannot calculate/);
    });

  it('knows which are integers', () => {
    expect(isIntegerMeasure('Sum(Sales)', TABLE)).toBeTrue();
    expect(isIntegerMeasure('count( distinct Region )', TABLE)).toBeTrue();
    expect(isIntegerMeasure('Avg(Sales)', TABLE)).toBeFalse();
    expect(isIntegerMeasure('Only(Region)', TABLE)).toBeFalse();
  });

  for (const [what, definition] of [
    ['before a field', `Sum(${' '.repeat(100_000)}x`],
    ['within a name', `Sum(a${' '.repeat(100_000)}b`],
    ['behind the name of a function', `Sum${' '.repeat(100_000)}x`],
  ] as const)
    it(`needs no more than a moment for a hundred thousand blanks ${what}`, () => {
      const begun = performance.now();
      expect(() => readMeasure(definition, TABLE)).toThrow();
      // What grows with the square of the length takes minutes.
      expect(performance.now() - begun).toBeLessThan(4_000);
    });
});
