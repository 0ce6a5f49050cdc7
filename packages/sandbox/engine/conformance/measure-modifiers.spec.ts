import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import qlikModifiers from 'qlik-modifiers';
import { table } from '../testing/test-scope.ts';
import { testCube, testCubeContext } from '../testing/test-cube.ts';
import { valueAt } from '../expression/value-column.ts';
import { numberOf } from '../expression/value.ts';
import type { Cube } from '../cube/cube.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';

const YEARS = [2021, 2022, 2023, 2024];
const QUARTERS = ['Q1', 'Q2', 'Q3'];
const REGIONS = ['east', 'north]', "south's $1"];
/** An amount per year, quarter and region; the third quarter of 2022 has no record. */
const RECORDS = YEARS.flatMap((year, row) =>
  QUARTERS.flatMap((quarter, column) =>
    row === 1 && column === 2
      ? []
      : REGIONS.map((region, at) => ({
          year,
          quarter,
          region,
          amount: 10 * (row + 1) + ((row * 7 + column * 5 + at * 3) % 11),
        })),
  ),
);

const TABLES = [
  table('Sales', {
    Year: RECORDS.map(({ year }) => year),
    Quarter: RECORDS.map(({ quarter }) => quarter),
    'Region]': RECORDS.map(({ region }) => region),
    Amount: RECORDS.map(({ amount }) => amount),
  }),
];

/** What the modifiers ask a client's model for. */
const model = {
  id: 'object',
  app: {
    getDimensionList: () => Promise.resolve([]),
    getFieldList: () =>
      Promise.resolve([
        { qName: 'Year', qTags: ['$numeric'] },
        { qName: 'Quarter', qTags: ['$text'] },
        { qName: 'Region]', qTags: ['$text'] },
      ]),
  },
};

function dimension(field: string): JsonObject {
  const sort = field === 'Year' ? { qSortByNumeric: 1 } : { qSortByAscii: 1 };
  return { qDef: { qFieldDefs: [`[${field.replaceAll(']', ']]')}]`], qSortCriterias: [sort] } };
}

/** Returns the cube of `Sum(Amount)` with a modifier, as Qlik's library writes its expression. */
async function modified(
  fields: readonly string[],
  modifier: JsonObject,
  selected: Readonly<Record<string, readonly string[]>> = {},
): Promise<Cube> {
  const properties = {
    qHyperCubeDef: {
      qDimensions: fields.map(dimension),
      qMeasures: [{ qDef: { qDef: 'Sum(Amount)', modifiers: [{ disabled: false, ...modifier }] } }],
    },
  };
  await qlikModifiers.default.applyModifiers({ model, properties });
  const measure = toObject(toObject(toArray(properties.qHyperCubeDef.qMeasures)[0])['qDef']);
  assert.notEqual(measure['qDef'], 'Sum(Amount)', 'the expression is modified');
  const cube = testCube(properties.qHyperCubeDef, testCubeContext(TABLES, selected));
  assert.equal(cube.error, undefined);
  assert.equal(cube.measures[0]?.error, undefined, String(measure['qDef']));
  return cube;
}

/** Returns the numbers of a cube by the texts of its dimensions; null for no number. */
function numbersOf(cube: Cube): Readonly<Record<string, number | null>> {
  const [result] = cube.measures;
  return Object.fromEntries(
    [...cube.order].map((group) => {
      const texts = cube.dimensions.map(({ field }, place) =>
        field?.symbols.textOf(cube.codes[place]?.[group] ?? -1),
      );
      const number = result ? numberOf(valueAt(result.values, group)) : Number.NaN;
      return [texts.join('/'), Number.isNaN(number) ? null : Number(number.toFixed(9))];
    }),
  );
}

type Keys = Readonly<Partial<Record<'year' | 'quarter' | 'region', string | number>>>;

/** The sum of the records with these values. */
function sum(keys: Keys): number {
  return RECORDS.filter((record) =>
    Object.entries(keys).every(([name, value]) => record[name as keyof typeof record] === value),
  ).reduce((total, { amount }) => total + amount, 0);
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Expected numbers for each year, from the sums of all years. */
function byYear(
  compute: (sums: readonly number[], place: number) => number | null,
): Record<string, number | null> {
  const sums = YEARS.map((year) => sum({ year }));
  return Object.fromEntries(YEARS.map((year, place) => [year, rounded(compute(sums, place))]));
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(9));
}

