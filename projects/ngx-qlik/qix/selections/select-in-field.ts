import type { Doc, Field } from '@qlik/api/qix';

/** What to select in one field. Without values and search, the selection is cleared. */
export interface FieldSelectionRequest {
  /** Name of a field. Not of a master dimension. */
  readonly field: string;
  /** Texts or numbers of values. Values that the field does not have are ignored, if it has others of them. */
  readonly values?: readonly (string | number)[];
  /** Selects the values that match: a whole text, with `*` and `?` as wildcards, or a condition such as `>100` or `=Sum(Sales)>1000`. */
  readonly search?: string;
  /** An alternate state of the app. Default: the default state. */
  readonly stateName?: string;
  /** `replace` the field's selection (default), or `toggle` each value. */
  readonly mode?: 'replace' | 'toggle';
  /** Locks the selection. */
  readonly isLocked?: boolean;
}

/**
 * Selects in one field.
 *
 * @param signal ends the work between two calls of the engine
 * @returns false when the engine does not accept the selection
 * @throws enigma's error for an unknown field or state
 */
export async function selectInField(
  doc: Doc,
  request: FieldSelectionRequest,
  signal?: AbortSignal,
): Promise<boolean> {
  const { values = [], search, mode, isLocked } = request;
  const handle = await fieldOf(doc, request);
  signal?.throwIfAborted();
  const toggles = mode === 'toggle';
  const isSelected = await selectIn(handle, { values, search, toggles });
  signal?.throwIfAborted();
  return isSelected && (!isLocked || (await handle.lock()));
}

/** What a request wants to select, for messages: the search, or the values in a list. Empty where it clears the field. */
export function wantedText({ values = [], search }: FieldSelectionRequest): string {
  return search ?? values.join(', ');
}

/** Returns a field in a state. */
export function fieldOf(doc: Doc, { field, stateName }: FieldSelectionRequest): Promise<Field> {
  // Without a state the call has one parameter, as Qlik's own clients make it.
  return stateName ? doc.getField(field, stateName) : doc.getField(field);
}

function selectIn(
  handle: Field,
  {
    values,
    search,
    toggles,
  }: {
    readonly values: readonly (string | number)[];
    readonly search: string | undefined;
    readonly toggles: boolean;
  },
): Promise<boolean> {
  if (search !== undefined)
    return toggles ? handle.toggleSelect(search, false) : handle.select(search, false);
  if (values.length === 0) return toggles ? Promise.resolve(true) : handle.clear();
  return handle.selectValues(values.map(toFieldValue), toggles, false);
}

/** A number is found by its value, a text by its text. @see the QIX API's `FieldValue` */
function toFieldValue(value: string | number) {
  return typeof value === 'number'
    ? { qText: String(value), qIsNumeric: true, qNumber: value }
    : { qText: value, qIsNumeric: false, qNumber: 0 };
}
