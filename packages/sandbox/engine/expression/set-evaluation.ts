import type { Field } from '../model/field.ts';
import { Association } from '../selection/association.ts';
import { searchValues } from './value-search.ts';
import type { FieldSelection, SelectionSet } from '../selection/selection-set.ts';
import type { SetElements, SetExpression, SetItem, SetModifier, SetOperator } from './ast.ts';
import type { FieldCatalog } from './field-catalog.ts';
import { ExpressionError } from './tokens.ts';

/** The records of an aggregation. */
export interface RecordSet {
  /** Returns a mask with 1 per row of an island in the set. Read-only. */
  rows(island: number): Uint8Array;
}

/** Provides the selections of set identifiers. */
export interface SetSource {
  readonly fields: FieldCatalog;
  /** Returns the selections of `$`, `1`, a state or a bookmark; undefined for an unknown name. */
  findSelections(name: string): SelectionSet | undefined;
  /** Returns the values of a field for which an expression is true, for a search such as `"=Sum(x)>3"`. */
  valuesWhere(field: Field, expression: string): Uint8Array;
}

/**
 * Evaluates a set expression.
 * @throws {ExpressionError} for an unknown state, bookmark or field
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

/** Combines masks: `+` union, `-` exclusion, `*` intersection, `/` symmetric difference. */
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
  const base = source.findSelections(name);
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
    // An empty mask is kept: a modifier without existing values excludes all rows.
    result.set(field.name, { field, mask, isLocked: false });
  }
  return result;
}

/** Returns the operand of an implicit operator; without a selection no value for `+` and `/`, all values for `-` and `*`. */
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

/** Evaluates `P()` and `E()`: the possible or excluded values in another set, optionally of another field. */
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
  return translateMask(wanted, other, field);
}

/** Evaluates `State::Field`: the selected values, or all values without a selection. */
function selectedMask(
  field: Field,
  elements: Extract<SetElements, { type: 'selected' }>,
  source: SetSource,
): Uint8Array {
  const selections = source.findSelections(elements.state);
  if (!selections)
    throw new ExpressionError(`Error in set modifier: there is no state "${elements.state}"`, 0);
  const other = source.fields.resolve(elements.field);
  const selected = selections.get(other.name)?.mask;
  return selected ? translateMask(selected, other, field) : new Uint8Array(field.symbols.size).fill(1);
}

/** Maps the values of one field to equal values of another field. */
function translateMask(wanted: Uint8Array, other: Field, field: Field): Uint8Array {
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
