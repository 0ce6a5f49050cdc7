import { type EncodedColumn, type ValueColumn } from './value-column.ts';

/** Input of an aggregation function. */
export interface AggregationInput {
  readonly column: EncodedColumn;
  /** The aggregated rows, already deduplicated. */
  readonly rows: Int32Array;
  /** Group per row of the universe; undefined when all rows are in group 0. */
  readonly groupOf: Int32Array | undefined;
  readonly size: number;
  /** Further arguments as columns over the same rows: a delimiter, a rank, a sort weight. */
  readonly extra: readonly EncodedColumn[];
}

/** An aggregation function: returns a value per group. */
export type Aggregate = (input: AggregationInput) => ValueColumn;

/** Returns the group of the row at a place of the list of rows. */
export function groupsOf({ rows, groupOf }: AggregationInput): (place: number) => number {
  return (place) => (groupOf ? (groupOf[rows[place] as number] as number) : 0);
}

/** Returns whether a row has a value. */
export const hasValue = (column: EncodedColumn, row: number): boolean => (column.codes[row] as number) >= 0;
/** Returns whether a row has a number. */
export const hasNumber = (column: EncodedColumn, row: number): boolean => !Number.isNaN(column.numbers[row]);

/** Collects the values of `read` per group. */
export function collect(
  input: AggregationInput,
  test: (column: EncodedColumn, row: number) => boolean,
  read: (row: number) => number,
): number[][] {
  const lists = Array.from({ length: input.size }, (): number[] => []);
  const groupAt = groupsOf(input);
  input.rows.forEach((row, place) => {
    if (test(input.column, row)) lists[groupAt(place)]?.push(read(row));
  });
  return lists;
}

/** Returns all arguments as columns. */
export function argumentsOf({ column, extra }: AggregationInput): readonly EncodedColumn[] {
  return [column, ...extra];
}

/**
 * Returns the number of a constant argument; NaN for no argument, and for a text.
 * @param place the place among all arguments
 */
export function constantOf(input: AggregationInput, place: number): number {
  return argumentsOf(input)[place]?.numbers[input.rows[0] ?? 0] ?? Number.NaN;
}

/**
 * Aggregates the first `width` arguments, a list of numbers for each; rows where one of them is not a number are ignored.
 * @param compute gets the input for constant arguments after these
 */
export function overNumberRows(
  width: number,
  compute: (columns: readonly (readonly number[])[], input: AggregationInput) => number,
): Aggregate {
  return (input) => {
    const columns = argumentsOf(input).slice(0, width);
    const lists = collect(
      input,
      (_, row) => columns.every((column) => hasNumber(column, row)),
      (row) => row,
    );
    const numbers = new Float64Array(input.size);
    lists.forEach((rows, group) => {
      numbers[group] = compute(
        columns.map(({ numbers: values }) => rows.map((row) => values[row] ?? Number.NaN)),
        input,
      );
    });
    return { numbers, texts: undefined };
  };
}
