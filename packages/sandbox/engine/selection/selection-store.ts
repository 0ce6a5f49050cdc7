import type { Field } from '../model/field.ts';
import {
  DEFAULT_STATE,
  NO_SELECTIONS,
  withField,
  type SelectionSet,
  type SelectionSnapshot,
} from './selection-set.ts';

const MAX_HISTORY = 100;

/**
 * The selections of one session in all its states, with their history.
 *
 * Modal mode groups all changes into one step: aborting reverts them together, accepting adds one step to the history.
 */
export class SelectionStore {
  private current: SelectionSnapshot = new Map([[DEFAULT_STATE, NO_SELECTIONS]]);
  private readonly past: SelectionSnapshot[] = [];
  private readonly future: SelectionSnapshot[] = [];
  private modalStart: SelectionSnapshot | undefined;

  get snapshot(): SelectionSnapshot {
    return this.current;
  }

  /** The selections at the start of modal mode; undefined outside modal mode. */
  get beforeModal(): SelectionSnapshot | undefined {
    return this.modalStart;
  }

  get stateNames(): readonly string[] {
    return [...this.current.keys()].filter((name) => name !== DEFAULT_STATE);
  }

  get backCount(): number {
    return this.past.length;
  }

  get forwardCount(): number {
    return this.future.length;
  }

  /** Returns the selections `count` steps back, or forward when negative; undefined outside the history. */
  step(count: number): SelectionSnapshot | undefined {
    if (count === 0) return this.current;
    return count > 0 ? this.past.at(-count) : this.future.at(count);
  }

  hasState(name: string): boolean {
    return name === '' || this.current.has(name);
  }

  /** Returns the selections of a state; an unknown state has none. */
  selections(state: string): SelectionSet {
    return this.current.get(state === '' ? DEFAULT_STATE : state) ?? NO_SELECTIONS;
  }

  addState(name: string, source: SelectionSet = NO_SELECTIONS): void {
    this.current = new Map(this.current).set(name, source);
  }

  removeState(name: string): boolean {
    const next = new Map(this.current);
    const isRemoved = name !== DEFAULT_STATE && next.delete(name);
    this.current = next;
    return isRemoved;
  }

  /** Replaces one field's selection. */
  select(state: string, field: Field, mask: Uint8Array): void {
    this.replace(state, withField(this.selections(state), field, mask));
  }

  /** Replaces all selections of a state as one step of the history. */
  replace(state: string, set: SelectionSet): void {
    this.replaceAll([[state, set]]);
  }

  /** Replaces all selections of several states as one step of the history. */
  replaceAll(sets: Iterable<readonly [string, SelectionSet]>): void {
    const changed = [...sets].filter(([state, set]) => !isSameSet(this.selections(state), set));
    if (changed.length === 0) return;
    const named = changed.map(([state, set]) => [state === '' ? DEFAULT_STATE : state, set] as const);
    if (!this.modalStart) this.recordStep(this.current);
    this.current = new Map([...this.current, ...named]);
  }

  /** Replaces all selections and clears the history, as after a reload. States that the snapshot lacks are kept without selections. */
  restart(snapshot: SelectionSnapshot): void {
    this.past.length = 0;
    this.future.length = 0;
    this.modalStart = undefined;
    this.current = this.keepStates(snapshot);
  }

  /** Locks or unlocks the selections of fields; the history does not change. */
  setLocked(state: string, isLocked: boolean, isAffected: (name: string) => boolean): void {
    const next = new Map(this.selections(state));
    for (const [name, selection] of next) if (isAffected(name)) next.set(name, { ...selection, isLocked });
    this.current = new Map(this.current).set(state === '' ? DEFAULT_STATE : state, next);
  }

  back(): boolean {
    const step = this.past.pop();
    if (!step) return false;
    this.future.push(this.current);
    this.current = this.keepStates(step);
    return true;
  }

  forward(): boolean {
    const step = this.future.pop();
    if (!step) return false;
    this.past.push(this.current);
    this.current = this.keepStates(step);
    return true;
  }

  beginModal(): void {
    this.modalStart = this.current;
  }

  /** Reverts the selections made since modal mode began, and stays in modal mode. */
  resetModal(): void {
    if (this.modalStart) this.current = this.modalStart;
  }

  endModal(outcome: 'accept' | 'abort'): void {
    const start = this.modalStart;
    this.modalStart = undefined;
    if (!start || start === this.current) return;
    if (outcome === 'abort') this.current = start;
    else this.recordStep(start);
  }

  private recordStep(step: SelectionSnapshot): void {
    this.past.push(step);
    if (this.past.length > MAX_HISTORY) this.past.shift();
    this.future.length = 0;
  }

  /** States are not part of the history: a step back keeps the states that exist now. */
  private keepStates(step: SelectionSnapshot): SelectionSnapshot {
    return new Map([...this.current.keys()].map((name) => [name, step.get(name) ?? NO_SELECTIONS]));
  }
}

function isSameSet(left: SelectionSet, right: SelectionSet): boolean {
  if (left.size !== right.size) return false;
  for (const [name, selection] of left) {
    const other = right.get(name);
    if (!other || other.isLocked !== selection.isLocked) return false;
    if (other.mask !== selection.mask && !other.mask.every((flag, code) => flag === selection.mask[code]))
      return false;
  }
  return true;
}
