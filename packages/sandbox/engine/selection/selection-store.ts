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
 * The selections of one session, in all its states, with the way back and forward.
 *
 * In modal mode every change is part of one step: it is taken back as a whole, and is one step of the history when accepted.
 */
export class SelectionStore {
  private current: SelectionSnapshot = new Map([[DEFAULT_STATE, NO_SELECTIONS]]);
  private readonly past: SelectionSnapshot[] = [];
  private readonly future: SelectionSnapshot[] = [];
  private modalStart: SelectionSnapshot | undefined;

  get snapshot(): SelectionSnapshot {
    return this.current;
  }

  /** The selections as they were when modal mode began; undefined outside of it. */
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

  /** All selections that many steps back, or forward where negative; undefined where the history does not reach. */
  step(count: number): SelectionSnapshot | undefined {
    if (count === 0) return this.current;
    return count > 0 ? this.past.at(-count) : this.future.at(count);
  }

  hasState(name: string): boolean {
    return name === '' || this.current.has(name);
  }

  /** The selections of a state; an unknown state has none. */
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
    const name = state === '' ? DEFAULT_STATE : state;
    const next = new Map(this.current).set(name, set);
    if (isSameSet(this.selections(state), set)) return;
    if (!this.modalStart) this.recordStep(this.current);
    this.current = next;
  }

  /** Begins anew with these selections and no history, as after a reload. States that are not in it stay, without selections. */
  restart(snapshot: SelectionSnapshot): void {
    this.past.length = 0;
    this.future.length = 0;
    this.modalStart = undefined;
    this.current = this.keepStates(snapshot);
  }

  /** Locks or unlocks what is selected in fields; the history is not touched. */
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

  /** Takes back what was selected since modal mode began, and stays in it. */
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

  /** States come and go outside the history: a step back keeps those that exist now. */
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
