import { computed, type Signal, signal } from '@angular/core';
import type { Field } from '@qlik/api/qix';
import { QlikError } from 'ngx-qlik';
import { noSuchField, refusedSelection } from '../objects/engine-errors';
import { type EngineValueState, type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';

/** The selection in one field. */
export interface FieldSelection {
  readonly field: string;
  /** Display name; the field's name when the app has none. */
  readonly label: string;
  readonly count: number;
  /** Number of distinct values in the field. */
  readonly total: number;
  /** The first selected values; complete when there are {@link count} of them. */
  readonly texts: readonly string[];
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

/** The current selections of an app, kept up to date, and actions on them. The actions reject with a `QlikError`. */
export interface Selections {
  readonly state: Signal<EngineValueState<CurrentSelections>>;
  /** Empty until ready. */
  readonly fields: Signal<readonly FieldSelection[]>;
  readonly canGoBack: Signal<boolean>;
  readonly canGoForward: Signal<boolean>;
  /** Replaces the selection in a field by these values. */
  select(field: string, texts: readonly string[]): Promise<void>;
  /** Clears the selection in one field, or in all fields except locked ones. */
  clear(field?: string): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  destroy(): void;
}

/** Returns the selections in the session's app. */
export function injectSelections(
  appSession: Signal<AppSession | undefined>,
  options: WatchOptions = {},
): Selections {
  const object = watchEngineObject(appSession, signal(SELECTIONS).asReadonly(), readSelections, options);
  const current = computed(() => {
    const state = object.state();
    return state.status === 'ready' ? state.value : NOTHING;
  });
  const callField = async (field: string, work: (handle: Field) => Promise<void>): Promise<void> => {
    try {
      await object.call(async (_, doc) => work(await doc.getField(field)));
    } catch (thrown) {
      throw thrown instanceof QlikError && thrown.code === 'object-not-found'
        ? noSuchField(field, thrown)
        : thrown;
    }
  };
  return {
    state: object.state,
    fields: computed(() => current().fields),
    canGoBack: computed(() => current().canGoBack),
    canGoForward: computed(() => current().canGoForward),
    select: (field, texts) =>
      callField(field, async (handle) => {
        const isSelected = await handle.selectValues(
          texts.map((qText) => ({ qText, qIsNumeric: false, qNumber: 0 })),
          false,
          false,
        );
        if (!isSelected) throw refusedSelection();
      }),
    clear: (field) =>
      field === undefined
        ? object.call((_, doc) => doc.clearAll(false))
        : callField(field, async (handle) => {
            await handle.clear();
          }),
    back: () =>
      object.call(async (_, doc) => {
        await doc.back();
      }),
    forward: () =>
      object.call(async (_, doc) => {
        await doc.forward();
      }),
    destroy: object.destroy,
  };
}

const NOTHING: CurrentSelections = { fields: [], canGoBack: false, canGoForward: false };

const SELECTIONS = { properties: { qInfo: { qType: 'ngx-qlik-selections' }, qSelectionObjectDef: {} } };

function readSelections(layout: unknown): CurrentSelections {
  return {
    fields: recordsAt(layout, 'qSelectionObject', 'qSelections')
      .filter((item) => !isTrueAt(item, 'qIsHidden'))
      .map((item) => ({
        field: textAt(item, 'qField'),
        label: textAt(item, 'qReadableName') || textAt(item, 'qField'),
        count: numberAt(item, 'qSelectedCount') ?? 0,
        total: numberAt(item, 'qTotal') ?? 0,
        texts: recordsAt(item, 'qSelectedFieldSelectionInfo').map((value) => textAt(value, 'qName')),
        isLocked: isTrueAt(item, 'qLocked'),
        isOneAndOnlyOne: isTrueAt(item, 'qOneAndOnlyOne'),
      })),
    canGoBack: (numberAt(layout, 'qSelectionObject', 'qBackCount') ?? 0) > 0,
    canGoForward: (numberAt(layout, 'qSelectionObject', 'qForwardCount') ?? 0) > 0,
  };
}
