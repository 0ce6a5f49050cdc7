import { toArray, toInteger, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES } from '../protocol/qix-error.ts';
import { attributeInfo } from './attributes.ts';
import { measureCell, TOTAL_ELEMENT } from './cells.ts';
import { dimensionInfo, measureInfo } from './column-info.ts';
import type { ColumnError } from './columns.ts';
import type { Cube } from './cube.ts';
import { customMembers } from './definition.ts';
import { initialPages } from './pages.ts';
import { modeOf } from './mode.ts';
import type { PivotTable } from './pivot-table.ts';
import { stackedPage, stackedSize } from './stacked.ts';
import { straightPages, straightSize } from './straight-table.ts';
import { dataTree, treeLevels, treeNodes } from './tree-data.ts';

/** Returns `HyperCube`, the layout of a hypercube, with the pages of its initial fetch. */
export function hyperCubeLayout(cube: Cube, pivot?: PivotTable): JsonObject {
  const { definition } = cube;
  const stateName = toText(definition['qStateName']);
  const error = layoutError(cube);
  return {
    ...(stateName ? { qStateName: stateName } : {}),
    ...(error ? { qError: error } : {}),
    qDimensionInfo: cube.dimensions.map((dimension, place) =>
      dimensionInfo(
        dimension,
        cube.context,
        distinctCodes(cube, place),
        attributeInfo(cube, dimension.definition, dimension.field ? [dimension.field.name] : []),
      ),
    ),
    qMeasureInfo: cube.measures.map((result) =>
      measureInfo(result, cube.context, attributeInfo(cube, result.measure.definition, undefined)),
    ),
    qEffectiveInterColumnSortOrder: pivot?.effectiveOrder ?? effectiveOrder(cube),
    qGrandTotalRow: cube.measures
      .filter(({ measure }) => !measure.isHidden)
      .map(({ measure, total }) => ({
        ...measureCell(measure, total),
        qElemNumber: TOTAL_ELEMENT,
        qState: 'X',
        qIsTotalCell: true,
      })),
    qMode: modeOf(definition),
    qNoOfLeftDims: pivot?.leftLevels ?? -1,
    qTreeNodesOnDim: [],
    ...(cube.error?.qErrorCode === QIX_CODES.conditionNotMet && cube.error.qExtendedMessage
      ? { qCalcCondMsg: cube.error.qExtendedMessage }
      : {}),
    qColumnOrder: definition['qColumnOrder'],
    ...(cube.others.some((others) => others !== undefined) ? { qHasOtherValues: true } : {}),
    ...modeData(cube, pivot),
    ...customMembers(definition),
  };
}

/** A tree has its dimensions from the root down, a stacked cube also -1 for several measures, a table its sort order. */
function effectiveOrder(cube: Cube): readonly number[] {
  const mode = modeOf(cube.definition);
  if (mode === 'T') return treeLevels(cube);
  if (mode !== 'K') return cube.sortOrder;
  const levels = treeLevels(cube);
  return cube.measures.length > 1 ? [...levels, -1] : levels;
}

/** An initial page of a tree is a window of its first two levels: `qTop` on the first, `qLeft` on the second. */
function treeOptions(page: unknown): JsonObject {
  const { qLeft, qTop, qWidth, qHeight } = toObject(page);
  const area = (level: number, from: unknown, count: unknown): JsonObject => ({
    qArea: { qLeft: level, qWidth: 1, qTop: from, qHeight: count },
  });
  return { qTreeNodes: [area(0, qTop, qHeight), area(1, qLeft, qWidth)] };
}

/** Returns whether the engine supports a mode. */
function isSupportedMode(mode: string): boolean {
  return ['S', 'K', 'P', 'T'].includes(mode);
}

function modeData(cube: Cube, pivot: PivotTable | undefined): JsonObject {
  const mode = modeOf(cube.definition);
  const initial = isSupportedMode(mode) && !cube.error ? cube.definition['qInitialDataFetch'] : [];
  const empty = { qDataPages: [], qPivotDataPages: [], qStackedDataPages: [] };
  if (pivot) {
    const pages = pivot.pages(initialPages(initial, pivot.size));
    return { ...empty, qSize: pivot.size, qPivotDataPages: pages };
  }
  if (mode === 'T') {
    const { levels, counts } = dataTree(cube);
    // Width and height of a tree are the number of measures and of leaves, as in responses of Qlik's engine.
    const qSize = { qcx: cube.measures.length, qcy: cube.order.length };
    const qTreeDataPages = toArray(initial).flatMap((page) => treeNodes(cube, treeOptions(page)));
    return { ...empty, qSize, qNoOfLeftDims: levels.length, qTreeNodesOnDim: counts, qTreeDataPages };
  }
  if (mode === 'K') {
    const qSize = stackedSize(cube);
    const areas = initialPages(initial, qSize, toInteger(cube.definition['qMaxStackedCells']));
    return { ...empty, qSize, qStackedDataPages: areas.map((area) => stackedPage(cube, area)) };
  }
  const qSize = straightSize(cube);
  return { ...empty, qSize, qDataPages: straightPages(cube, initialPages(initial, qSize)) };
}

/** Returns an error for an unsupported mode. */
function layoutError(cube: Cube): ColumnError | undefined {
  const mode = modeOf(cube.definition);
  if (cube.error || isSupportedMode(mode)) return cube.error;
  return {
    qErrorCode: QIX_CODES.notImplemented,
    qContext: mode,
    qExtendedMessage: `Hypercubes in mode ${mode} are not supported`,
  };
}

function distinctCodes(cube: Cube, place: number): number {
  const codes = cube.codes[place];
  if (!codes) return 0;
  // A set of a million codes takes half of the time of a layout. Null has the code -1.
  const met = new Uint8Array(codes.reduce((highest, code) => Math.max(highest, code), -1) + 2);
  let count = 0;
  for (const group of cube.order) {
    const code = (codes[group] ?? -1) + 1;
    if (met[code] === 0) count += 1;
    met[code] = 1;
  }
  return count;
}