/** The years of a quarter that have records. */
function yearsOf(quarter: string): readonly number[] {
  return YEARS.filter((year) => RECORDS.some((record) => record.year === year && record.quarter === quarter));
}

describe("Qlik's measure modifiers", () => {
  it('accumulate over all rows, and over some', async () => {
    assert.deepEqual(
      numbersOf(
        await modified(['Year'], { type: 'accumulation', fullAccumulation: true, showExcludedValues: false }),
      ),
      byYear((sums, place) => total(sums.slice(0, place + 1))),
    );
    assert.deepEqual(
      numbersOf(await modified(['Year'], { type: 'accumulation', steps: 2, showExcludedValues: false })),
      byYear((sums, place) => total(sums.slice(Math.max(0, place - 1), place + 1))),
    );
  });

  it('accumulate over the values of the inner dimension, and across the outer one', async () => {
    const expected: Record<string, number> = {};
    for (const year of YEARS) {
      let running = 0;
      for (const quarter of QUARTERS) {
        if (!yearsOf(quarter).includes(year)) continue;
        running += sum({ year, quarter });
        expected[`${year}/${quarter}`] = running;
      }
    }
    const options = { type: 'accumulation', fullAccumulation: true, showExcludedValues: false };
    assert.deepEqual(
      numbersOf(await modified(['Year', 'Quarter'], { ...options, accumulationDimension: 1 })),
      expected,
    );
    let running = 0;
    for (const [key, year, quarter] of YEARS.flatMap((of) =>
      QUARTERS.map((part) => [`${of}/${part}`, of, part] as const),
    )) {
      if (!(key in expected)) continue;
      running += sum({ year, quarter });
      expected[key] = running;
    }
    assert.deepEqual(
      numbersOf(
        await modified(['Year', 'Quarter'], {
          ...options,
          accumulationDimension: 1,
          crossAllDimensions: true,
        }),
      ),
      expected,
    );
  });

  it('accumulate over the outer dimension by Aggr, in the order of its values', async () => {
    const expected: Record<string, number> = {};
    for (const quarter of QUARTERS) {
      let running = 0;
      for (const year of yearsOf(quarter)) {
        running += sum({ year, quarter });
        expected[`${year}/${quarter}`] = running;
      }
    }
    const options = { type: 'accumulation', fullAccumulation: true, accumulationDimension: 0 };
    assert.deepEqual(
      sorted(numbersOf(await modified(['Year', 'Quarter'], { ...options, showExcludedValues: false }))),
      sorted(expected),
    );
  });

  it('accumulate over values that a selection excludes', async () => {
    const selected = { Year: ['2022', '2024'] };
    const result = numbersOf(
      await modified(
        ['Year'],
        { type: 'accumulation', fullAccumulation: true, showExcludedValues: true },
        selected,
      ),
    );
    // Rows are from the first to the last selected value, and excluded values count 0.
    assert.deepEqual(result, {
      2022: sum({ year: 2022 }),
      2023: sum({ year: 2022 }),
      2024: sum({ year: 2022 }) + sum({ year: 2024 }),
    });
  });

  it('average over rows, whose missing ones count 0 or not at all', async () => {
    assert.deepEqual(
      numbersOf(await modified(['Year'], { type: 'movingAverage', steps: 3, showExcludedValues: false })),
      byYear((sums, place) => {
        const window = sums.slice(Math.max(0, place - 2), place + 1);
        return total(window) / window.length;
      }),
    );
    const selected = { Year: ['2021', '2023'] };
    const options = { type: 'movingAverage', fullRange: true, showExcludedValues: true };
    const [first, third] = [sum({ year: 2021 }), sum({ year: 2023 })];
    assert.deepEqual(numbersOf(await modified(['Year'], { ...options, nullSuppression: false }, selected)), {
      2021: first,
      2022: first / 2,
      2023: rounded((first + third) / 3),
    });
    assert.deepEqual(numbersOf(await modified(['Year'], { ...options, nullSuppression: true }, selected)), {
      2021: first,
      2022: first,
      2023: (first + third) / 2,
    });
  });

  it('average over the outer dimension', async () => {
    const expected: Record<string, number | null> = {};
    for (const region of REGIONS) {
      YEARS.forEach((year, place) => {
        const window = YEARS.slice(Math.max(0, place - 1), place + 1).map((of) => sum({ year: of, region }));
        expected[`${year}/${region}`] = rounded(total(window) / window.length);
      });
    }
    const options = { type: 'movingAverage', steps: 2, primaryDimension: 0, showExcludedValues: false };
    assert.deepEqual(sorted(numbersOf(await modified(['Year', 'Region]'], options))), sorted(expected));
  });

  it('subtract the row before', async () => {
    assert.deepEqual(
      numbersOf(await modified(['Year'], { type: 'difference', showExcludedValues: false })),
      byYear((sums, place) => (place === 0 ? null : (sums[place] ?? 0) - (sums[place - 1] ?? 0))),
    );
    const expected: Record<string, number | null> = {};
    for (const region of REGIONS)
      YEARS.forEach((year, place) => {
        expected[`${year}/${region}`] =
          place === 0 ? null : sum({ year, region }) - sum({ year: year - 1, region });
      });
    assert.deepEqual(
      sorted(
        numbersOf(
          await modified(['Year', 'Region]'], {
            type: 'difference',
            primaryDimension: 0,
            showExcludedValues: true,
          }),
        ),
      ),
      sorted(expected),
    );
  });

  it('divide by a total: of all, of a dimension, without selections, and of a selected value', async () => {
    const all = sum({});
    const options = { type: 'normalization' };
    assert.deepEqual(
      numbersOf(await modified(['Region]'], { ...options, dimensionalScope: 2, selectionScope: 0 })),
      Object.fromEntries(REGIONS.map((region) => [region, rounded(sum({ region }) / all)])),
    );
    // A share of all records, also of those that a selection excludes.
    assert.deepEqual(
      numbersOf(
        await modified(
          ['Region]'],
          { ...options, dimensionalScope: 2, selectionScope: 2 },
          { Year: ['2022'] },
        ),
      ),
      Object.fromEntries(REGIONS.map((region) => [region, rounded(sum({ region, year: 2022 }) / all)])),
    );
    // A share of the outer dimension's value.
    assert.deepEqual(
      numbersOf(
        await modified(['Year', 'Region]'], {
          ...options,
          dimensionalScope: 0,
          selectionScope: 0,
          primaryDimension: 0,
        }),
      ),
      Object.fromEntries(
        YEARS.flatMap((year) =>
          REGIONS.map((region) => [`${year}/${region}`, rounded(sum({ year, region }) / sum({ year }))]),
        ),
      ),
    );
    // A multiple of one value of another field.
    assert.deepEqual(
      numbersOf(
        await modified(['Region]'], {
          ...options,
          dimensionalScope: 2,
          selectionScope: 1,
          field: 'Year',
          value: '2021',
        }),
      ),
      Object.fromEntries(REGIONS.map((region) => [region, rounded(sum({ region }) / sum({ year: 2021 }))])),
    );
  });

  it('decompose a time series', async () => {
    const years = { type: 'timeSeriesDecomposition', steps: 2 };
    const [trend, seasonal, residual] = await Promise.all(
      ['trend', 'seasonal', 'residual'].map(async (decomposition) =>
        numbersOf(await modified(['Year'], { ...years, decomposition })),
      ),
    );
    for (const year of YEARS) {
      const parts = [trend, seasonal, residual].map((component) => component?.[year] ?? Number.NaN);
      assert.ok(Math.abs(total(parts) - sum({ year })) < 1e-6, `the components of ${year} are its sum`);
    }
    // The values of statsmodels: `STL(sums, period=2)`.
    assert.deepEqual(trend, { 2021: 74.75, 2022: 186.25, 2023: 297.75, 2024: 409.25 });
  });

  it('have excluded values from the first to the last possible text', async () => {
    const selected = { Quarter: ['Q1', 'Q3'] };
    const result = numbersOf(
      await modified(['Quarter'], { type: 'difference', showExcludedValues: true }, selected),
    );
    assert.deepEqual(result, {
      Q1: null,
      Q2: -sum({ quarter: 'Q1' }),
      Q3: sum({ quarter: 'Q3' }),
    });
  });
});

function sorted<T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}
