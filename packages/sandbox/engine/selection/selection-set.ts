import type { Field } from '../model/field.ts';

/** What is selected in one field. Never changed, only replaced. */
export interface FieldSelection {
  readonly field: Field;
  /** One per code: 1 where the value is selected. */
  readonly mask: Uint8Array;
  readonly isLocked: boolean;
}

/** The selections of one state, by field name. A field without an entry has none. */
export type SelectionSet = ReadonlyMap<string, FieldSelection>;

/** The state without a name, and `$`, are the default one. */
export const DEFAULT_STATE = '$';

/** Selections of all states at one moment, by state name. */
export type SelectionSnapshot = ReadonlyMap<string, SelectionSet>;

/** No selections at all. */
export const NO_SELECTIONS: SelectionSet = new Map();

/** A mask with the given codes set; codes beyond the field are left out. */
export function maskOf(size: number, codes: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(size);
  for (const code of codes) if (code >= 0 && code < size) mask[code] = 1;
  return mask;
}

/** How many values a mask has. */
export function countMask(mask: Uint8Array): number {
  let count = 0;
  for (const flag of mask) if (flag) count += 1;
  return count;
}

/** The set with one field's selection replaced; an empty mask removes it. */
export function withField(set: SelectionSet, field: Field, mask: Uint8Array, isLocked = false): SelectionSet {
  const next = new Map(set);
  if (mask.includes(1)) next.set(field.name, { field, mask, isLocked });
  else next.delete(field.name);
  return next;
}
