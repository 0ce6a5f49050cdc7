import {
  assertInInjectionContext,
  computed,
  effect,
  inject,
  Injector,
  type Signal,
  untracked,
} from '@angular/core';
import { QlikError, type QlikResource } from 'ngx-qlik';
import { refusedSelection } from '../objects/engine-errors';
import { type WatchOptions, watchEngineObject, type ObjectSource } from '../objects/engine-object';
import type { AppSessionSource } from '../objects/session-source';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';
import { toSortOrder, toSortPatches } from './column-sorting';
import { type HypercubeDefinition, type SortOrder, toProperties } from './hypercube-definition';
import {
  type EngineTable,
  type HypercubeColumn,
  type HypercubeTable,
  columnsChanged,
  readRows,
  readTable,
} from './hypercube-table';
import { RequestedSort } from './requested-sort';
import { RowBlocks } from './row-blocks';
import type { HypercubeRow } from './table-cells';

/**
 * A straight table that the engine calculates, kept up to date. The value is a new object after each change of the data: pages fetched
 * before are out of date then. The methods reject with {@link QlikError}.
 */
export interface Hypercube extends QlikResource<HypercubeTable> {
  /** All columns by {@link HypercubeColumn.index}, hidden ones included. Empty until ready. */
  readonly columns: Signal<readonly HypercubeColumn[]>;
  /** The visible columns in display order. A row has the cell of each at {@link HypercubeColumn.index}. Empty until ready. */
  readonly shownColumns: Signal<readonly HypercubeColumn[]>;
  /** 0 until ready. */
  readonly rowCount: Signal<number>;
  /**
   * The rows that came with the last layout: at most 100, and of an object of the app as many as its author asks for, possibly none. For
   * other rows, see {@link page}.
   */
  readonly firstRows: Signal<readonly HypercubeRow[]>;
  /**
   * Returns `height` rows from `top` on, fetched in pages within the engine's limit and cached. Waits for a table that is being made, also
   * right after the definition has changed. When the table changes meanwhile, waits for the new layout and fetches the rows once more.
   *
   * @throws {QlikError} `engine-error`, retryable, when the table changes again
   */
  page(top: number, height: number): Promise<readonly HypercubeRow[]>;
  /**
   * Selects values of a dimension. Resolves when the table has the rows of this selection.
   * @param dimensionIndex a dimension's {@link HypercubeColumn.indexInKind}
   * @param elementNumbers values of {@link HypercubeCell.elementNumber}
   * @param options `mode`: `replace` the field's selection (default), or `toggle` each value
   */
  select(dimensionIndex: number, elementNumbers: readonly number[], options?: SelectOptions): Promise<void>;
  /**
   * Sorts the rows by a column first, in this session only: an object of the app keeps its order. Resolves when the table shows the rows in
   * this order.
   *
   * The order is kept: without a connection to the engine this rejects with `session-suspended`, and the rows are sorted when the app is
   * open again, also in a rebuilt session. {@link pendingSort} has the order until then.
   */
  sort(order: SortOrder): Promise<void>;
  /** The requested order that the table does not show yet. */
  readonly pendingSort: Signal<SortOrder | undefined>;
}

/** How values are selected. */
export interface SelectOptions {
  readonly mode?: 'replace' | 'toggle';
}

const PATH = '/qHyperCubeDef';

/**
 * Calculates a straight table in the session's app.
 *
 * @param definition a value, a signal or a function; a new value creates a new table, `undefined` removes it
 */
