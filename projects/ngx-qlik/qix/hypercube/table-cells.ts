import { isTrueAt, numberAt, textAt } from '../objects/layout';

/** How a value stands with the selections. */
export type SelectionState = 'selected' | 'locked' | 'possible' | 'alternative' | 'excluded';

/** A value in a table. */
export interface HypercubeCell {
  readonly text: string;
  /** Absent for texts. */
  readonly number?: number;
  /** The value's number in its field: what {@link Hypercube.select} takes. Negative for nulls, totals and measures. */
  readonly elementNumber: number;
  readonly state?: SelectionState;
  readonly isNull: boolean;
}

/** A row of a table. */
export interface HypercubeRow {
  /** From the top of the whole table. */
  readonly index: number;
  /** One per column, by {@link HypercubeColumn.index}. Cells of hidden columns are empty. */
  readonly cells: readonly HypercubeCell[];
}

/** What a column has that the engine delivers nothing for. */
export const EMPTY_CELL: HypercubeCell = { text: '', elementNumber: -1, isNull: true };

/** @see the QIX API's `StateEnumType` */
const STATES: Readonly<Record<string, SelectionState>> = {
  S: 'selected',
  XS: 'selected',
  L: 'locked',
  XL: 'locked',
  O: 'possible',
  A: 'alternative',
  D: 'alternative',
  X: 'excluded',
};

/** Reads an `NxCell`. */
export function readCell(cell: unknown): HypercubeCell {
  const number = numberAt(cell, 'qNum');
  const state = STATES[textAt(cell, 'qState')];
  return {
    text: textAt(cell, 'qText'),
    ...(number !== undefined && { number }),
    elementNumber: numberAt(cell, 'qElemNumber') ?? -1,
    ...(state && { state }),
    isNull: isTrueAt(cell, 'qIsNull'),
  };
}
