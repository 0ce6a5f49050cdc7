import { isTrueAt, type Json, listAt, recordAt, textAt, textsAt } from '../objects/layout';
import { readSorting, readSortOrder } from './column-sorting';
import { isHiddenByCondition } from './delivered-columns';
import {
  type DimensionDefinition,
  type HypercubeFields,
  type MeasureDefinition,
  type SortOrder,
  toFieldDefinition,
} from './hypercube-definition';

/** Reads the columns from an object's properties, without those that its layout marks as hidden. */
export function readColumns(properties: unknown, layout?: unknown): HypercubeFields | undefined {
  const path = findBins(properties, layout) ?? findCube(recordAt(properties));
  if (!path) return undefined;
  const cube = recordAt(properties, ...path, 'qHyperCubeDef');
  const cubeLayout = recordAt(layout, ...path, 'qHyperCube');
  const shownDimensions = readShown(cube['qDimensions'], cubeLayout['qDimensionInfo'], readDimension);
  const shownMeasures = readShown(cube['qMeasures'], cubeLayout['qMeasureInfo'], readMeasure);
  const dimensions = shownDimensions.map(({ definition }) => definition);
  const measures = [
    ...shownMeasures.map(({ definition }) => definition),
    ...countedBy(properties, { path, cube, layout }),
  ];
  if (dimensions.length + measures.length === 0) return undefined;
  const stateName = textAt(cube, 'qStateName') || textAt(properties, 'qStateName');
  const dimensionCount = listAt(cubeLayout, 'qDimensionInfo').length;
  const sort = readOrder(cubeLayout, [
    ...shownDimensions.map(({ place }) => place),
    ...shownMeasures.map(({ place }) => dimensionCount + place),
  ]);
  return {
    dimensions,
    measures,
    ...(sort && { sort }),
    suppressesZero: isTrueAt(cube, 'qSuppressZero'),
    suppressesMissing: isTrueAt(cube, 'qSuppressMissing'),
    ...(stateName && { stateName }),
  };
}

/** A column that the chart shows, and its index among all of its kind. */
interface ShownColumn<Definition> {
  readonly definition: Definition;
  readonly place: number;
}

function readShown<Definition>(
  columns: unknown,
  infos: unknown,
  read: (column: unknown) => readonly Definition[],
): readonly ShownColumn<Definition>[] {
  return listAt(columns).flatMap((column, place) =>
    isHiddenByCondition(listAt(infos)[place])
      ? []
      : read(column).map((definition) => ({ definition, place })),
  );
}

/**
 * Returns the order of the rows by their first sort column, unless its sort criteria have no direction.
 * @param shown the columns of the table, by their index in the chart
 */
function readOrder(cubeLayout: Json, shown: readonly number[]): SortOrder | undefined {
  const sorting = readSorting(cubeLayout);
  const first = readSortOrder(cubeLayout, sorting.length).find((column) => shown.includes(column));
  const direction = first === undefined ? undefined : sorting[first]?.direction;
  return first === undefined || direction === undefined
    ? undefined
    : { column: shown.indexOf(first), direction };
}

/** Qlik's names of the chart. */
const HISTOGRAMS: readonly string[] = ['histogram', 'sn-histogram'];

function isHistogram(properties: unknown): boolean {
  return HISTOGRAMS.includes(textAt(properties, 'visualization') || textAt(properties, 'qInfo', 'qType'));
}

/** Where the chart's code keeps the hypercube of the bins: in the object, or in this session for users who cannot change it. */
const BINS: readonly string[] = ['qUndoExclude', 'box'];

/**
 * Returns the path of a histogram's bins, which the chart's code calculates when it draws the chart.
 * @see `@nebula.js/sn-histogram` 0.32, `generateHyperCubes`
 */
function findBins(properties: unknown, layout: unknown): readonly string[] | undefined {
  const hasBins = listAt(properties, ...BINS, 'qHyperCubeDef', 'qDimensions').length > 0;
  const [info] = listAt(layout, 'qHyperCube', 'qDimensionInfo');
  return isHistogram(properties) && hasBins && !isHiddenByCondition(info) ? BINS : undefined;
}

/** A histogram counts the values of its dimension itself: its hypercube has no measure. */
function countedBy(
  properties: unknown,
  { path, cube, layout }: { readonly path: readonly string[]; readonly cube: Json; readonly layout: unknown },
): readonly MeasureDefinition[] {
  if (!isHistogram(properties) || listAt(cube, 'qMeasures').length > 0) return [];
  const [info] = listAt(layout, ...path, 'qHyperCube', 'qDimensionInfo');
  const [dimension] = listAt(cube, 'qDimensions');
  // Only the layout has the field of a master dimension.
  const field = textsAt(info, 'qGroupFieldDefs')[0] ?? textsAt(dimension, 'qDef', 'qFieldDefs')[0];
  if (!field || isHiddenByCondition(info)) return [];
  const distinct = isTrueAt(properties, 'bins', 'countDistinct') ? 'distinct ' : '';
  const counted = toFieldDefinition(field).replace(/^=/, '');
  return [{ expression: `Count(${distinct}${counted})`, label: 'Frequency', format: '#,##0' }];
}

/** Returns the path of the hypercube: most objects have it at the top level, a box plot, for example, one level below. */
function findCube(properties: Json): readonly string[] | undefined {
  const paths = [[], ...Object.keys(properties).map((name) => [name])];
  return paths.find((path) => Object.keys(recordAt(properties, ...path, 'qHyperCubeDef')).length > 0);
}

function readDimension(dimension: unknown): readonly DimensionDefinition[] {
  const hidesNull = isTrueAt(dimension, 'qNullSuppression') && { hidesNull: true };
  const libraryId = textAt(dimension, 'qLibraryId');
  if (libraryId) return [{ libraryId, ...hidesNull }];
  const field = listAt(dimension, 'qDef', 'qFieldDefs')[0];
  const label = listAt(dimension, 'qDef', 'qFieldLabels')[0];
  if (typeof field !== 'string' || field === '') return [];
  return [{ field, ...(typeof label === 'string' && label !== '' && { label }), ...hidesNull }];
}

function readMeasure(measure: unknown): readonly MeasureDefinition[] {
  const libraryId = textAt(measure, 'qLibraryId');
  if (libraryId) return [{ libraryId }];
  const expression = textAt(measure, 'qDef', 'qDef');
  if (expression === '') return [];
  const label = textAt(measure, 'qDef', 'qLabel');
  const format = textAt(measure, 'qDef', 'qNumFormat', 'qFmt');
  return [{ expression, ...(label && { label }), ...(format && { format }) }];
}
