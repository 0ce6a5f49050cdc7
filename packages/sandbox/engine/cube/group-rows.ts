import { recordSetsIn } from '../expression/field-names.ts';
import { Grouping } from '../expression/grouping.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import type { ColumnError, CubeContext, CubeDimension, CubeMeasure } from './columns.ts';
import { limitDimensions, type Others } from './dimension-limits.ts';

/** The rows of a cube in groups. */
export interface GroupedRows {
  readonly grouping: Grouping;
  /** Per dimension the values that its limits combine. */
  readonly others: readonly (Others | undefined)[];
  /** Set when there are too many groups. */
  readonly error: ColumnError | undefined;
}

/** The rows of a cube without dimensions, or with an error, in one group. */
export const NOT_GROUPED: GroupedRows = { grouping: Grouping.single(), others: [], error: undefined };

/** Maximum number of groups of a cross product. */
const MAX_GROUPS = 2_000_000;

/**
 * Groups the rows of a cube: the rows that pass the selections, and those of the measures' set expressions. Dimensions that are not
 * associated have their cross product.
 */
export function groupRows(
  dimensions: readonly CubeDimension[],
  measures: readonly CubeMeasure[],
  context: CubeContext,
): GroupedRows {
  const islands = [...new Set(dimensions.flatMap(({ field }) => (field ? [field.island] : [])))];
  if (islands.length === 0) return NOT_GROUPED;
  const others = new Array<Others | undefined>(dimensions.length).fill(undefined);
  const groupings = islands.map((island) => {
    const places = [...dimensions.keys()].filter((place) => dimensions[place]?.field?.island === island);
    return groupIsland(island, places, dimensions, measures, context, others);
  });
  const size = groupings.reduce((count, grouping) => count * grouping.size, 1);
  if (size > MAX_GROUPS) return { ...NOT_GROUPED, error: tooManyGroups(dimensions, size) };
  const counts = islands.map(() => 0);
  const order = dimensions.flatMap(({ field }) => {
    const part = field ? islands.indexOf(field.island) : -1;
    if (part < 0) return [];
    const place = counts[part] ?? 0;
    counts[part] = place + 1;
    return [{ part, place }];
  });
  return { grouping: Grouping.product(groupings, order), others, error: undefined };
}

/** Groups the rows of one island by its dimensions. Sets the values of `others` that the limits of these dimensions combine. */
function groupIsland(
  index: number,
  places: readonly number[],
  dimensions: readonly CubeDimension[],
  measures: readonly CubeMeasure[],
  context: CubeContext,
  others: (Others | undefined)[],
): Grouping {
  const island = context.scope.fields.model.island(index);
  const own = places.flatMap((place) => dimensions[place] ?? []);
  const rows = cubeDomain(index, measures, context);
  const limited = limitDimensions(own, measures, island, rows, context);
  limited.others.forEach((other, place) => {
    others[places[place] ?? -1] = other;
  });
  const active = own.flatMap(({ field, isNullSuppressed }, place) =>
    field ? [{ field: limited.others[place]?.field ?? field, isNullSuppressed }] : [],
  );
  return Grouping.by(
    active.map(({ field }) => field),
    island,
    limited.domain,
    active.map(({ isNullSuppressed }) => isNullSuppressed),
  );
}

function tooManyGroups(dimensions: readonly CubeDimension[], size: number): ColumnError {
  const names = dimensions.flatMap(({ field }) => (field ? [`"${field.name}"`] : []));
  return {
    qErrorCode: QIX_CODES.calculationTooLarge,
    qContext: names.join(', '),
    qExtendedMessage: `${names.join(' and ')} are not associated: their cross product has ${size} rows`,
  };
}

/** A grouping has codes only for dimensions with a field. */
export function codesByDimension(
  dimensions: readonly CubeDimension[],
  grouping: Grouping,
): readonly (Int32Array | undefined)[] {
  let place = 0;
  return dimensions.map((dimension) => {
    if (!dimension.field) return undefined;
    place += 1;
    return grouping.codes[place - 1];
  });
}

function cubeDomain(island: number, measures: readonly CubeMeasure[], context: CubeContext): Uint8Array {
  const { scope, state } = context;
  let domain = scope.records(undefined, state).rows(island);
  for (const measure of measures) {
    for (const set of setsOf(measure, context)) {
      const rows = scope.records(set, state).rows(island);
      if (hasMoreRows(rows, domain)) domain = domain.map((flag, row) => flag | (rows[row] as number));
    }
  }
  return domain;
}

/** Returns whether a mask has rows that the other mask lacks. */
function hasMoreRows(rows: Uint8Array, known: Uint8Array): boolean {
  for (let row = 0; row < rows.length; row += 1) if (rows[row] === 1 && known[row] !== 1) return true;
  return false;
}

function setsOf(measure: CubeMeasure, { scope, state }: CubeContext) {
  if (measure.expression.trim() === '') return [];
  try {
    const parsed = scope.parse(measure.expression, state);
    const sets = recordSetsIn(parsed);
    for (const set of sets) scope.records(set, state);
    return sets;
  } catch (error) {
    // The evaluation of the measure reports the error.
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}
