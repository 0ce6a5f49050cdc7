import type { Field } from '../model/field.ts';

/** The selection in one field. Immutable. */
export interface FieldSelection {
  readonly field: Field;
  /** 1 per code that is selected. */
  readonly mask: Uint8Array;
  readonly isLocked: boolean;
}

/** The selections of one state by field name. A field without an entry has no selection. */
export type SelectionSet = ReadonlyMap<string, FieldSelection>;

/** The name of the default state; the empty name stands for it too. */
export const DEFAULT_STATE = '$';

/** The selections of all states at one moment, by state name. */
export type SelectionSnapshot = ReadonlyMap<string, SelectionSet>;

/** The empty set of selections. */
export const NO_SELECTIONS: SelectionSet = new Map();

/** Returns a mask with the given codes set; codes outside the field are ignored. */
export function maskOf(size: number, codes: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(size);
  for (const code of codes) if (code >= 0 && code < size) mask[code] = 1;
  return mask;
}

/** Returns the number of values in a mask. */
export function countMask(mask: Uint8Array): number {
  let count = 0;
  for (const flag of mask) if (flag) count += 1;
  return count;
}

/** Returns the set with one field's selection replaced; an empty mask removes it. */
export function withField(set: SelectionSet, field: Field, mask: Uint8Array, isLocked = false): SelectionSet {
  const next = new Map(set);
  if (mask.includes(1)) next.set(field.name, { field, mask, isLocked });
  else next.delete(field.name);
  return next;
}
