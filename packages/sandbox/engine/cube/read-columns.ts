import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { readDimension, type CubeContext, type CubeDimension, type CubeMeasure } from './columns.ts';
import { measureSource, plainTitle, readMeasure } from './measure.ts';

/** The columns of a cube, and the context of its expressions, which can refer to them. */
export interface CubeColumns {
  readonly dimensions: readonly CubeDimension[];
  readonly measures: readonly CubeMeasure[];
  readonly context: CubeContext;
}

/**
 * Reads the columns of a cube; each label and calculation condition is evaluated once. They can refer to measures by `Column(n)` and by
 * labels that are no expressions, the expressions of measures by all labels.
 */
export function readColumns(definition: JsonObject, given: CubeContext): CubeColumns {
  // The scope of the cube knows the objects.
  const { objects = [], ...outer } = given;
  const sources = toArray(definition['qMeasures']).map((measure) =>
    measureSource(toObject(measure), given.library),
  );
  const plain = sources.map((source) => ({
    label: plainTitle(source) ?? '',
    expression: source.expression,
  }));
  const inChart = { ...given, scope: given.scope.inChart(plain) };
  const dimensions = toArray(definition['qDimensions']).map((dimension) =>
    readDimension(toObject(dimension), inChart),
  );
  const inObject = (columns: typeof plain, measures: readonly string[]): CubeContext => ({
    ...outer,
    scope: given.scope.inChart(columns).forObject({
      objects,
      dimensions: dimensions.map(({ title, field }) => ({ title, field: field?.name ?? null })),
      measures,
    }),
  });
  const titled = inObject(plain, []);
  const measures = sources.map((source) => readMeasure(source, titled));
  const labeled = measures.map(({ title, expression }) => ({ label: title, expression }));
  const titles = measures.map(({ title }) => title);
  return { dimensions, measures, context: inObject(labeled, titles) };
}