export function injectHypercube(
  appSession: AppSessionSource,
  definition: ValueOrSignal<HypercubeDefinition | undefined>,
  options: WatchOptions = {},
): Hypercube {
  if (!options.injector) assertInInjectionContext(injectHypercube);
  const injector = options.injector ?? inject(Injector);
  const wanted = asSignal(definition);
  const source = computed(() => toSource(wanted()));
  const object = watchEngineObject(appSession, source, readTable, { injector });
  const table = computed(() => {
    const state = object.state();
    return state.status === 'ready' ? state.value : undefined;
  });
  const fetchRows = (top: number, height: number, requested: EngineTable) =>
    object.call(async (cube) => {
      const page = { qTop: top, qLeft: 0, qWidth: requested.delivered.order.length, qHeight: height };
      const pages: readonly unknown[] = await cube.getHyperCubeData(PATH, [page]);
      // The same number of cells may belong to other columns.
      if (!object.isCurrent() || table() !== requested) throw columnsChanged();
      return pages.flatMap((each) => readRows(each, requested.delivered));
    });
  const blocks = computed(() => {
    const current = table();
    if (!current)
      return new RowBlocks<HypercubeRow>({ columnCount: 0, rowCount: 0, firstRows: [] }, () =>
        Promise.resolve([]),
      );
    const { delivered, rowCount, firstRows } = current;
    const shape = { columnCount: delivered.order.length, rowCount, firstRows };
    return new RowBlocks(shape, (top, height) => fetchRows(top, height, current));
  });
  const fetchPage = async (top: number, height: number) => {
    const making = object.making();
    // Also read before the wait: it is a dependency of an effect that calls this.
    let requested = { blocks: blocks(), source: source() };
    if (making) {
      await making;
      requested = { blocks: blocks(), source: source() };
    }
    try {
      return await requested.blocks.page(top, height);
    } catch (thrown) {
      await object.settled();
      const isSameTable = table() !== undefined && source() === requested.source;
      if (!isSameTable || blocks() === requested.blocks) throw thrown;
      return blocks().page(top, height);
    }
  };
  const sorting = new RequestedSort({
    object: () => object.object(),
    created: () => (table() ? undefined : object.settled()),
    settled: () => object.applied(),
    isCurrent: () => object.isCurrent(),
    sort: async (order) => {
      const state = object.state();
      if (state.status === 'failed') throw state.error;
      const current = table();
      // Rejects with the reason why there is no table.
      if (!current) await object.call(() => Promise.resolve());
      const column = current?.sorting[order.column];
      if (!current || !column || current.delivered.hidden.has(order.column)) throw noSuchColumn(order.column);
      const patches = toSortPatches(PATH, column, {
        order: toSortOrder(current.sortOrder, order.column),
        direction: order.direction,
      });
      // Soft patches change this session only, not the app.
      await object.call(async (cube) => {
        await cube.applyPatches(patches, true);
      });
    },
  });
  let sortedSource: ObjectSource | undefined;
  const forgetOther = (current: ObjectSource | undefined): void => {
    if (current !== sortedSource) sorting.forget();
    sortedSource = current;
  };
  const followTable = effect(
    () => {
      const [shown, current] = [table(), source()];
      untracked(() => {
        forgetOther(current);
        if (shown) void sorting.follow();
      });
    },
    { injector },
  );
  return Object.assign(object.resource, {
    columns: computed(() => table()?.columns ?? []),
    shownColumns: computed(() => table()?.shownColumns ?? []),
    rowCount: computed(() => table()?.rowCount ?? 0),
    firstRows: computed(() => table()?.firstRows ?? []),
    page: fetchPage,
    select: async (
      dimensionIndex: number,
      elementNumbers: readonly number[],
      { mode = 'replace' }: SelectOptions = {},
    ) => {
      const isSelected = await object.command((cube) =>
        cube.selectHyperCubeValues(PATH, dimensionIndex, [...elementNumbers], mode === 'toggle'),
      );
      if (!isSelected) throw refusedSelection();
    },
    sort: (order: SortOrder) => {
      object.sync();
      forgetOther(untracked(source));
      return sorting.request(order);
    },
    pendingSort: sorting.pending,
    destroy: () => {
      followTable.destroy();
      object.destroy();
    },
  });
}

function toSource(definition: HypercubeDefinition | undefined): ObjectSource | undefined {
  if (!definition) return undefined;
  if (definition.objectId !== undefined) return { objectId: definition.objectId };
  return { properties: toProperties(definition) };
}

function noSuchColumn(column: number): QlikError {
  return new QlikError('engine-error', `The table has no column ${column}.`, {
    remedy: 'Wait until the table is ready, and use the index of one of its shownColumns.',
    variant: 'column',
    params: { column },
  });
}
