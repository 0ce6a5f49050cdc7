import type { FakeField, FakeTable } from './fake-fields';

/** The default state. */
export const DEFAULT_STATE = '$';

/** Qlik's state of a value: selected, locked, optional, alternative, excluded; with an X also excluded by other fields. */
export type ValueState = 'S' | 'L' | 'O' | 'A' | 'X' | 'XS' | 'XL';

/** The selection in one field. */
export interface FieldSelection {
  /** The field when the values were selected: a dimension with a function may have others since, and the selection keeps its values and rows. */
  readonly field: FakeField;
  readonly elements: ReadonlySet<number>;
  readonly isLocked: boolean;
}

type Selections = ReadonlyMap<string, FieldSelection>;
type States = ReadonlyMap<string, Selections>;

const NOTHING: Selections = new Map();

/** The selections of one session in all states, with their history. */
export class FakeSelections {
  private states: States = new Map();
  private before: States[] = [];
  private after: States[] = [];

  constructor(private table: FakeTable) {}

  get backCount(): number {
    return this.before.length;
  }

  get forwardCount(): number {
    return this.after.length;
  }

  of(stateName = DEFAULT_STATE): Selections {
    return this.states.get(stateName || DEFAULT_STATE) ?? NOTHING;
  }

  /** @returns false when the field is locked */
  select(field: FakeField, elements: Iterable<number>, stateName = DEFAULT_STATE): boolean {
    const current = this.of(stateName).get(field.name);
    if (current?.isLocked) return false;
    const chosen = new Set(elements);
    this.change(stateName, (selections) => {
      if (chosen.size === 0) selections.delete(field.name);
      else selections.set(field.name, { field, elements: chosen, isLocked: false });
    });
    return true;
  }

  /** @returns false when the field is locked */
  toggle(field: FakeField, elements: readonly number[], stateName = DEFAULT_STATE): boolean {
    const current = this.of(stateName).get(field.name);
    const chosen = new Set(current ? elementsIn(field, current) : []);
    // A value that is named twice is toggled once.
    for (const element of new Set(elements)) if (!chosen.delete(element)) chosen.add(element);
    return this.select(field, chosen, stateName);
  }

  /** @returns false when there is nothing to lock */
  setLocked(field: FakeField, isLocked: boolean, stateName = DEFAULT_STATE): boolean {
    const current = this.of(stateName).get(field.name);
    if (!current) return false;
    const selections = new Map(this.of(stateName)).set(field.name, { ...current, isLocked });
    // No step of the history.
    this.states = new Map([...this.states, [stateName || DEFAULT_STATE, selections]]);
    return true;
  }

  /** Replaces all selections and locks of the given states, as a bookmark does; one step of the history. */
  replaceAll(
    selected: readonly (readonly [
      stateName: string,
      fields: readonly (readonly [name: string, selection: FieldSelection])[],
    ])[],
  ): void {
    const replaced = selected.map(
      ([stateName, fields]) =>
        [
          stateName || DEFAULT_STATE,
          new Map(fields.filter(([, { elements }]) => elements.size > 0)),
        ] as const,
    );
    if (replaced.every(([name, selections]) => isSame(this.of(name), selections))) return;
    this.advance(replaced);
  }

  clearAll(includesLocked: boolean, stateName = DEFAULT_STATE): void {
    this.change(stateName, (selections) => {
      for (const [name, { isLocked }] of selections) if (includesLocked || !isLocked) selections.delete(name);
    });
  }

  back(): void {
    this.step(this.before, this.after);
  }

  forward(): void {
    this.step(this.after, this.before);
  }

  /** Forgets all selections, and their history. */
  reset(): void {
    this.states = new Map();
    this.before = [];
    this.after = [];
  }

  /** Takes over the values that are in the new table too. */
  setTable(table: FakeTable): void {
    const former = this.states;
    this.table = table;
    this.reset();
    const isDefault = (stateName: string) => Number(stateName === DEFAULT_STATE);
    for (const [stateName, selections] of [...former].sort(
      ([one], [other]) => isDefault(other) - isDefault(one),
    )) {
      // A function may read a variable that depends on selections: those in fields of the table come first.
      const inOrder = [...selections].sort(
        ([one], [other]) =>
          Number(table.nameOf(one) === undefined) - Number(table.nameOf(other) === undefined),
      );
      const kept = new Map<string, FieldSelection>();
      this.states = new Map([...this.states, [stateName, kept]]);
      for (const [name, selection] of inOrder) {
        const field = table.field(name);
        const elements = new Set(elementsIn(field, selection));
        if (elements.size > 0) kept.set(name, { ...selection, field, elements });
      }
    }
  }

  /** Indexes of the rows that the selections leave. @param except a field whose selection does not count */
  possibleRows(stateName: string | undefined, except?: string): readonly number[] {
    const filters = [...this.of(stateName).values()].filter(({ field }) => field.name !== except);
    return this.table.rows.flatMap((_, row) =>
      filters.every(({ field, elements }) => elements.has(field.elements[row]!)) ? [row] : [],
    );
  }

  /** The state of each value of a field, by element number. */
  statesOf(field: FakeField, stateName: string | undefined): readonly ValueState[] {
    const possible = new Set(this.possibleRows(stateName, field.name).map((row) => field.elements[row]));
    const selection = this.of(stateName).get(field.name);
    const selected = new Set(selection ? elementsIn(field, selection) : []);
    return field.values.map((_, element) => {
      const isPossible = possible.has(element);
      if (!selection) return isPossible ? 'O' : 'X';
      if (!selected.has(element)) return isPossible ? 'A' : 'X';
      if (selection.isLocked) return isPossible ? 'L' : 'XL';
      return isPossible ? 'S' : 'XS';
    });
  }

  private change(stateName: string, work: (selections: Map<string, FieldSelection>) => void): void {
    const name = stateName || DEFAULT_STATE;
    const selections = new Map(this.of(name));
    work(selections);
    if (!isSame(this.of(name), selections)) this.advance([[name, selections]]);
  }

  /** Makes a step of the history. */
  private advance(changed: readonly (readonly [stateName: string, selections: Selections])[]): void {
    this.before.push(this.states);
    this.after = [];
    this.states = new Map([...this.states, ...changed]);
  }

  private step(from: States[], to: States[]): void {
    const next = from.pop();
    if (!next) return;
    to.push(this.states);
    this.states = next;
  }
}

/** The selected values. */
export function selectedValues({ field, elements }: FieldSelection): readonly (string | number)[] {
  return [...elements].map((element) => field.values[element]!);
}

/** The element numbers that the selected values have in a field as it is now. */
function elementsIn(field: FakeField, selection: FieldSelection): readonly number[] {
  if (field === selection.field) return [...selection.elements];
  return selectedValues(selection)
    .map((value) => field.values.indexOf(value))
    .filter((element) => element >= 0);
}

/** Whether selections are the same, so that a change is no step of the history. */
function isSame(one: Selections, other: Selections): boolean {
  return (
    one.size === other.size &&
    [...one].every(([name, selection]) => {
      const found = other.get(name);
      return (
        found?.isLocked === selection.isLocked &&
        found.elements.size === selection.elements.size &&
        isSameField(found.field, selection.field) &&
        [...selection.elements].every((element) => found.elements.has(element))
      );
    })
  );
}

function isSameField(one: FakeField, other: FakeField): boolean {
  const isSameList = (values: readonly unknown[], others: readonly unknown[]) =>
    values.length === others.length && values.every((value, index) => value === others[index]);
  return one === other || (isSameList(one.values, other.values) && isSameList(one.elements, other.elements));
}
