import type { Field } from '../model/field.ts';
import { Association } from '../selection/association.ts';
import { searchValues } from './value-search.ts';
import type { FieldSelection, SelectionSet } from '../selection/selection-set.ts';
import type { SetElements, SetExpression, SetItem, SetModifier, SetOperator } from './ast.ts';
import type { FieldCatalogue } from './field-catalogue.ts';
import { ExpressionError } from './tokens.ts';

/** Which rows of each island an aggregation sees. */
export interface RecordSet {
  /** 1 per row; not to be written to. */
  rows(island: number): Uint8Array;
}

/** Where set identifiers get their selections from. */
export interface SetSource {
  readonly fields: FieldCatalogue;
  /** Selections of `$`, `1`, a state or a bookmark; undefined for a name that is none. */
  selectionsNamed(name: string): SelectionSet | undefined;
  /** Values of a field for which an expression is true, for a search such as `"=Sum(x)>3"`. */
  valuesWhere(field: Field, expression: string): Uint8Array;
}

/**
 * Evaluates set analysis.
 * @throws {ExpressionError} for an unknown state, bookmark or field.
 */
export function evaluateSet(set: SetExpression, source: SetSource): RecordSet {
  if (set.type === 'identifier') {
    return new Association(source.fields.model, modifiedSelections(set.name, set.modifiers, source));
  }
  const [left, right] = [evaluateSet(set.left, source), evaluateSet(set.right, source)];
  const combined = new Map<number, Uint8Array>();
  return {
    rows(island) {
      const known = combined.get(island);
      if (known) return known;
      const rows = combineMasks(set.operator, left.rows(island), right.rows(island));
      combined.set(island, rows);
      return rows;
    },
  };
}

/** `+` union, `-` exclusion, `*` intersection, `/` symmetric difference. */
function combineMasks(operator: SetOperator, left: Uint8Array, right: Uint8Array): Uint8Array {
  switch (operator) {
    case '+':
      return left.map((flag, at) => flag | (right[at] as number));
    case '-':
      return left.map((flag, at) => flag & ((right[at] as number) ^ 1));
    case '*':
      return left.map((flag, at) => flag & (right[at] as number));
    case '/':
      return left.map((flag, at) => flag ^ (right[at] as number));
  }
}

function modifiedSelections(
  name: string,
  modifiers: readonly SetModifier[],
  source: SetSource,
): SelectionSet {
  const base = source.selectionsNamed(name);
  if (!base) throw new ExpressionError(`Error in set modifier: there is no state or bookmark "${name}"`, 0);
  const result = new Map<string, FieldSelection>(base);
  for (const modifier of modifiers) {
    const field = source.fields.resolve(modifier.field);
    if (!modifier.elements) {
      result.delete(field.name);
      continue;
    }
    const elements = elementMask(field, modifier.elements, source);
    const mask = modifier.operator
      ? combineMasks(modifier.operator, currentMask(field, modifier.operator, base), elements)
      : elements;
    // An empty mask stays in: a modifier that names no existing value lets no row through.
    result.set(field.name, { field, mask, isLocked: false });
  }
  return result;
}

/** The selection that an implicit operator works on; without one, nothing for a union and everything for the rest. */
function currentMask(field: Field, operator: SetOperator, base: SelectionSet): Uint8Array {
  const selected = base.get(field.name)?.mask;
  if (selected) return selected;
  return new Uint8Array(field.symbols.size).fill(operator === '+' || operator === '/' ? 0 : 1);
}

function elementMask(field: Field, elements: SetElements, source: SetSource): Uint8Array {
  if (elements.type === 'operation') {
    return combineMasks(
      elements.operator,
      elementMask(field, elements.left, source),
      elementMask(field, elements.right, source),
    );
  }
  if (elements.type === 'associated') return associatedMask(field, elements, source);
  if (elements.type === 'selected') return selectedMask(field, elements, source);
  const mask = new Uint8Array(field.symbols.size);
  for (const item of elements.items) markItem(field, item, mask, source);
  return mask;
}

function markItem(field: Field, item: SetItem, mask: Uint8Array, source: SetSource): void {
  if (item.isSearch) {
    const found = item.text.startsWith('=')
      ? source.valuesWhere(field, item.text)
      : searchValues(field, item.text, 'whole');
    found.forEach((flag, code) => {
      if (flag) mask[code] = 1;
    });
    return;
  }
  const code = field.symbols.findText(item.text);
  if (code !== undefined) mask[code] = 1;
}

/** `P()`, `E()`: the values possible, or excluded, in another set, maybe of another field. */
function associatedMask(
  field: Field,
  elements: Extract<SetElements, { type: 'associated' }>,
  source: SetSource,
): Uint8Array {
  const other = elements.field === undefined ? field : source.fields.resolve(elements.field);
  const rows = evaluateSet(elements.set, source).rows(other.island);
  const possible = new Uint8Array(other.symbols.size);
  other.codes.forEach((code, row) => {
    if (code >= 0 && rows[row] === 1) possible[code] = 1;
  });
  const wanted = elements.excluded ? possible.map((flag) => flag ^ 1) : possible;
  return translated(wanted, other, field);
}

/** `State::Field`: the values selected there; all of them where nothing is. */
function selectedMask(
  field: Field,
  elements: Extract<SetElements, { type: 'selected' }>,
  source: SetSource,
): Uint8Array {
  const selections = source.selectionsNamed(elements.state);
  if (!selections)
    throw new ExpressionError(`Error in set modifier: there is no state "${elements.state}"`, 0);
  const other = source.fields.resolve(elements.field);
  const selected = selections.get(other.name)?.mask;
  return selected ? translated(selected, other, field) : new Uint8Array(field.symbols.size).fill(1);
}

/** The values of one field that another has too. */
function translated(wanted: Uint8Array, other: Field, field: Field): Uint8Array {
  if (other === field) return wanted;
  const mask = new Uint8Array(field.symbols.size);
  wanted.forEach((flag, code) => {
    if (!flag) return;
    const number = other.symbols.numberOf(code);
    const match = Number.isNaN(number)
      ? field.symbols.findText(other.symbols.textOf(code))
      : field.symbols.findNumber(number);
    if (match !== undefined) mask[match] = 1;
  });
  return mask;
}
