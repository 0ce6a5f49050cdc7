import type { Field } from '../model/field.ts';
import type { SessionDocument } from '../session/session-document.ts';
import { countMask, maskOf } from '../selection/selection-set.ts';

/** The document, state and field of a selection. */
export interface SelectionTarget {
  readonly document: SessionDocument;
  readonly state: string;
  readonly field: Field;
}

/** Selects a mask of values. Returns false when the field is locked. */
export function selectMask({ document, state, field }: SelectionTarget, mask: Uint8Array): boolean {
  if (field.selectionField)
    return selectMask(
      { document, state, field: field.selectionField },
      associatedValues(field, field.selectionField, mask),
    );
  if (field.isSelectable === false) return false;
  if (document.selections.selections(state).get(field.name)?.isLocked) return false;
  if (document.isOneAndOnlyOne(field.name) && countMask(mask) !== 1) return false;
  const before = document.selections.snapshot;
  document.selections.select(state, field, mask);
  if (document.selections.snapshot !== before) document.selectionsChanged();
  return true;
}

/** Returns the values of `other` in the rows where `field` has a value of the mask. */
function associatedValues(field: Field, other: Field, mask: Uint8Array): Uint8Array {
  const associated = new Uint8Array(other.symbols.size);
  field.codes.forEach((code, row) => {
    const value = other.codes[row] ?? -1;
    if (code >= 0 && mask[code] === 1 && value >= 0) associated[value] = 1;
  });
  return associated;
}

/** How given values combine with the current selection. */
export type SelectMode = 'replace' | 'toggle';

/** Selects values by code: replaces the selection, or toggles each value. */
export function selectCodes(target: SelectionTarget, codes: Iterable<number>, mode: SelectMode): boolean {
  const { document, state, field } = target;
  const { size } = field.symbols;
  const current = document.selections.selections(state).get(field.name)?.mask;
  if (mode === 'replace' || !current) return selectMask(target, maskOf(size, codes));
  const mask = current.slice();
  // A value that is named twice is toggled once.
  for (const code of new Set(codes)) if (code >= 0 && code < size) mask[code] = mask[code] === 1 ? 0 : 1;
  return selectMask(target, mask);
}

/** A group of values that a menu command selects. */
export type ValueGroup = 'all' | 'possible' | 'excluded' | 'alternative';

/** Selects all, possible, excluded or alternative values. @param found the values among which it selects; default: all of the field */
export function selectGroup(
  target: SelectionTarget,
  group: ValueGroup,
  found: Iterable<number> = new Uint8Array(target.field.symbols.size).keys(),
): boolean {
  const { document, state, field } = target;
  const states = document.scope.association(state).statesOf(field);
  const mask = new Uint8Array(field.symbols.size);
  for (const code of found) if (isInGroup(states.stateOf(code), group)) mask[code] = 1;
  return selectMask(target, mask);
}

function isInGroup(state: string, group: ValueGroup): boolean {
  switch (group) {
    case 'all':
      return true;
    case 'possible':
      return state === 'S' || state === 'O' || state === 'L';
    case 'alternative':
      return state === 'A';
    // Inverts the selection: what is selected and excluded by other fields is not selected afterwards.
    case 'excluded':
      return state === 'X' || state === 'A';
  }
}

/** Clears one field. Returns false when the field is locked. */
export function clearField(target: SelectionTarget): boolean {
  return selectMask(target, new Uint8Array(target.field.symbols.size));
}

/** Clears the fields of a state for which `isCleared` returns true. */
export function clearFields(
  document: SessionDocument,
  state: string,
  isCleared: (name: string, isLocked: boolean) => boolean,
): void {
  const kept = [...document.selections.selections(state)].filter(
    ([name, { isLocked }]) => document.isOneAndOnlyOne(name) || !isCleared(name, isLocked),
  );
  const before = document.selections.snapshot;
  document.selections.replace(state, new Map(kept));
  if (document.selections.snapshot !== before) document.selectionsChanged();
}

/** `Range`: a numeric range with inclusive or exclusive bounds. */
export interface NumericRange {
  readonly min: number;
  readonly max: number;
  readonly isMinIncluded: boolean;
  readonly isMaxIncluded: boolean;
}

/** Returns whether a number is in a range; false for NaN. */
export function isInRange(value: number, range: NumericRange): boolean {
  const isAbove = range.isMinIncluded ? value >= range.min : value > range.min;
  return isAbove && (range.isMaxIncluded ? value <= range.max : value < range.max);
}
