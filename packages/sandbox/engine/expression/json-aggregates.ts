import { compareNumbers } from '../model/symbol-table.ts';
import { collect, type Aggregate, type AggregationInput } from './aggregation-input.ts';
import { jsonOf, type Json } from './json-functions.ts';
import { collectValues, valueOfCode, type EncodedColumn } from './value-column.ts';
import { textOf, type Value } from './value.ts';

function valueIn(column: EncodedColumn | undefined, row: number): Value {
  return column ? valueOfCode(column.symbols, column.codes[row] ?? -1) : null;
}

/** Returns the rows of each group in the order of a weight, or in load order. */
function orderedRows(input: AggregationInput, weight: EncodedColumn | undefined): number[][] {
  const lists = collect(
    input,
    () => true,
    (row) => row,
  );
  if (!weight) return lists;
  const numberIn = (row: number): number => weight.numbers[row] ?? Number.NaN;
  return lists.map((rows) => rows.toSorted((left, right) => compareNumbers(numberIn(left), numberIn(right))));
}

/** Aggregations to JSON. A value that is JSON is inserted as it is, any other as a string; null is left out. */
export const JSON_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  jsonarray: (input) => {
    const lists = orderedRows(input, input.extra[0]);
    return collectValues(input.size, (group) => {
      const items = (lists[group] ?? []).map((row) => jsonOf(valueIn(input.column, row)));
      return JSON.stringify(items.filter((item) => item !== undefined));
    });
  },
  jsonobject: (input) => {
    const [values, weight] = input.extra;
    const lists = orderedRows(input, weight);
    return collectValues(input.size, (group) => {
      const members = (lists[group] ?? []).flatMap((row): [string, Json][] => {
        const [name, json] = [valueIn(input.column, row), jsonOf(valueIn(values, row))];
        return name === null || json === undefined ? [] : [[textOf(name), json]];
      });
      return JSON.stringify(Object.fromEntries(members));
    });
  },
};
