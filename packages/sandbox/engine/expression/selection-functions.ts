import type { Field } from '../model/field.ts';
import type { Association } from '../selection/association.ts';
import { countMask } from '../selection/selection-set.ts';
import type { Call, Expression } from './ast.ts';
import { ExpressionError } from './tokens.ts';
import { isTrue, numberOf, textOf, type Value } from './value.ts';

/** Context of a function over selections. */
export interface SelectionView {
  /** The state of the object whose expression is evaluated. */
  readonly state: string;
  readonly associationOf: (state: string) => Association;
  readonly resolve: (field: string) => Field;
  readonly valueOf: (argument: Expression) => Value;
}

/** How many values are listed without a parameter. */
const MAX_LISTED = 6;

/**
 * Evaluates `GetSelectedCount` and similar functions.
 * @throws {ExpressionError} when the first argument is not a field
 */
export function selectionFunction({ name, args }: Call, view: SelectionView): Value {
  const { state, associationOf, resolve, valueOf } = view;
  const option = (place: number): Value => (args[place] ? valueOf(args[place]) : null);
  const text = (place: number, fallback: string): string => orElse(option(place), textOf, fallback);
  const most = (place: number): number => orElse(option(place), numberOf, MAX_LISTED);
  const inState = (place: number): Association => associationOf(text(place, '') || state);
  if (name === 'getcurrentselections')
    return describeSelections(inState(4), {
      between: text(0, '\r\n'),
      after: text(1, ': '),
      within: text(2, ', '),
      most: most(3),
    });
  const field = resolve(fieldNameIn(name, args[0]));
  if (name === 'getfieldselections') {
    const selected = inState(3).selections.get(field.name)?.mask;
    return selected ? listValues(field, selected, { within: text(1, ', '), most: most(2) }) : null;
  }
  const association = inState(name === 'getselectedcount' ? 2 : args.length);
  const { possible, alternative } = association.statesOf(field);
  const selected = association.selections.get(field.name)?.mask;
  switch (name) {
    case 'getselectedcount':
      if (!selected) return 0;
      return countMask(
        isTrue(option(1)) ? selected : selected.map((flag, code) => flag & (possible[code] ?? 0)),
      );
    case 'getpossiblecount':
      return countMask(possible);
    case 'getalternativecount':
      return countMask(alternative);
    case 'getexcludedcount':
      return field.symbols.size - countMask(possible);
    default:
      return selected ? field.symbols.size - countMask(selected) : 0;
  }
}

/** Returns the field name of an argument. @throws {ExpressionError} when the argument is not a field */
export function fieldNameIn(name: string, target: Expression | undefined): string {
  if (target?.type === 'field') return target.name;
  if (target?.type === 'text') return target.value;
  throw new ExpressionError(`Error in expression: ${name} takes a field name`, 0);
}

interface ListFormat {
  readonly within: string;
  readonly most: number;
}

function describeSelections(
  { selections }: Association,
  { between, after, ...format }: ListFormat & { readonly between: string; readonly after: string },
): Value {
  if (selections.size === 0) return null;
  return [...selections.values()]
    .map(({ field, mask }) => `${field.name}${after}${listValues(field, mask, format)}`)
    .join(between);
}

/** Selected values as a text; for more than `most` of them the others, as `NOT x, y`, `ALL`, or `7 of 20`. */
function listValues({ symbols }: Field, mask: Uint8Array, { within, most }: ListFormat): string {
  const listed = (flag: number): string =>
    [...mask.keys()]
      .filter((code) => mask[code] === flag)
      .map((code) => symbols.textOf(code))
      .join(within);
  const count = countMask(mask);
  if (count <= most) return listed(1);
  const rest = symbols.size - count;
  if (rest === 0) return 'ALL';
  return rest <= most ? `NOT ${listed(0)}` : `${count} of ${symbols.size}`;
}

function orElse<T>(value: Value, read: (value: Value) => T, fallback: T): T {
  return value === null ? fallback : read(value);
}
