import type { DataModel } from '../model/data-model.ts';
import type { Field } from '../model/field.ts';
import type { FieldSelection, SelectionSet } from './selection-set.ts';

/** `qState` of a value: locked, selected, optional, alternative, excluded, selected excluded, locked excluded. */
export type ValueState = 'L' | 'S' | 'O' | 'A' | 'X' | 'XS' | 'XL';

/** `NxStateCounts`. */
export interface StateCounts {
  readonly qLocked: number;
  readonly qSelected: number;
  readonly qOption: number;
  readonly qDeselected: number;
  readonly qAlternative: number;
  readonly qExcluded: number;
  readonly qSelectedExcluded: number;
  readonly qLockedExcluded: number;
}

/** The states of a field's values under a set of selections. */
export interface FieldStates {
  /** 1 per code that occurs in a row that passes all selections. */
  readonly possible: Uint8Array;
  /** 1 per code that is excluded only by the field's own selection. */
  readonly alternative: Uint8Array;
  readonly counts: StateCounts;
  stateOf(code: number): ValueState;
}

interface IslandPass {
  /** 1 per row of the universe that passes all selections. */
  readonly rows: Uint8Array;
  /** For a row that fails exactly one selection the index of that selection in `fields`, else -1. */
  readonly onlyFailure: Int16Array;
  readonly fields: readonly string[];
}

/**
 * The effect of a set of selections on the data: the rows that pass, and the state of every value.
 *
 * One pass over each selected field finds the rows that pass and, for a row that fails exactly one selection, that selection.
 * Both possible and alternative values of all fields follow from this.
 */
export class Association {
  private readonly passes = new Map<number, IslandPass>();
  private readonly states = new Map<string, FieldStates>();

  constructor(
    readonly model: DataModel,
    readonly selections: SelectionSet,
  ) {}

  /** Returns a mask with 1 per row of an island's universe that passes all selections. Read-only. */
  rows(island: number): Uint8Array {
    return this.pass(island).rows;
  }

  statesOf(field: Field): FieldStates {
    const known = this.states.get(field.name);
    if (known) return known;
    const computed = this.computeStates(field);
    this.states.set(field.name, computed);
    return computed;
  }

  private pass(index: number): IslandPass {
    const known = this.passes.get(index);
    if (known) return known;
    const { rowCount } = this.model.island(index);
    const active = [...this.selections.values()].filter((selection) => selection.field.island === index);
    const rows = new Uint8Array(rowCount);
    const onlyFailure = new Int16Array(rowCount);
    const [first] = active;
    if (first) applyFirstSelection(first, rows, onlyFailure);
    else {
      rows.fill(1);
      onlyFailure.fill(-1);
    }
    for (const [place, selection] of active.entries())
      if (place > 0) applyFurtherSelection(selection, place, rows, onlyFailure);
    const pass = { rows, onlyFailure, fields: active.map((selection) => selection.field.name) };
    this.passes.set(index, pass);
    return pass;
  }

  private computeStates(field: Field): FieldStates {
    const { rows, onlyFailure, fields } = this.pass(field.island);
    const { codes, symbols } = field;
    const own = fields.indexOf(field.name);
    const possible = new Uint8Array(symbols.size);
    const alternative = new Uint8Array(symbols.size);
    for (let row = 0; row < codes.length; row += 1) {
      const code = codes[row] as number;
      if (code < 0) continue;
      if (rows[row] === 1) possible[code] = 1;
      else if (own >= 0 && onlyFailure[row] === own) alternative[code] = 1;
    }
    const selection = this.selections.get(field.name);
    const stateOf = (code: number): ValueState => {
      if (selection?.mask[code] === 1) {
        if (selection.isLocked) return possible[code] === 1 ? 'L' : 'XL';
        return possible[code] === 1 ? 'S' : 'XS';
      }
      if (possible[code] === 1) return 'O';
      return alternative[code] === 1 ? 'A' : 'X';
    };
    return { possible, alternative, counts: countStates(symbols.size, stateOf), stateOf };
  }
}

function applyFirstSelection(
  { field, mask }: FieldSelection,
  rows: Uint8Array,
  onlyFailure: Int16Array,
): void {
  const { codes } = field;
  for (let row = 0; row < rows.length; row += 1) {
    const code = codes[row] as number;
    const flag = code >= 0 ? (mask[code] as number) : 0;
    rows[row] = flag;
    // -1 for a row that passes; 0, the index of the first selection, for a row that fails it.
    onlyFailure[row] = -flag;
  }
}

function applyFurtherSelection(
  { field, mask }: FieldSelection,
  place: number,
  rows: Uint8Array,
  onlyFailure: Int16Array,
): void {
  const { codes } = field;
  for (let row = 0; row < rows.length; row += 1) {
    const code = codes[row] as number;
    if (code >= 0 && mask[code] === 1) continue;
    onlyFailure[row] = rows[row] === 1 ? place : -1;
    rows[row] = 0;
  }
}

function countStates(size: number, stateOf: (code: number) => ValueState): StateCounts {
  const count: Record<ValueState, number> = { L: 0, S: 0, O: 0, A: 0, X: 0, XS: 0, XL: 0 };
  for (let code = 0; code < size; code += 1) count[stateOf(code)] += 1;
  return {
    qLocked: count.L,
    qSelected: count.S,
    qOption: count.O,
    qDeselected: 0,
    qAlternative: count.A,
    qExcluded: count.X,
    qSelectedExcluded: count.XS,
    qLockedExcluded: count.XL,
  };
}
