import fc from 'fast-check';
import { generatedCases } from '../../generated-cases.spec';
import { isIntegerMeasure, readMeasure } from './fake-expressions';
import { FakeTable } from './fake-fields';

const ROWS = [
  { Region: 'North', Sales: 1, 'Sales (EUR)': 10, 'a]b) + Sum([c': 1 },
  { Region: 'North', Sales: 2, 'Sales (EUR)': 20, 'a]b) + Sum([c': 2 },
  { Region: 'South', Sales: 2, 'Sales (EUR)': 20, 'a]b) + Sum([c': 3 },
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
    ['Sum([Sales (EUR)])', 50],
    ['Sum("Sales (EUR)" )', 50],
    ['Count(DISTINCT [Sales (EUR)])', 2],
    ['Count(distinct[Sales (EUR)])', 2],
    ['Only([Sales (EUR)])', null],
    ['Sum([a]]b) + Sum([c])', 6],
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
    'Sum(Sales (EUR))',
    'Sum([Sales (EUR))',
    'Sum([Sales])(Sales)',
    'Sum([a]b) + Sum([c])',
    'Sum([Sales]) + Sum([Sales])',
    'Sum("Sales") + Sum("Sales")',
  ])
    it(`refuses ${definition}`, () => {
      expect(() => readMeasure(definition, TABLE)).toThrowError(/cannot calculate/);
    });

  it('reads each name of a field in brackets', () => {
    const name = fc
      .string({ unit: fc.constantFrom(...['a', 'B', '1', ' ', '(', ')', '[', ']', '"', '=', ',', '+', '$']) })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(name, fc.boolean(), (field, isDistinct) => {
        const rows = [{ [field]: 2 }, { [field]: 2 }];
        const text = `Sum(${isDistinct ? 'DISTINCT ' : ''}[${field.replaceAll(']', ']]')}])`;
        expect(readMeasure(text, new FakeTable(rows, { rows }))(rows)).toBe(isDistinct ? 2 : 4);
      }),
      { numRuns: generatedCases(300) },
    );
  });

  it('knows which are integers', () => {
    expect(isIntegerMeasure('Sum([Sales (EUR)])', TABLE)).toBeTrue();
    expect(isIntegerMeasure('Sum(Sales)', TABLE)).toBeTrue();
    expect(isIntegerMeasure('count( distinct Region )', TABLE)).toBeTrue();
    expect(isIntegerMeasure('Avg(Sales)', TABLE)).toBeFalse();
    expect(isIntegerMeasure('Only(Region)', TABLE)).toBeFalse();
  });

  for (const [what, definition] of [
    ['before a bracket', `Sum(distinct${' '.repeat(100_000)}[x`],
    ['within brackets', `Sum([${']]'.repeat(50_000)}`],
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
