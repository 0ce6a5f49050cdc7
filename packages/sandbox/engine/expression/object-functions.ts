import type { Expression } from './ast.ts';
import { ExpressionError } from './tokens.ts';
import { logical, type Value } from './value.ts';

/** An object by its id and type. */
export interface ObjectReference {
  readonly id: string;
  readonly type: string;
}

/** A dimension of an object, as expressions of the object can refer to it. */
interface ObjectDimension {
  readonly title: string;
  /** The active field or expression, with `=`; null for a dimension with an error. */
  readonly field: string | null;
}

/** The object whose expressions are evaluated. */
export interface ObjectView {
  /** The object, then the ones that contain it, up to the sheet. */
  readonly objects: readonly ObjectReference[];
  readonly dimensions: readonly ObjectDimension[];
  /** Titles of the measures. */
  readonly measures: readonly string[];
}

/**
 * Evaluates `GetObjectField(index)`, `ObjectId(type)` and similar functions; null outside an object.
 * @throws {ExpressionError} when the parameter is not a constant
 */
export function objectFunction(
  name: string,
  parameter: Expression | undefined,
  object: ObjectView | undefined,
): Value {
  const given = constantIn(name, parameter);
  if (!object) return null;
  const { objects, dimensions, measures } = object;
  // An index counts from 0.
  const place = given === undefined ? 0 : Number(given);
  switch (name) {
    case 'getobjectfield':
      return dimensions[place]?.field ?? null;
    case 'getobjectdimension':
      return dimensions[place]?.title ?? null;
    case 'getobjectmeasure':
      return measures[place] ?? null;
    case 'objectid':
      return (given === undefined ? objects[0] : objects.find(({ type }) => type === given))?.id ?? '';
    case 'inobject':
      return logical(objects.slice(1).some(({ id }) => id === given));
    default:
      return null;
  }
}

function constantIn(name: string, parameter: Expression | undefined): number | string | undefined {
  if (parameter === undefined) return undefined;
  if (parameter.type === 'number' || parameter.type === 'text') return parameter.value;
  throw new ExpressionError(`Error in expression: ${name} takes a constant`, 0);
}
