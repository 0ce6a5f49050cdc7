import type { Field } from '../model/field.ts';
import type { Association } from '../selection/association.ts';
import { countMask } from '../selection/selection-set.ts';
import type { Call, Expression } from './ast.ts';
import { ExpressionError } from './tokens.ts';
import type { Value } from './value.ts';

/** Context of a function over selections. */
export interface SelectionView {
  readonly association: Association;
  readonly resolve: (field: string) => Field;
}

/**
 * Evaluates `GetSelectedCount` and similar functions.
 * @throws {ExpressionError} when the argument is not a field
 */
export function selectionFunction({ name, args }: Call, { association, resolve }: SelectionView): Value {
  if (name === 'getcurrentselections') return describeSelections(args, association);
  const [target, ...options] = args;
  const field = resolve(fieldNameIn(name, target));
  const { possible, alternative } = association.statesOf(field);
  const selected = association.selections.get(field.name)?.mask;
  switch (name) {
    case 'getselectedcount':
      return selected ? countMask(selected) : 0;
    case 'getpossiblecount':
      return countMask(possible);
    case 'getalternativecount':
      return countMask(alternative);
    case 'getexcludedcount':
      return field.symbols.size - countMask(possible);
    case 'getnotselectedcount':
      return selected ? field.symbols.size - countMask(selected) : 0;
    default:
      return selected
        ? listValues(field, selected, literal(options[0], ', '), Number(literal(options[1], '6')))
        : null;
  }
}

/** Returns the field name of an argument. @throws {ExpressionError} when the argument is not a field */
export function fieldNameIn(name: string, target: Expression | undefined): string {
  if (target?.type === 'field') return target.name;
  if (target?.type === 'text') return target.value;
  throw new ExpressionError(`Error in expression: ${name} takes a field name`, 0);
}

function describeSelections(args: readonly Expression[], { selections }: Association): Value {
  const [between, after, within] = [literal(args[0], '\n'), literal(args[1], ': '), literal(args[2], ', ')];
  const maxValues = Number(literal(args[3], '6'));
  if (selections.size === 0) return null;
  return [...selections.values()]
    .map(({ field, mask }) => `${field.name}${after}${listValues(field, mask, within, maxValues)}`)
    .join(between);
}

/** Selected values as a text, or "3 of 12" when there are more than `most`. */
function listValues(field: Field, mask: Uint8Array, delimiter: string, maxValues: number): string {
  const count = countMask(mask);
  if (count > maxValues) return `${count} of ${field.symbols.size}`;
  const texts: string[] = [];
  mask.forEach((flag, code) => {
    if (flag) texts.push(field.symbols.textOf(code));
  });
  return texts.join(delimiter);
}

function literal(expression: Expression | undefined, fallback: string): string {
  if (expression?.type === 'text') return expression.value;
  return expression?.type === 'number' ? String(expression.value) : fallback;
}
