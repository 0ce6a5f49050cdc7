import { computed, type Signal } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { refusedSelection } from '../objects/engine-errors';
import {
  type EngineValueState,
  type FollowOptions,
  followEngineObject,
  type ObjectSource,
} from '../objects/engine-object';
import type { AppSession } from '../session/app-session';
import { type HypercubeDefinition, type SortOrder, toProperties, toSortOrder } from './hypercube-definition';
import {
  type HypercubeColumn,
  type HypercubeRow,
  type HypercubeTable,
  readRows,
  readTable,
} from './hypercube-table';
import { RowBlocks } from './row-blocks';

/** A straight table that the engine calculates, followed. The methods reject with {@link QlikError}. */
export interface Hypercube {
  /** The value is a new object whenever the data has changed: pages fetched before are out of date then. */
  readonly state: Signal<EngineValueState<HypercubeTable>>;
  /** Empty until ready. */
  readonly columns: Signal<readonly HypercubeColumn[]>;
  /** 0 until ready. */
  readonly rowCount: Signal<number>;
  /** The rows that came with the last calculation, a hundred at most. */
  readonly firstRows: Signal<readonly HypercubeRow[]>;
  /**
   * Rows of the present calculation from `top` on. Any height: it is fetched in pages within the engine's limit, and kept while near.
   */
  page(top: number, height: number): Promise<readonly HypercubeRow[]>;
  /**
   * Selects values of a dimension.
   * @param dimensionIndex among the dimensions
   * @param elementNumbers of {@link HypercubeCell.elementNumber}
   * @param options `mode`: `replace` what is selected in that field (default), or `toggle` each value
   */
  select(dimensionIndex: number, elementNumbers: readonly number[], options?: SelectOptions): Promise<void>;
  /** Orders the rows by that column first. For this user only: an object of the app keeps its own order. */
  sort(order: SortOrder): Promise<void>;
  destroy(): void;
}

/** How values are selected. */
export interface SelectOptions {
  readonly mode?: 'replace' | 'toggle';
}

const PATH = '/qHyperCubeDef';

/**
 * Calculates a straight table in the app that a session has open.
 *
 * @param definition another value is another table; `undefined` is none
 */
export function injectHypercube(
  session: Signal<AppSession | undefined>,
  definition: Signal<HypercubeDefinition | undefined>,
  options: FollowOptions = {},
): Hypercube {
  const source = computed(() => toSource(definition()));
  const object = followEngineObject(session, source, readTable, options);
  const table = computed(() => {
    const state = object.state();
    return state.status === 'ready' ? state.value : undefined;
  });
  const fetchRows = (top: number, height: number, width: number) =>
    object.call(async (cube) => {
      const page = { qTop: top, qLeft: 0, qWidth: width, qHeight: height };
      const pages: readonly unknown[] = await cube.getHyperCubeData(PATH, [page]);
      return pages.flatMap((each) => readRows(each));
    });
  const blocks = computed(() => {
    const { columns = [], rowCount = 0, firstRows = [] } = table() ?? {};
    const shape = { columnCount: columns.length, rowCount, firstRows };
    return new RowBlocks(shape, (top, height) => fetchRows(top, height, columns.length));
  });
  return {
    state: object.state,
    columns: computed(() => table()?.columns ?? []),
    rowCount: computed(() => table()?.rowCount ?? 0),
    firstRows: computed(() => table()?.firstRows ?? []),
    page: (top, height) => blocks().page(top, height),
    select: async (dimensionIndex, elementNumbers, { mode = 'replace' } = {}) => {
      const isSelected = await object.call((cube) =>
        cube.selectHyperCubeValues(PATH, dimensionIndex, [...elementNumbers], mode === 'toggle'),
      );
      if (!isSelected) throw refusedSelection();
    },
    sort: async (order) => {
      const current = table();
      const column = current?.columns[order.column];
      if (!current || !column) throw noSuchColumn(order.column);
      await object.call(async (cube) => {
        await cube.applyPatches(toPatches(current, column, order), true);
      });
    },
    destroy: object.destroy,
  };
}

function toSource(definition: HypercubeDefinition | undefined): ObjectSource | undefined {
  if (!definition) return undefined;
  if (definition.objectId !== undefined) return { objectId: definition.objectId };
  return { properties: toProperties(definition) };
}

/** Soft patches change what this session sees and nothing in the app. */
function toPatches(
  table: HypercubeTable,
  column: HypercubeColumn,
  order: SortOrder,
): { qOp: 'Replace'; qPath: string; qValue: string }[] {
  const list = column.kind === 'dimension' ? 'qDimensions' : 'qMeasures';
  const path = `${PATH}/${list}/${column.indexInKind}/qDef/qReverseSort`;
  return [
    {
      qOp: 'Replace',
      qPath: `${PATH}/qInterColumnSortOrder`,
      qValue: JSON.stringify(toSortOrder(table.sortOrder, order.column)),
    },
    { qOp: 'Replace', qPath: path, qValue: JSON.stringify(isReversed(column, order)) },
  ];
}

/** Dimensions go up and measures down by themselves; the other way round is the reverse. */
function isReversed(column: HypercubeColumn, order: SortOrder): boolean {
  const natural = column.kind === 'dimension' ? 'ascending' : 'descending';
  return order.direction !== natural;
}

function noSuchColumn(column: number): QlikError {
  return new QlikError('engine-error', `The table has no column ${column}.`, {
    remedy: 'Wait until the table is there, and count its columns from 0, dimensions first.',
  });
}
