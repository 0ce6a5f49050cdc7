import { isTrueAt, numberAt, textAt } from '../objects/layout';

/** The selection state of a value. */
export type SelectionState = 'selected' | 'locked' | 'possible' | 'alternative' | 'excluded';

/** A cell of a table. */
export interface HypercubeCell {
  readonly text: string;
  /** Absent for texts. */
  readonly number?: number;
  /** The value's element number in its field, a parameter of {@link Hypercube.select}. Negative for nulls, totals and measures. */
  readonly elementNumber: number;
  readonly state?: SelectionState;
  readonly isNull: boolean;
}

/** A row of a table. */
export interface HypercubeRow {
  /** Index in the whole table. */
  readonly index: number;
  /** One per column, by {@link HypercubeColumn.index}. Cells of hidden columns are empty. */
  readonly cells: readonly HypercubeCell[];
}

/** The cell of a column without delivered cells. */
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
