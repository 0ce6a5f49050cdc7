import type { Call } from './ast.ts';
import type { Evaluator } from './compile.ts';
import type { InterRecordContext } from './inter-record.ts';
import { kMeans, type Clusters, type Normalization } from './k-means.ts';
import { decompose, standardSmoothers, type Decomposition } from './seasonal-decomposition.ts';
import { ExpressionError } from './tokens.ts';
import { numberOf, numeric, textOf, type Value } from './value.ts';

/** Components of a time series by the function that returns them. */
const COMPONENTS: Readonly<Record<string, keyof Decomposition>> = {
  stl_residual: 'residual',
  stl_seasonal: 'seasonal',
  stl_trend: 'trend',
};

/** Returns the evaluator of a function that analyzes all values of a chart's rows; undefined for any other function. */
export function rowAnalysis(call: Call, context: InterRecordContext): Evaluator | undefined {
  const component = Object.hasOwn(COMPONENTS, call.name) ? COMPONENTS[call.name] : undefined;
  if (component) return seriesComponent(call, context, component);
  return call.name.startsWith('kmeans') ? clustering(call, context) : undefined;
}

/** `STL_Trend(expression, period[, seasonal smoother[, trend smoother]])` over a segment of the column. */
function seriesComponent(
  { args }: Call,
  { rows, compile }: InterRecordContext,
  component: keyof Decomposition,
): Evaluator {
  const [valueOf, periodOf, seasonalOf, trendOf] = args.map(compile);
  const known = new Map<readonly number[], Decomposition | undefined>();
  return (group) => {
    const { groups, place } = rows.segment(group, 'column', false);
    if (!known.has(groups)) {
      const values = groups.map((other) => numberOf(valueOf?.(other) ?? null));
      const period = numberOf(periodOf?.(group) ?? null);
      const standard = standardSmoothers(period, seasonalOf ? numberOf(seasonalOf(group)) : undefined);
      const smoothers = trendOf ? { ...standard, trend: numberOf(trendOf(group)) } : standard;
      known.set(groups, values.some(Number.isNaN) ? undefined : decompose(values, period, smoothers));
    }
    return numeric(known.get(groups)?.[component][place] ?? Number.NaN);
  };
}

/** The parameters of a clustering function, in their order. */
interface ClusterArguments {
  readonly count: Evaluator;
  /** The number of a center's coordinate from 1; undefined for the number of the cluster. */
  readonly coordinate: Evaluator | undefined;
  readonly axes: readonly Evaluator[];
  readonly norm: Evaluator | undefined;
}

function clusterArguments({ name, args }: Call, compile: InterRecordContext['compile']): ClusterArguments {
  const [count, ...others] = args.map(compile);
  const isPlane = name.endsWith('2d');
  // The number of iterations is no parameter of this engine: a run ends when the clusters do not change.
  const rest = isPlane ? others : others.slice(1);
  const coordinate = name.startsWith('kmeanscentroid') ? rest.shift() : undefined;
  const axes = isPlane ? rest.slice(0, 2) : rest;
  if (!count) throw new ExpressionError(`Error in expression: ${name} takes parameters`, 0);
  return { count, coordinate, axes, norm: isPlane ? rest[2] : undefined };
}

const NORMALIZATIONS: ReadonlyMap<string, Normalization> = new Map([
  ['1', 'zscore'],
  ['zscore', 'zscore'],
  ['2', 'minmax'],
  ['minmax', 'minmax'],
]);

/** `KMeans2D(count, x, y[, norm])` and its variants, over all rows of the chart. */
function clustering(call: Call, { rows, compile }: InterRecordContext): Evaluator {
  const { count, coordinate, axes, norm } = clusterArguments(call, compile);
  const known = new Map<
    readonly number[],
    ReadonlyMap<number, { readonly of: Clusters; readonly at: number }>
  >();
  return (group): Value => {
    const { groups } = rows.segment(group, 'column', true);
    let clusters = known.get(groups);
    if (!clusters) {
      const wanted = numberOf(count(group));
      if (!(wanted >= 1))
        throw new ExpressionError(
          `Error in expression: ${call.name} takes a number of clusters of at least 1; it does not determine the number`,
          0,
        );
      const points = groups
        .map((other) => ({ other, axes: axes.map((axis) => numberOf(axis(other))) }))
        .filter((point) => !point.axes.some(Number.isNaN));
      const normalization = NORMALIZATIONS.get(textOf(norm?.(group) ?? null).toLowerCase()) ?? 'none';
      const of = kMeans(
        points.map((point) => point.axes),
        Math.trunc(wanted),
        normalization,
      );
      clusters = new Map(points.map(({ other }, place) => [other, { of, at: of.assigned[place] ?? -1 }]));
      known.set(groups, clusters);
    }
    const found = clusters.get(group);
    if (!found) return null;
    if (!coordinate) return found.at;
    return found.of.centers[found.at]?.[numberOf(coordinate(group)) - 1] ?? null;
  };
}
