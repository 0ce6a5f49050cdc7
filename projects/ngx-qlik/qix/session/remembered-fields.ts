import type { Doc, NxCurrentSelectionItem, SelectionObject } from '@qlik/api/qix';
import { readSelectedTexts } from '../selections/selected-texts';

/** The selection in one field of one state. */
export interface RememberedField {
  readonly field: string;
  /** An alternate state; `undefined` for the default one. */
  readonly stateName: string | undefined;
  readonly texts: readonly string[];
  readonly isLocked: boolean;
  /** Number of selected values; larger than that of {@link texts} when not all could be read. */
  readonly count: number;
}

/** Limit of the stored values over all fields, for the page's memory and the time to restore them. */
const MAX_VALUES = 100_000;

/** Returns the display name of a field: `Region`, or `Region (alternate state Left)`. */
export function describeField({ field, stateName }: RememberedField): string {
  return stateName === undefined ? field : `${field} (alternate state ${stateName})`;
}

/** Whether all selected values are known. */
export function isComplete({ texts, count }: RememberedField): boolean {
  return texts.length >= count;
}

/** The properties of an object with the selections of the default state and, after {@link toStatesPatch}, of alternate states. */
export const SELECTIONS_OF_STATES = {
  qInfo: { qType: 'ngx-qlik-selection-memory' },
  qSelectionObjectDef: {},
  alternateStates: [],
};

/** Returns the patch that adds the selections of alternate states, as in Qlik's selections bar. */
export function toStatesPatch(stateNames: readonly string[]) {
  const states = stateNames.map((stateName) => ({
    stateName,
    qSelectionObjectDef: { qStateName: stateName },
  }));
  return [{ qOp: 'Replace' as const, qPath: '/alternateStates', qValue: JSON.stringify(states) }];
}

/** What the engine calls the default state. */
export const DEFAULT_STATES: readonly string[] = ['', '$'];

/** Reads the names of an app's alternate states. */
export async function readStateNames(doc: Doc): Promise<readonly string[]> {
  const { qStateNames = [] } = await doc.getAppLayout();
  return qStateNames.filter((name) => !DEFAULT_STATES.includes(name));
}

/** Clears all selections of an app, in alternate states and locked ones too. @param signal begins nothing more */
export async function clearAllStates(doc: Doc, signal?: AbortSignal): Promise<void> {
  await doc.clearAll(true);
  for (const stateName of await readStateNames(doc))
    if (!signal?.aborted) await doc.clearAll(true, stateName);
}

/** Reads the layout of an object with {@link SELECTIONS_OF_STATES}: the default state first, each field with the values in the layout. */
export function readRemembered(layout: unknown): readonly RememberedField[] {
  const { qSelectionObject, alternateStates = [] } = layout as SelectionsLayout;
  const states = [
    { stateName: undefined, qSelectionObject },
    ...alternateStates.map((state) => ({ ...state, stateName: state.stateName ?? '' })),
  ];
  return states.flatMap(({ stateName, qSelectionObject: selections }) =>
    (selections?.qSelections ?? [])
      .filter((item) => item.qField && !item.qIsHidden)
      .map((item) => remember(item, stateName)),
  );
}

/**
 * Reads all values of the fields whose values the selection object lists partly, within the limit of stored values.
 *
 * @param onRead called with all fields after each field; returns false to stop
 */
export async function readIncomplete(
  doc: Doc,
  fields: readonly RememberedField[],
  onRead: (fields: readonly RememberedField[]) => boolean,
): Promise<void> {
  let known = fields;
  let kept = fields.reduce((sum, { texts }) => sum + texts.length, 0);
  for (const [index, each] of fields.entries()) {
    if (isComplete(each) || each.count > MAX_VALUES - kept) continue;
    const texts = await readSelectedTexts(doc, each);
    kept += texts.length - each.texts.length;
    known = known.map((field, at) => (at === index ? { ...field, texts } : field));
    if (!onRead(known)) return;
  }
}

function remember(item: NxCurrentSelectionItem, stateName: string | undefined): RememberedField {
  return {
    field: item.qField ?? '',
    stateName,
    texts: (item.qSelectedFieldSelectionInfo ?? []).map(({ qName }) => qName ?? ''),
    isLocked: item.qLocked ?? false,
    count: item.qSelectedCount ?? 0,
  };
}

interface SelectionsLayout {
  readonly qSelectionObject?: SelectionObject;
  readonly alternateStates?: readonly {
    readonly stateName?: string;
    readonly qSelectionObject?: SelectionObject;
  }[];
}
