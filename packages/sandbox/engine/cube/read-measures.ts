import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { readMeasure, type CubeContext, type CubeDimension, type CubeMeasure } from './columns.ts';

/** Returns the measures, and the context of their expressions, which can refer to the cube's dimensions and measures. */
export function readMeasures(
  definition: JsonObject,
  dimensions: readonly CubeDimension[],
  outer: CubeContext,
): { readonly context: CubeContext; readonly measures: readonly CubeMeasure[] } {
  // The scope of the cube knows the objects.
  const { objects = [], ...outerContext } = outer;
  const inObject = (measures: readonly string[]): CubeContext => ({
    ...outerContext,
    scope: outer.scope.forObject({
      objects,
      dimensions: dimensions.map(({ title, field }) => ({ title, field: field?.name ?? null })),
      measures,
    }),
  });
  const titled = inObject([]);
  const measures = toArray(definition['qMeasures']).map((measure) => readMeasure(toObject(measure), titled));
  return { context: inObject(measures.map(({ title }) => title)), measures };
}
