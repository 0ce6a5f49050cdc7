import { computed, inject, Injector, type Signal, untracked } from '@angular/core';
import type { GenericObject } from '@qlik/api/qix';
import type { QlikResource } from 'ngx-qlik';
import { columnsChanged } from '../hypercube/hypercube-table';
import { RowBlocks } from '../hypercube/row-blocks';
import { refusedSelection, toLayoutError } from '../objects/engine-errors';
import { type ObjectSource, type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { recordAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';
import {
  LIST_PATH,
  type ListContents,
  type ListDefinition,
  type ListValue,
  readList,
  readListPage,
  toListProperties,
} from './list-object';
import { ListSearch } from './list-search';

/** Values by their state: all, the possible ones, those that another selection in the field excludes, or all excluded ones. */
export type ListGroup = 'all' | 'possible' | 'alternative' | 'excluded';

/** How values are selected: in place of the field's selection (default), or each one switched. */
export interface ListSelectOptions {
  readonly mode?: 'replace' | 'toggle';
}

/**
 * The values of a field, as in a list box, kept up to date. The methods reject with a `QlikError`, and resolve when the list has the change.
 */
export interface FieldList extends QlikResource<ListContents> {
  /** The values that came with the last layout: at most 100. For other values, see {@link page}. */
  readonly firstValues: Signal<readonly ListValue[]>;
  /** Number of values; during a search, of those that match. 0 until there is a value. */
  readonly size: Signal<number>;
  /** The text of the present search; empty without one. */
  readonly searchText: Signal<string>;
  /**
   * Returns `height` values from `top` on, fetched in pages within the engine's limit and cached. Waits for a list that is being made, also
   * right after the definition has changed.
   * @throws {QlikError} `engine-error`, retryable, when the list changes meanwhile
   */
  page(top: number, height: number): Promise<readonly ListValue[]>;
  /**
   * Shows the values that match only, in this list alone: selections stay. An empty text ends the search. A search survives a lost session:
   * commands wait for it. Where the engine refuses it then, the list fails, and `reload()` shows all values.
   *
   * @param text words or phrases in double quotes, of which a value has one; a pattern with `*` and `?` for whole values; or a condition such
   * as `>100` or `=Sum(Sales)>1000`
   * @see https://help.qlik.com/en-US/sense-developer/May2026/Subsystems/EngineJSONAPI/Content/service-genericobject-searchlistobjectfor.htm
   */
  search(text: string): Promise<void>;
  /** Selects the values that match the present search, and ends it. */
  acceptSearch(options?: ListSelectOptions): Promise<void>;
  /**
   * Selects values.
   * @param elementNumbers values of {@link ListValue.elementNumber}
   * @throws {QlikError} `engine-error` when the engine does not accept the selection, for example in a locked field
   */
  select(elementNumbers: readonly number[], options?: ListSelectOptions): Promise<void>;
  /** Selects a group of values; during a search, of those that match. @throws {QlikError} as {@link select} */
  selectGroup(group: ListGroup): Promise<void>;
  /** Clears the selection in the field. */
  clear(): Promise<void>;
  /** Locks the selection in the field: others are refused until {@link unlock}. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
}

/**
 * Lists the values of a field in the session's app, with their selection states.
 *
 * @param definition a value, a signal or a function; a new value creates a new list, `undefined` removes it
 *
 * @example injectList(this.appSession, 'Region')
 */
export function injectList(
  appSession: AppSessionSource,
  definition: ValueOrSignal<ListDefinition | undefined>,
  options: WatchOptions = {},
): FieldList {
  const injector = options.injector ?? inject(Injector);
  const wanted = asSignal(definition);
  const searching = new ListSearch();
  const source = computed(() => {
    const current = wanted();
    if (current === undefined) return undefined;
    const made: ObjectSource = {
      properties: toListProperties(current),
      prepare: (list) => searching.repeat(list, made),
    };
    return made;
  });
  const watched = watchEngineObject(appSession, source, readWithoutError, { injector });
  const contents = watched.resource.value;

  const fetchValues = (requested: ListContents) => (top: number, height: number) =>
    watched.call(async (list) => {
      const page = { qTop: top, qLeft: 0, qWidth: 1, qHeight: height };
      const pages: readonly unknown[] = await list.getListObjectData(LIST_PATH, [page]);
      if (!watched.isCurrent() || contents() !== requested) throw columnsChanged();
      return pages.flatMap(readListPage);
    });
  const blocks = computed(() => {
    const current = contents();
    if (!current) return new RowBlocks<ListValue>(NO_VALUES, () => Promise.resolve([]));
    return new RowBlocks<ListValue>(
      { columnCount: 1, rowCount: current.size, firstRows: current.firstValues },
      fetchValues(current),
    );
  });

  /** @param match the search that there is after the call */
  const search = (match: string, work: (list: GenericObject) => Promise<unknown>): Promise<void> => {
    // Meanwhile it may be a list of another definition, with its own search.
    const searched = untracked(source);
    return watched.command((list) => searching.change(searched, match, work(list)));
  };
  const selecting = async (work: Parameters<typeof watched.call<boolean>>[0]): Promise<void> => {
    if (!(await watched.command(work))) throw refusedSelection();
  };
  return Object.assign(watched.resource, {
    firstValues: computed(() => contents()?.firstValues ?? []),
    size: computed(() => contents()?.size ?? 0),
    searchText: computed(() => searching.textOf(source())),
    page: (top: number, height: number) => {
      const making = watched.making();
      // Also read now: it is a dependency of an effect that calls this.
      const current = blocks();
      return making ? making.then(() => blocks().page(top, height)) : current.page(top, height);
    },
    search: (match: string) =>
      search(match, (list) =>
        match === '' ? list.abortListObjectSearch(LIST_PATH) : list.searchListObjectFor(LIST_PATH, match),
      ),
    acceptSearch: ({ mode = 'replace' }: ListSelectOptions = {}) =>
      search('', (list) => list.acceptListObjectSearch(LIST_PATH, mode === 'toggle', false)),
    select: (elementNumbers: readonly number[], { mode = 'replace' }: ListSelectOptions = {}) =>
      selecting((list) =>
        list.selectListObjectValues(LIST_PATH, [...elementNumbers], mode === 'toggle', false),
      ),
    selectGroup: (group: ListGroup) =>
      selecting((list) => {
        if (group === 'all') return list.selectListObjectAll(LIST_PATH, false);
        if (group === 'possible') return list.selectListObjectPossible(LIST_PATH, false);
        if (group === 'alternative') return list.selectListObjectAlternative(LIST_PATH, false);
        return list.selectListObjectExcluded(LIST_PATH, false);
      }),
    clear: () =>
      watched.command(async (list) => {
        await list.clearSelections(LIST_PATH);
      }),
    lock: () =>
      watched.command(async (list) => {
        await list.lock(LIST_PATH);
      }),
    unlock: () =>
      watched.command(async (list) => {
        await list.unlock(LIST_PATH);
      }),
  });
}

/** @throws {QlikError} `engine-error` when the engine cannot calculate the list */
function readWithoutError(layout: unknown): ListContents {
  const list = recordAt(layout, 'qListObject');
  const error = list['qError'] ?? recordAt(list, 'qDimensionInfo')['qError'];
  if (error) throw toLayoutError(recordAt(error), 'list');
  return readList(layout);
}

const NO_VALUES = { columnCount: 1, rowCount: 0, firstRows: [] };
