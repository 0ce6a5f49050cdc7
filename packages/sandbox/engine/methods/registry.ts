import { DOC_METHODS } from './doc-methods.ts';
import { FIELD_METHODS } from './field-methods.ts';
import { GLOBAL_METHODS } from './global-methods.ts';
import { BOOKMARK_METHODS, DIMENSION_METHODS, MEASURE_METHODS, VARIABLE_METHODS } from './library-methods.ts';
import { OBJECT_METHODS } from './object-methods.ts';

/** All methods by type of handle, named as in Qlik's schema. */
export const METHODS = {
  Global: GLOBAL_METHODS,
  Doc: DOC_METHODS,
  GenericObject: OBJECT_METHODS,
  Field: FIELD_METHODS,
  GenericDimension: DIMENSION_METHODS,
  GenericMeasure: MEASURE_METHODS,
  GenericVariable: VARIABLE_METHODS,
  GenericBookmark: BOOKMARK_METHODS,
} as const;

/** A type of handle. */
export type HandleType = keyof typeof METHODS;

/** A method that this engine supports, with the names of its parameters. */
export interface SupportedMethod {
  readonly type: string;
  readonly name: string;
  readonly parameters: readonly string[];
}

/** Returns all methods that this engine supports; the documentation is generated from it. */
export function supportedMethods(): readonly SupportedMethod[] {
  return Object.entries(METHODS).flatMap(([type, table]) =>
    Object.entries<{ readonly parameters: readonly string[] }>(table).map(([name, { parameters }]) => ({
      type,
      name,
      parameters,
    })),
  );
}
