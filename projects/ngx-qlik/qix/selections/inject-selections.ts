import { computed, type Signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import { QlikError, type QlikResource, ɵquoteText as quoteText } from 'ngx-qlik';
import { noSuchField, notSelected, refusedSelection } from '../objects/engine-errors';
import { type ObjectSource, type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';
import { asSignal, type ValueOrSignal } from '../objects/value-or-signal';
import { fieldOf, type FieldSelectionRequest, selectInField, wantedText } from './select-in-field';
import { readSelectedTexts } from './selected-texts';

/** The selection in one field. */
export interface FieldSelection {
  readonly field: string;
  /** Display name; the field's name when the app has none. */
  readonly label: string;
  readonly count: number;
  /** Number of distinct values in the field. */
  readonly total: number;
  /**
   * The selected values where the engine lists them, which it does for few of them: up to six in Qlik, none for more.
   * {@link Selections.texts} reads all.
   */
  readonly texts: readonly string[];
  /** Whether {@link texts} has all {@link count} of them. */
  readonly isComplete: boolean;
  readonly isLocked: boolean;
  /** Whether one value is always selected in this field, so that it cannot be cleared. */
  readonly isOneAndOnlyOne: boolean;
}

/** The current selections. */
export interface CurrentSelections {
  readonly fields: readonly FieldSelection[];
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

/** A state, for actions on selections. */
export interface InState {
  /** An alternate state of the app. Default: the state that {@link injectSelections} was called for. */
  readonly stateName?: string;
}

/** How to select in a field. */
export interface SelectInFieldOptions extends InState {
  /** `replace` the field's selection (default), or `toggle` each value. */
  readonly mode?: 'replace' | 'toggle';
}

/** Options of {@link injectSelections}. */
export interface SelectionsOptions extends WatchOptions {
  /** An alternate state of the app, whose selections are read and changed. Default: the default state. */
  readonly stateName?: ValueOrSignal<string | undefined>;
}

/**
 * The current selections of an app, kept up to date, and actions on them. The actions reject with a `QlikError`: `object-not-found` for an
 * unknown field, `engine-error` when the engine does not accept a selection, for example in a locked field. They resolve when the signals
 * have the selections that the engine has afterwards.
 */
export interface Selections extends QlikResource<CurrentSelections> {
  /** Empty until ready. */
  readonly fields: Signal<readonly FieldSelection[]>;
  readonly canGoBack: Signal<boolean>;
  readonly canGoForward: Signal<boolean>;
  /**
   * Reads the texts of all values that are selected in a field, however many: see {@link FieldSelection.isComplete}. Of an unknown field,
   * and of one without a selection, there are none.
   */
  texts(field: string, options?: InState): Promise<readonly string[]>;
  /** Replaces the selection in a field by these values, or toggles them. A number is found by its value, a text by its text. */
  select(field: string, values: readonly (string | number)[], options?: SelectInFieldOptions): Promise<void>;
  /** Selects the values of a field that match a text, with `*` and `?` as wildcards, or a condition such as `>100`. */
  selectMatches(field: string, search: string, options?: SelectInFieldOptions): Promise<void>;
  /**
   * Selects in several fields, one after the other.
   * @throws {QlikError} of the first field that fails, after the others; its message names all of them
   */
  selectAll(requests: readonly FieldSelectionRequest[]): Promise<void>;
  /** Clears the selection in one field, or in all fields except locked ones. */
  clear(field?: string, options?: InState): Promise<void>;
  /** Locks the selection in one field, or in all fields: others are refused until {@link unlock}. */
  lock(field?: string, options?: InState): Promise<void>;
  unlock(field?: string, options?: InState): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
}

/** Returns the selections in the session's app. */
export function injectSelections(appSession: AppSessionSource, options: SelectionsOptions = {}): Selections {
  const state = asSignal(options.stateName);
  const source = computed(() => toSource(state()));
  const object = watchEngineObject(appSession, source, readSelections, options);
  const current = computed(() => object.resource.value() ?? NOTHING);
  const inState = <T extends InState>(request: T): T & InState => {
    const stateName = request.stateName ?? state();
    return stateName === undefined ? request : { ...request, stateName };
  };
  const select = (request: FieldSelectionRequest, make: 'call' | 'command' = 'command'): Promise<void> =>
    inField(request.field, () =>
      object[make](async (_, doc) => {
        if (!(await selectInField(doc, request))) throw refusedSelection(wantedText(request), request.field);
      }),
    );
  const onField = (field: string, asked: InState, work: (handle: Handle) => Promise<unknown>) => {
    // The state of now: the call may wait for the object.
    const request = inState({ ...asked, field });
    return inField(field, () =>
      object.command(async (_, doc) => {
        await work(await fieldOf(doc, request));
      }),
    );
  };
  const inAll = (where: InState, work: (doc: Doc, stateName: string) => Promise<void>) => {
    const { stateName = '$' } = inState(where);
    return object.command((_, doc) => work(doc, stateName));
  };
  return Object.assign(object.resource, {
    fields: computed(() => current().fields),
    canGoBack: computed(() => current().canGoBack),
    canGoForward: computed(() => current().canGoForward),
    texts: (field: string, where: InState = {}) => {
      object.sync();
      const { stateName } = inState(where);
      const shown = stateName === state() ? current().fields.find((each) => each.field === field) : undefined;
      if (shown?.isComplete) return Promise.resolve(shown.texts);
      const selected = { field, stateName, ...(shown && { count: shown.count }) };
      return object.call((_, doc) => readSelectedTexts(doc, selected));
    },
    select: (field: string, values: readonly (string | number)[], how: SelectInFieldOptions = {}) =>
      select(inState({ ...how, field, values })),
    selectMatches: (field: string, search: string, how: SelectInFieldOptions = {}) =>
      select(inState({ ...how, field, search })),
    selectAll: async (requests: readonly FieldSelectionRequest[]) => {
      const failures: { readonly field: string; readonly error: unknown }[] = [];
      for (const request of requests.map(inState)) {
        // The other fields do not depend on this one.
        await select(request, 'call').catch((error: unknown) =>
          failures.push({ field: request.field, error }),
        );
      }
      // Without a connection nothing has changed.
      if (failures.length < requests.length || !failures.every(isInterrupted)) await object.applied();
      if (failures.length > 0) throw notSelected(failures);
    },
    clear: (field?: string, where: InState = {}) => {
      if (field !== undefined)
        return onField(field, where, async (handle) => {
          if (!(await handle.clear())) throw refusedSelection('', field);
        });
      const { stateName } = inState(where);
      return object.command((_, doc) =>
        stateName === undefined ? doc.clearAll(false) : doc.clearAll(false, stateName),
      );
    },
    lock: (field?: string, where: InState = {}) => {
      if (field === undefined) return inAll(where, (doc, stateName) => doc.lockAll(stateName));
      return onField(field, where, async (handle) => {
        if (!(await handle.lock())) throw notLocked(field);
      });
    },
    unlock: (field?: string, where: InState = {}) =>
      field === undefined
        ? inAll(where, (doc, stateName) => doc.unlockAll(stateName))
        : onField(field, where, (handle) => handle.unlock()),
    back: () =>
      object.command(async (_, doc) => {
        await doc.back();
      }),
    forward: () =>
      object.command(async (_, doc) => {
        await doc.forward();
      }),
  });
}

type Handle = Awaited<ReturnType<typeof fieldOf>>;

/** Names the field in the error of an unknown one. */
async function inField(field: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    throw thrown instanceof QlikError && thrown.code === 'object-not-found'
      ? noSuchField(field, thrown)
      : thrown;
  }
}

function isInterrupted({ error }: { readonly error: unknown }): boolean {
  return error instanceof QlikError && error.code === 'session-suspended';
}

function notLocked(field: string): QlikError {
  const name = quoteText(field);
  return new QlikError('engine-error', `The engine did not lock the field "${name}".`, {
    remedy: 'Select values in it before.',
    variant: 'lock',
    params: { name },
  });
}

const NOTHING: CurrentSelections = { fields: [], canGoBack: false, canGoForward: false };

function toSource(stateName: string | undefined): ObjectSource {
  return {
    properties: {
      qInfo: { qType: 'ngx-qlik-selections' },
      qSelectionObjectDef: { ...(stateName && { qStateName: stateName }) },
    },
  };
}

function readSelections(layout: unknown): CurrentSelections {
  return {
    fields: recordsAt(layout, 'qSelectionObject', 'qSelections')
      .filter((item) => !isTrueAt(item, 'qIsHidden'))
      .map(readField),
    canGoBack: (numberAt(layout, 'qSelectionObject', 'qBackCount') ?? 0) > 0,
    canGoForward: (numberAt(layout, 'qSelectionObject', 'qForwardCount') ?? 0) > 0,
  };
}

function readField(item: unknown): FieldSelection {
  const count = numberAt(item, 'qSelectedCount') ?? 0;
  const texts = recordsAt(item, 'qSelectedFieldSelectionInfo').map((value) => textAt(value, 'qName'));
  return {
    field: textAt(item, 'qField'),
    label: textAt(item, 'qReadableName') || textAt(item, 'qField'),
    count,
    total: numberAt(item, 'qTotal') ?? 0,
    texts,
    isComplete: texts.length >= count,
    isLocked: isTrueAt(item, 'qLocked'),
    isOneAndOnlyOne: isTrueAt(item, 'qOneAndOnlyOne'),
  };
}
