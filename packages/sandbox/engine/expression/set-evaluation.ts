import type { Field } from '../model/field.ts';
import { Association } from '../selection/association.ts';
import { searchValues } from './value-search.ts';
import type { FieldSelection, SelectionSet } from '../selection/selection-set.ts';
import type { SetElements, SetEntity, SetExpression, SetItem, SetModifier, SetOperator } from './ast.ts';
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
  /** The selections of a set without identifier. */
  readonly context: SelectionSet;
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
  switch (set.type) {
    case 'operation': {
      const [left, right] = [evaluateSet(set.left, source), evaluateSet(set.right, source)];
      return combinedRecords((island) => combineMasks(set.operator, left.rows(island), right.rows(island)));
    }
    case 'complement': {
      const operand = evaluateSet(set.operand, source);
      return combinedRecords((island) => invertMask(operand.rows(island)));
    }
    default:
      return new Association(source.fields.model, selectionsOf(set, source));
  }
}

function combinedRecords(compute: (island: number) => Uint8Array): RecordSet {
  const known = new Map<number, Uint8Array>();
  return {
    rows(island) {
      const rows = known.get(island) ?? compute(island);
      known.set(island, rows);
      return rows;
    },
  };
}

function invertMask(mask: Uint8Array): Uint8Array {
  return mask.map((flag) => flag ^ 1);
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

/** Returns the selections of a set without operators. @throws {ExpressionError} for an unknown state, bookmark or field */
function selectionsOf(entity: SetEntity, source: SetSource): SelectionSet {
  switch (entity.type) {
    case 'context':
      return source.context;
    case 'identifier': {
      const selections = source.findSelections(entity.name);
      if (selections) return selections;
      throw new ExpressionError(`Error in set modifier: there is no state or bookmark "${entity.name}"`, 0);
    }
    case 'modified':
      return modifiedSelections(selectionsOf(entity.entity, source), entity.modifiers, source);
  }
}

function modifiedSelections(
  base: SelectionSet,
  modifiers: readonly SetModifier[],
  source: SetSource,
): SelectionSet {
  const result = new Map<string, FieldSelection>(base);
  for (const { field: name, operator, elements } of modifiers) {
    const field = source.fields.resolve(name);
    if (!elements) {
      result.delete(field.name);
      continue;
    }
    const modified: ModifiedField = { field, base, source };
    const mask = operator
      ? combineMasks(operator, currentMask(modified, operator), elementMask(elements, modified))
      : elementMask(elements, modified);
    // An empty mask is kept: a modifier without existing values excludes all rows.
    result.set(field.name, { field, mask, isLocked: false });
  }
  return result;
}

/** A field in a set modifier. */
interface ModifiedField {
  readonly field: Field;
  /** The selections that the set modifies. */
  readonly base: SelectionSet;
  readonly source: SetSource;
}

/**
 * Returns the selected values as the left operand of an operator, in `F += {a}` as in `F = F + {a}`. Without a selection these are no
 * values for `+` and `/`, and all values for `-` and `*`.
 */
function currentMask({ field, base }: ModifiedField, operator: SetOperator): Uint8Array {
  const selected = base.get(field.name)?.mask;
  if (selected) return selected;
  return new Uint8Array(field.symbols.size).fill(operator === '+' || operator === '/' ? 0 : 1);
}

function elementMask(elements: SetElements, modified: ModifiedField): Uint8Array {
  const { field, source } = modified;
  switch (elements.type) {
    case 'operation':
      return combineMasks(
        elements.operator,
        leftMask(elements.left, elements.operator, modified),
        elementMask(elements.right, modified),
      );
    case 'complement':
      return invertMask(elementMask(elements.operand, modified));
    case 'associated':
      return associatedMask(field, elements, source);
    case 'field':
      return fieldMask(elements.field, modified);
    case 'selected':
      return selectedMask(field, elements, source);
    case 'list': {
      const mask = new Uint8Array(field.symbols.size);
      for (const item of elements.items) markItem(field, item, mask, source);
      return mask;
    }
  }
}

function leftMask(elements: SetElements, operator: SetOperator, modified: ModifiedField): Uint8Array {
  const isOwnField =
    elements.type === 'field' && modified.source.fields.resolve(elements.field) === modified.field;
  return isOwnField ? currentMask(modified, operator) : elementMask(elements, modified);
}

/** Evaluates a field name: its selected values, or its possible values without a selection. */
function fieldMask(name: string, { field, base, source }: ModifiedField): Uint8Array {
  const other = source.fields.resolve(name);
  const values =
    base.get(other.name)?.mask ?? new Association(source.fields.model, base).statesOf(other).possible;
  return translateMask(values, other, field);
}

function markItem(field: Field, item: SetItem, mask: Uint8Array, source: SetSource): void {
  if (item.isSearch) {
    const found = item.text.startsWith('=')
      ? source.valuesWhere(field, item.text)
      : searchValues(field, item.text, { plain: 'whole', settings: source.fields.settings });
    found.forEach((flag, code) => {
      if (flag) mask[code] = 1;
    });
    return;
  }
  const code = field.symbols.findText(item.text, source.fields.settings.read(item.text));
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
  const wanted = elements.excluded ? invertMask(possible) : possible;
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
